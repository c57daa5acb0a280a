"""What every station stands on: accounts, permissions, audit, files, jobs, mail, search, imports, the embedded database."""
