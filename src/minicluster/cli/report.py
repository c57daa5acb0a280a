"""`minicluster report`: print a report."""

from typing import Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare


@click.command(name="report")
@click.argument("what", type=click.Choice(["programme"]))
@acting_options
@json_option
def command(what: str, *, mail: str | None, role: str | None, as_json: bool) -> None:  # noqa: ARG001  # one report today
    """Print the programme's figures: groups, firms, experts, activities, problems, funnels, outcomes, published figures."""
    prepare()
    from minicluster.outcomes.domain.reports import programme_report

    answer(programme_report(viewer_for(mail, role)), as_json=as_json, text=_as_text)


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
