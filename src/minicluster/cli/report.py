"""`minicluster report`: draw up a report."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from minicluster.outcomes.rules import Report

KINDS = ("programme", "yearbook", "complex", "group", "ledger", "funnel", "plan", "balance", "open-data")
FORMATS = ("json", "pdf", "xlsx", "hwpx", "csv")
PROGRAMME = "programme"
_EARLIEST, _LATEST = 1900, 2999


@click.command(name="report")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--year", type=click.IntRange(_EARLIEST, _LATEST), help="Count what happened in this year of the programme.")
@click.option("--month", metavar="YYYY-MM", default="", help="Count what happened in this month.")
@click.option("--complex", "complex_", metavar="SLUG", default="", help="Of this complex alone.")
@click.option("--group", metavar="COMPLEX/SLUG", default="", help="Of this mini-cluster alone.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="By default what the name of FILE ends in, else JSON. csv is for open data alone.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The file to write; a name of its own where only --format is given."
)
@acting_options
@json_option
def command(
    kind: str, *, year: int | None, month: str, complex_: str, group: str, form: str | None, out: Path | None, mail: str | None, role: str | None, as_json: bool
) -> None:
    """Draw up a report of one KIND and print it, or write it as a file: the same figures in every form, and nothing that the chosen person may not see."""
    prepare()
    from minicluster.outcomes.domain.report_files.writing import data_of
    from minicluster.outcomes.domain.reports import Asked, drawn_up

    viewer = viewer_for(mail, role)
    asked = Asked(kind, year, _month(month), complex_, group)
    if kind == PROGRAMME and not asked.query and not (form or out or as_json):
        from minicluster.outcomes.domain.reports import programme_report

        answer(programme_report(viewer), as_json=False, text=_as_text)
        return
    report = drawn_up(viewer, asked)
    if form or out:
        _write(report, form, out, as_json=as_json)
        return
    answer(data_of(report), as_json=as_json, text=lambda _data: _in_lines(report))


def _month(month: str) -> str:
    from minicluster.outcomes.domain.reports import month_named

    if month and month_named(month) is None:
        raise click.BadParameter("a month is written 2007-09", param_hint="--month")
    return month


def _write(report: "Report", form: str | None, out: Path | None, *, as_json: bool) -> None:
    from django.utils.translation import gettext as _

    from minicluster.cli.export import write
    from minicluster.outcomes.domain.report_files import written_as

    ending = out.suffix.lstrip(".").lower() if out else ""
    written = written_as(report, form or (ending if ending in FORMATS else "json"))
    place = out or Path(written.name)
    write(place, written.content)
    result = {"kind": report.kind, "sections": len(report.sections), "file": str(place)}
    answer(result, as_json=as_json, text=lambda told: _("The report is in %(file)s: %(sections)s sections.") % told)


def _in_lines(report: "Report") -> str:
    """The report as text: its head, and each section with its sentence and its lines."""
    lines = [f"{name}: {value}" for name, value in report.facts]
    for section in report.sections:
        lines += ["", f"## {section.heading}", section.reading, " | ".join(section.headings), *(" | ".join(line) for line in section.lines)]
    return "\n".join(lines)


def _as_text(report: dict[str, Any]) -> str:
    """One figure a line, the parts of a figure indented under it."""
    lines = []
    for name, value in report.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"  {part}: {_plain(figure)}" for part, figure in value.items())]
        elif isinstance(value, list):
            lines += [f"{name}:", *(f"  {row['code']}: {row['statement']} ({row['source']})" for row in value)]
        else:
            lines.append(f"{name}: {_plain(value)}")
    return "\n".join(lines)


def _plain(figure: Any) -> str:
    if isinstance(figure, dict):
        return ", ".join(f"{name} {_plain(value)}" for name, value in figure.items()) or "–"
    return f"{figure:,.0f}" if isinstance(figure, float) else f"{figure:,}" if isinstance(figure, int) and not isinstance(figure, bool) else str(figure)
