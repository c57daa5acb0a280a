"""What the application may do with the tables, after every migration."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from minicluster.platform.database import roles

# The application reads which migrations ran and must not be able to pretend that one did.
READ_ONLY = "SELECT relname FROM pg_class WHERE oid = to_regclass('public.django_migrations')"
GRANTS = (
    f"GRANT USAGE ON SCHEMA public TO {roles.APPLICATION}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {roles.APPLICATION}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {roles.APPLICATION}",
)
# Models say what is append-only by a trigger of that name; 16 and 8 are UPDATE and DELETE in pg_trigger. The third column
# says whether whoever asks may do it all the same.
APPEND_ONLY = r"""
    SELECT pg_class.relname, right_, has_table_privilege(pg_class.oid, right_)
    FROM pg_trigger
    JOIN pg_class ON pg_class.oid = tgrelid
    JOIN (VALUES (16, 'UPDATE'), (8, 'DELETE')) AS operation (bit, right_) ON tgtype & bit > 0
    WHERE tgname LIKE 'pgtrigger\_append\_only\_%' AND relnamespace = 'public'::regnamespace
    ORDER BY 1, 2
"""


def grant_application_rights(connection: BaseDatabaseWrapper, append_only: Iterable[str] = ()) -> bool:
    """Let the application read and write every table, and only add to the append-only ones.

    Append-only are the tables whose model has a trigger named `append_only`, and those named here. Run as the owner after
    migrations; may be repeated. False, and nothing done, where the role does not exist (a server of one's own named by
    `DATABASE_URL`; `minicluster doctor` says so).
    """
    with connection.cursor() as cursor:
        return grant_with(cursor, append_only)


class Cursor(Protocol):
    """What Django's cursor and psycopg's have in common."""

    def execute(self, query: str, parameters: list[str] = ..., /) -> object:
        """Run a statement."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give its rows."""


def grant_with(cursor: Cursor, append_only: Iterable[str] = ()) -> bool:
    """Do the same where there is a cursor and no Django."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [roles.APPLICATION])
    if not cursor.fetchall():
        return False
    for statement in GRANTS:
        cursor.execute(statement)
    closed = [(table, right) for table, right, _may in _rows(cursor, APPEND_ONLY)]
    closed += [(table, "UPDATE, DELETE") for table in append_only]
    closed += [(table, "INSERT, UPDATE, DELETE") for (table,) in _rows(cursor, READ_ONLY)]
    for table, rights in closed:
        quoted = table.replace('"', '""')
        cursor.execute(f'REVOKE {rights} ON public."{quoted}" FROM {roles.APPLICATION}')
    return True


def _rows(cursor: Cursor, query: str) -> list[tuple[Any, ...]]:
    cursor.execute(query)
    return cursor.fetchall()
