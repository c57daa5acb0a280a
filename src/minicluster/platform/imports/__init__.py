"""Imports: from an office's spreadsheets to rows with a verdict each."""
