"""Training of the encoder that Fabula ships."""
