"""The pages of problems."""
