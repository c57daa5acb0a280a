"""`minicluster translations`: catalogues from `.po` to `.mo`, without GNU gettext on the machine."""

from pathlib import Path

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


@click.command(name="translations")
@click.argument("what", type=click.Choice(["compile"]), default="compile")
def command(what: str) -> None:  # noqa: ARG001  # one choice today
    """Compile the catalogues that have changed."""
    for source in sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as text, target.open("wb") as binary:
                write_mo(binary, read_po(text, locale=source.parts[-3]))
