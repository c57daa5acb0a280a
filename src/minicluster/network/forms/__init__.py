"""What is typed about the network."""
