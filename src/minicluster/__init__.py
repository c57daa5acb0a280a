"""minicluster: the operating system for innovation clusters."""
