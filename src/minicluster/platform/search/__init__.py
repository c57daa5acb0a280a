"""Search: the engine room. Pure ranking lives in `analytics.retrieval`; here is what speaks SQL."""
