"""`minicluster export`: write records as a table."""

import errno
from pathlib import Path

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare

KINDS = ("organisations", "people", "members", "activities", "attendance", "expertise", "problems", "outcomes")
# Not a table but a document, in a form that others' programs know.
THESAURUS = "thesaurus"
FORMATS = ("csv", "xlsx", "jsonl")


@click.command(name="export")
@click.argument("kind", type=click.Choice((*KINDS, THESAURUS)))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file to write.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default what the name of FILE ends in, else csv.")
@acting_options
@json_option
def command(kind: str, *, out: Path, form: str | None, mail: str | None, role: str | None, as_json: bool) -> None:
    """Write records of one KIND as a table: what the chosen person may see, and nothing else. The thesaurus is written as SKOS (JSON-LD)."""
    prepare()
    if kind == THESAURUS:
        _write_thesaurus(out, mail, role, as_json=as_json)
        return
    from django.utils.translation import gettext as _

    from minicluster.platform.files.tables import written
    from minicluster.stories.domain.exports import exported

    columns, rows = exported(actor=viewer_for(mail, role), kind=kind)
    ending = out.suffix.lstrip(".").lower()
    write(out, written(columns, rows, form or (ending if ending in FORMATS else "csv")))
    result = {"kind": kind, "rows": len(rows), "file": str(out)}
    answer(result, as_json=as_json, text=lambda told: _("%(rows)s rows of %(kind)s are in %(file)s.") % told)


def _write_thesaurus(out: Path, mail: str | None, role: str | None, *, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    from minicluster.problems.domain.skos import thesaurus_as_skos

    document, concepts = thesaurus_as_skos(viewer_for(mail, role))
    write(out, document.encode())
    result = {"kind": THESAURUS, "rows": concepts, "file": str(out)}
    answer(result, as_json=as_json, text=lambda told: _("%(rows)s rows of %(kind)s are in %(file)s.") % told)


def write(out: Path, content: bytes) -> None:
    """Write beside the goal and move into place, so that a full disk leaves no half table and an older file stays as it was."""
    from django.utils.translation import gettext as _

    from minicluster.platform.refusals import RefusedError

    if out.exists() and not out.is_file():
        raise RefusedError(_("“%(out)s” is no file that can be replaced. Nothing was written; choose another place with --out.") % {"out": out})
    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(out)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        why = _("the disk is full") if error.errno == errno.ENOSPC else error.strerror
        raise RefusedError(_("The table could not be written (%(why)s). Nothing was changed; choose another place with --out.") % {"why": why}) from error
