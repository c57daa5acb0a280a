"""The demonstration programme: a seeded generator of invented records, and the guided thread."""
