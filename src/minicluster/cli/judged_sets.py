"""The folder of judged collections, and what its files hold. The collections belong to others and are not shipped."""

import csv
import gzip
import json
import os
from pathlib import Path
from typing import Any

import click

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: os.environ.get("MINICLUSTER_DATA"),
    help="Folder with the judged collection; else the one that MINICLUSTER_DATA names.",
)


def files_in(folder: Path | None, *names: str) -> list[Path]:
    """The files of a collection.

    Raises:
        click.UsageError: no folder is named, or a file is not there; the message says which.
    """
    if folder is None:
        raise click.UsageError("The judged collection is not shipped: name its folder with --folder or in MINICLUSTER_DATA. Nothing was measured.")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise click.UsageError(f"{folder} lacks {', '.join(missing)}. Nothing was measured.")
    return [folder / name for name in names]


def packed_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a packed JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def rows_of(path: Path) -> list[list[str]]:
    """The rows of a table separated by tabs, without its header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
