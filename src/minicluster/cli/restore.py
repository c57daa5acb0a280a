"""`minicluster restore`: read everything back from one file."""

from pathlib import Path

import click

from minicluster.cli.backup import summary
from minicluster.cli.runtime import answer, json_option
from minicluster.platform.database.backup import restore
from minicluster.platform.database.home import home_folder
from minicluster.platform.database.texts import say


@click.command(name="restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Put the backup in the place of what is there.")
@json_option
def command(file: Path, *, force: bool, as_json: bool) -> None:
    """Read everything back from one FILE, into an empty installation; every row and every file is counted and compared."""
    manifest = restore(home_folder(), file.absolute(), force=force)
    answer(summary(file, manifest), as_json=as_json, text=lambda found: say("%(rows)s rows and %(files)s files of %(made_at)s are back.", **found))
