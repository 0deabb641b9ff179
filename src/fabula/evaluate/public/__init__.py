"""Annotated corpora as their own repositories publish them, in the form that everything here reads: one row a text."""

from fabula.evaluate.public import litbank, pdnc, places, reman

__all__ = ["litbank", "pdnc", "places", "reman"]
