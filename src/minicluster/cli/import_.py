"""`minicluster import`: take in an office's table; every row gets a verdict."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

    from minicluster.members.models import Programme
    from minicluster.platform.imports.fields import Kind
    from minicluster.platform.imports.tables import Table
    from minicluster.platform.imports.verdicts import Report
    from minicluster.platform.permissions import Viewer

KINDS = ("organisations", "people", "members", "activities", "attendance", "expertise", "problems", "outcomes", "establishments", "comparison")
SHOWN_REFUSALS = 30


@click.command(name="import")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", default="", help="The format of a file of works: openalex, orcid, crossref, bibtex, ris, ntis, or table; recognised by itself."
)
@click.option("--person", "owner", default="", metavar="REFERENCE", help="Whose own list of works a file is, such as person-12 or an ORCID iD.")
@click.option("--only-group", "group", default="", metavar="SLUG", help="The mini-cluster that alone may see what a file of works brings.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="What a column holds; FIELD “-” leaves it out. May be given several times.")
@click.option("--map-file", type=click.Path(path_type=Path), help='The same as a JSON file: {"COLUMN": "FIELD"}.')
@click.option("--sheet", default="", help="The sheet of the workbook, if not the one whose columns are best known.")
@click.option("--programme", "slug", default="", help="The short name of the programme, if there are several.")
@click.option("--dry-run", is_flag=True, help="Give the same verdicts and change nothing.")
@click.option("--refused", type=click.Path(path_type=Path), help="Write the refused rows to this .xlsx, to be mended and imported again.")
@json_option
def command(
    kind: str,
    file: Path,
    *,
    form: str,
    owner: str,
    group: str,
    mapped: tuple[str, ...],
    map_file: Path | None,
    sheet: str,
    slug: str,
    dry_run: bool,
    refused: Path | None,
    as_json: bool,
) -> None:
    """Take in an office's table (csv, tsv, xlsx, jsonl, also .gz), or for `expertise` a list of works (OpenAlex, ORCID and Crossref JSON, BibTeX, RIS, NTIS xlsx).

    Every row is created, updated, unchanged or refused with the reason.
    """
    prepare()
    from minicluster.members.domain.imports import import_records, programme_to_import_into
    from minicluster.platform.imports.refused_rows import check_target, write_refused

    mapping = _mapping(mapped, map_file)
    if refused:
        check_target(refused)
    programme = programme_to_import_into(slug)
    chosen, read = _kind_and_reader(kind, file, programme, form=form, owner=owner, group=group)
    report = import_records(
        actor=_operator(programme.pk),
        programme=programme,
        kind=chosen,
        path=file,
        read=read,
        mapping=mapping,
        sheet=sheet,
        dry_run=dry_run,
        progress=lambda rows: _progress(rows, shown=not as_json),
    )
    if refused and report.refused:
        write_refused(report, refused)
    answer(report.as_data(), as_json=as_json, text=lambda _data: _as_text(report))


def _kind_and_reader(kind: str, file: Path, programme: "Programme", *, form: str, owner: str, group: str) -> "tuple[Kind, Callable[[Path], list[Table]]]":
    """What the rows are, and what reads them: for expertise the file itself says whether it is an office's table or a list of works."""
    from django.utils.translation import gettext as _

    from minicluster.platform.imports.opening import read_tables
    from minicluster.platform.refusals import InvalidInputError
    from minicluster.problems.domain.imports import kind_of_expertise

    if kind == "expertise":
        return kind_of_expertise(file, programme=programme, form=form, owner=owner, group=group)
    if form or owner or group:
        raise InvalidInputError(_("--format, --person and --only-group are for `minicluster import expertise`. Nothing was changed."))
    return _kinds()[kind], read_tables


def _kinds() -> "dict[str, Kind]":
    from minicluster.mapping.domain.imports import FIGURES
    from minicluster.meetings.domain.imports import ACTIVITIES, ATTENDANCE
    from minicluster.members.domain.imports import MEMBERS, PEOPLE
    from minicluster.outcomes.domain.comparison_imports import COMPARISON
    from minicluster.outcomes.domain.imports import OUTCOMES
    from minicluster.problems.domain.imports import EXPERTISE, ORGANISATIONS, PROBLEMS

    own = (ORGANISATIONS, PEOPLE, MEMBERS, ACTIVITIES, ATTENDANCE, EXPERTISE, PROBLEMS, OUTCOMES, FIGURES, COMPARISON)
    return {kind.name: kind for kind in own}


def _mapping(mapped: tuple[str, ...], map_file: Path | None) -> dict[str, str]:
    from django.utils.translation import gettext as _

    from minicluster.platform.refusals import InvalidInputError

    mapping: dict[str, str] = {}
    if map_file:
        try:
            said = json.loads(map_file.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise InvalidInputError(_("The column map %(file)s cannot be read (%(why)s). Nothing was changed.") % {"file": map_file, "why": error}) from error
        if not isinstance(said, dict) or not all(isinstance(field, str) for field in said.values()):
            raise InvalidInputError(_("The column map %(file)s is no JSON object of column names and fields. Nothing was changed.") % {"file": map_file})
        mapping |= said
    for entry in mapped:
        column, mark, field = entry.rpartition("=")
        if not mark:
            raise InvalidInputError(_("“%(entry)s” is not COLUMN=FIELD. Nothing was changed.") % {"entry": entry})
        mapping[column] = field
    return mapping


def _operator(programme_id: int) -> "Viewer":
    """Whoever may use the command line of an installation runs it."""
    from minicluster.platform.permissions import Role, Viewer

    return Viewer(Role.ADMINISTRATOR, programme_id)


def _progress(rows: int, *, shown: bool) -> None:
    if shown and sys.stderr.isatty():
        click.echo(f"\r{rows:,}", nl=False, err=True)


def _as_text(report: "Report") -> str:
    return "\n".join([*_summary(report), *_columns(report), *_refusals(report)])


def _summary(report: "Report") -> list[str]:
    from django.utils.translation import gettext as _

    head = _("Dry run: nothing was changed.") if report.dry_run else ""
    numbers = _("%(rows)s rows: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(refused)s refused.") % {
        "rows": len(report.verdicts),
        **report.numbers,
    }
    along = ", ".join(f"{kind} {number}" for kind, number in sorted(report.came_along.items()))
    return [
        line for line in (head, f"{report.file} · {report.sheet.table.name}", numbers, along and _("Came along: %(records)s.") % {"records": along}) if line
    ]


def _columns(report: "Report") -> list[str]:
    from django.utils.translation import gettext as _

    taken = ", ".join(f"{column.name} → {column.field.name}" for column in report.sheet.columns if column.field)
    left = ", ".join(column.name + (f" ({column.why_not})" if column.why_not else "") for column in report.sheet.columns if not column.field and column.name)
    lines = [_("Columns: %(columns)s.") % {"columns": taken}]
    if left:
        lines.append(_("Columns not taken in: %(columns)s. Say with --map COLUMN=FIELD what they hold.") % {"columns": left})
    if report.other_sheets:
        lines.append(_("Sheets not read: %(sheets)s. Name one with --sheet.") % {"sheets": ", ".join(report.other_sheets)})
    return lines


def _refusals(report: "Report") -> list[str]:
    from django.utils.translation import gettext as _

    refusals = [refusal for verdict in report.refused for refusal in verdict.refusals]
    lines = [
        f"✗ {refusal.cell or refusal.row} {refusal.column} {f'“{refusal.value}”' if refusal.value else ''}: {refusal.reason} → {refusal.cure}"
        for refusal in refusals[:SHOWN_REFUSALS]
    ]
    if len(refusals) > SHOWN_REFUSALS:
        lines.append(_("… and %(number)s more; --refused FILE.xlsx writes all of them.") % {"number": len(refusals) - SHOWN_REFUSALS})
    return lines
