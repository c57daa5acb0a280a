"""What is read out of ties, and what is done about it."""
