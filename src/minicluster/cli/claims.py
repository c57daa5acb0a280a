"""`minicluster claims`: whether published figures agree with their own sentences, with ours, and with each other."""

from typing import Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare


@click.group(name="claims")
def command() -> None:
    """Look at published figures."""


@command.command(name="check")
@acting_options
@json_option
def check(*, mail: str | None, role: str | None, as_json: bool) -> None:
    """Check every published figure: its sentence against its own numbers and against what is counted here; those that contradict each other stand side by side.

    A verdict is holds, fails, undecided (the rounding of the printed figures lies on both sides) or no_formula (the sentence compares nothing).
    """
    prepare()
    from minicluster.outcomes.domain.claim_checks import claims_report

    answer(claims_report(viewer_for(mail, role)), as_json=as_json, text=_as_text)


def _as_text(report: dict[str, Any]) -> str:
    lines = [", ".join(f"{verdict} {count}" for verdict, count in report["summary"].items())]
    lines += [_line(claim) for claim in report["claims"] if claim["check"] or claim["ours"] or claim["problem"]]
    for together in report["conflicts"]:
        lines += ["Side by side:", *(f"  {claim['code']}: {claim['statement']} ({claim['source']})" for claim in together)]
    return "\n".join(lines)


def _line(claim: dict[str, Any]) -> str:
    parts = [f"{claim['code']}: {claim['statement']}"]
    if found := claim["check"]:
        parts.append(f"{found['verdict']}: {found['computed']:.6g} ({found['low']:.6g} to {found['high']:.6g})")
    if claim["stale"]:
        parts.append(f"quotes {', '.join(claim['stale'])} with another figure than is recorded")
    if claim["ours"]:
        parts.append(f"counted here: {claim['ours']['counted']:,}, {claim['ours']['verdict']}")
    return " · ".join(filter(None, [*parts, claim["problem"]]))
