"""A fresh schema for an evaluation: the production engine on tables of its own, dropped afterwards. No installation's records are seen or touched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection
from psycopg import sql

# The vectors of the thesaurus' texts belong to the texts: they are kept from one evaluation to the next.
_SHARED: Final = "search_phrasingvector"


@contextmanager
def fresh_search() -> Iterator[None]:
    """Search finds nothing inside, and what is written inside is gone afterwards. For the database's owner."""
    schema = sql.Identifier(f"evaluation_{os.getpid()}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'search\\_%%' AND tablename <> %s", [_SHARED])
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        try:
            for table in tables:
                name = sql.Identifier(table)
                cursor.execute(sql.SQL("CREATE TABLE {}.{} (LIKE public.{} INCLUDING ALL)").format(schema, name, name))
            cursor.execute(sql.SQL("SET search_path TO {}, public").format(schema))
            yield
        finally:
            cursor.execute("SET search_path TO DEFAULT")
            cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))
