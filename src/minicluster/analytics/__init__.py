"""Measures as a pure Python library: no Django, no database."""
