"""Audit: the append-only journal of acts."""
