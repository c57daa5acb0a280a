"""MAP: in what a complex is strong, what is near to that, and which groups to form there."""
