"""Jobs: work that goes on in the background, at least once, with an idempotency key."""
