"""Questions to a story: SQL over the tables of one or many, and ready answers about people."""
