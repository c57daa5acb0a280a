"""A language model outside the house, off by default: what may be sent where, by whose decision, and the sending itself."""
