"""What people fill in about outcomes."""
