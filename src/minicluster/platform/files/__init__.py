"""Files: stored evidence, addressed by content."""
