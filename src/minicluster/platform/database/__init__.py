"""The database: PostgreSQL under our own small supervisor, or a server named by `DATABASE_URL`.

`supervisor.use(home)` is the one call most callers need; `settings.database_settings(home, role)` tells Django where it is.
This file imports nothing, so that the supervisor process stays small and starts at once.
"""
