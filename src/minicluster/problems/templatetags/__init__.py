"""Template tags of problems."""
