"""What mapping knows and does."""
