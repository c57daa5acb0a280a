"""What can be asked of and done with stories."""
