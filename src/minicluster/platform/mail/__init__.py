"""Mail: messages with their signed links, kept whether or not a mail server is set up."""
