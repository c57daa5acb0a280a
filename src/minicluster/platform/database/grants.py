"""What the application may do with the tables, after every migration."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from minicluster.platform.database import roles

# The application reads which migrations ran and must not be able to pretend that one did.
READ_ONLY = ("django_migrations",)
GRANTS = (
    f"GRANT USAGE ON SCHEMA public TO {roles.APPLICATION}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {roles.APPLICATION}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {roles.APPLICATION}",
)


def grant_application_rights(connection: BaseDatabaseWrapper, append_only: Sequence[str] = ()) -> bool:
    """Let the application read and write every table, and only add to the append-only ones.

    Run as the owner after migrations; may be repeated. False, and nothing done, where the role does not exist
    (a server of one's own named by `DATABASE_URL`; `minicluster doctor` says so).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [roles.APPLICATION])
        if cursor.fetchone() is None:
            return False
        for statement in GRANTS:
            cursor.execute(statement)
        for names, rights in ((append_only, "UPDATE, DELETE, TRUNCATE"), (READ_ONLY, "INSERT, UPDATE, DELETE, TRUNCATE")):
            for name in names:
                cursor.execute(f"REVOKE {rights} ON {connection.ops.quote_name(name)} FROM {roles.APPLICATION}")
    return True
