"""An installation of its own for each test, whose loader can be killed, and a digest of what it holds in the end."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from minicluster.platform.database.supervisor import use

SCALE = "0.02"
PATIENCE_SECONDS = 120
# What differs from load to load by its nature: numbers given by sequences inside texts, salts, jobs, the search index.
LEFT_OUT_TABLES = ("procrastinate_", "django_", "search_", "mail_", "axes_", "auth_")
LEFT_OUT_COLUMNS = ("guided_thread", "password", "source", "session_key")


class Installation:
    """A folder of state, the loader run on it, and what the database holds."""

    def __init__(self, home: Path, scale: str = SCALE) -> None:
        self.home, self.scale = home, scale
        self.environment = {**os.environ, "MINICLUSTER_HOME": str(home), "DJANGO_SETTINGS_MODULE": "minicluster.settings.base"}
        self.environment.pop("MINICLUSTER_DATABASE_ROLE", None)

    def run(self, *words: str) -> "subprocess.Popen[str]":
        """Start a command of the product."""
        command = [sys.executable, "-m", "minicluster", *words]
        return subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def loader(self) -> "subprocess.Popen[str]":
        """Start loading."""
        return self.run("demo", "--no-serve", "--scale", self.scale)

    def load(self, patience: float = PATIENCE_SECONDS) -> str:
        """Load to the end; what was printed."""
        done = self.loader()
        printed, _nothing = done.communicate(timeout=patience)
        assert done.returncode == 0, printed
        return printed

    def kill_while_loading_after(self, phase: str, seconds: float) -> None:
        """Load until a phase is done, and kill the loader a moment later, in the middle of the next one."""
        loader = self.loader()
        for line in loader.stdout:
            if f"] {phase} " in line:
                break
        time.sleep(seconds)
        loader.send_signal(signal.SIGKILL)
        loader.wait()
        loader.stdout.close()

    def digest(self) -> dict[str, tuple[int, str]]:
        """Rows and checksum of the texts of every table."""
        server = use(self.home)
        try:
            with psycopg.connect(**server.connection(server.owner)) as connection:
                return {table: _digest_of(connection, table, columns) for table, columns in _tables(connection).items()}
        finally:
            server.__exit__(None, None, None)


def _tables(connection):
    rows = connection.execute(
        "SELECT table_name, array_agg(column_name::text ORDER BY column_name) FILTER (WHERE data_type IN ('character varying', 'text', 'date', 'boolean'))"
        " FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
        " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' GROUP BY table_name"
    ).fetchall()
    return {table: [column for column in columns or () if column not in LEFT_OUT_COLUMNS] for table, columns in rows if not table.startswith(LEFT_OUT_TABLES)}


def _digest_of(connection, table, columns):
    chosen = psycopg.sql.SQL(", ").join(map(psycopg.sql.Identifier, columns)) if columns else psycopg.sql.SQL("1")
    rows = connection.execute(psycopg.sql.SQL("SELECT {} FROM {}").format(chosen, psycopg.sql.Identifier(table))).fetchall()
    return len(rows), hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
