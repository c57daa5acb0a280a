"""`minicluster backup`: write everything into one file."""

from pathlib import Path

import click

from minicluster.cli.runtime import answer, json_option
from minicluster.platform.database.archive import Manifest
from minicluster.platform.database.backup import backup
from minicluster.platform.database.home import home_folder
from minicluster.platform.database.texts import say


@click.command(name="backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def command(file: Path, *, as_json: bool) -> None:
    """Write everything into one FILE: records, stored files and the signing key. Keep it safe: it holds what is confidential."""
    manifest = backup(home_folder(), file.absolute())
    answer(summary(file, manifest), as_json=as_json, text=lambda found: say("%(file)s holds %(rows)s rows and %(files)s files (%(bytes)s bytes).", **found))


def summary(file: Path, manifest: Manifest) -> dict[str, str | int]:
    """Say what a backup holds, in numbers."""
    files = sum(name.startswith("files/") for name in manifest.members)
    return {
        "file": str(file),
        "bytes": file.stat().st_size,
        "rows": sum(manifest.rows.values()),
        "tables": len(manifest.rows),
        "files": files,
        "made_at": manifest.made_at,
        "version": manifest.minicluster,
    }
