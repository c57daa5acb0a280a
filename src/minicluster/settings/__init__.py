"""Settings. They stand outside the storeys."""
