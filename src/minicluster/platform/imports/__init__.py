"""Taking in an office's tables: reading files, finding columns, typing cells, and a verdict for every row. No station is known here."""
