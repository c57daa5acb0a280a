"""The way of a file from the disk to its report."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psycopg
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from minicluster.platform.imports.columns import choose_sheet
from minicluster.platform.imports.fields import Kind
from minicluster.platform.imports.machine import Import
from minicluster.platform.imports.opening import read_tables
from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.verdicts import Report
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import RefusedError


def import_file(
    path: Path,
    kind: Kind,
    *,
    programme: Any,
    actor: Viewer,
    mapping: Mapping[str, str] | None = None,
    sheet: str = "",
    dry_run: bool = False,
    progress: Callable[[int], None] = lambda _rows: None,
    read: Callable[[Path], list[Table]] = read_tables,
) -> Report:
    """Take a file in; every row of it gets a verdict. `read` is how tables are got from it.

    The caller has made sure that the actor may `import_records`.

    Raises:
        RefusedError: the file, its columns or the database do not allow it; whole chunks that are in stay in.
    """
    tables = read(path)
    chosen = choose_sheet(tables, kind, name=sheet, mapping=mapping)
    others = [table.name for table in tables if table.name != chosen.table.name and not table.is_empty]
    report = Report(kind.name, path.name, chosen, others, dry_run)
    try:
        return Import(kind, chosen, programme, actor, report, progress).run()
    except (DatabaseError, psycopg.Error) as error:  # COPY is not wrapped by Django
        done = 0 if dry_run else sum(report.numbers.values()) - report.numbers["refused"]
        raise RefusedError(
            _(
                "The database stopped the import (%(why)s). %(rows)s rows are in, the others are not, and nothing is half-done; "
                "run `minicluster doctor`, then start the same import again: what is in stays unchanged."
            )
            % {"why": str(error).strip().split("\n")[0], "rows": done}
        ) from error
