"""`minicluster eval gate`: whether a ranker learned from the log beats the fixed weights on problems it has not seen."""

from typing import Any

import click

from minicluster.cli.runtime import answer, json_option, prepare


@click.command(name="gate")
@click.option("--programme", "slug", default=None, metavar="NAME", help="Short name of the programme; the first one where nothing is said.")
@json_option
def gate_command(slug: str | None, *, as_json: bool) -> None:
    """Measure a small ranker, learned from what became of the candidates, against the order in which they were shown.

    The verdict is stored for an administrator's decision; nothing is switched on.
    """
    prepare()
    answer(gate_for(slug), as_json=as_json, text=_as_text)


def gate_for(slug: str | None) -> dict[str, Any]:
    """What is printed: the figures of both orders, the difference with its interval, the verdict and why."""
    from django.utils.translation import gettext as _

    from minicluster.members.domain.actions.setting_up import machine_administrator
    from minicluster.members.domain.queries import programmes_named
    from minicluster.platform.refusals import NotVisibleError
    from minicluster.problems.domain.gate import measure_ranker, why_of

    programmes = programmes_named(slug)
    if not programmes:
        raise NotVisibleError(_("There is no programme of this name here. Nothing was measured."))
    verdict = measure_ranker(actor=machine_administrator(programmes[0]), programme=programmes[0])
    return {
        "n_problems": verdict.n_problems,
        "fixed": verdict.fixed,
        "learned": verdict.learned,
        "difference": verdict.difference,
        "interval": verdict.interval or None,
        "verdict": str(verdict.verdict),
        "why": why_of(verdict),
    }


def _as_text(found: dict[str, Any]) -> str:
    figures = [f"{name:<8} {found[name]}" for name in ("fixed", "learned", "difference", "interval") if found[name] is not None]
    return "\n".join([f"{found['n_problems']} problems", *figures, f"{found['verdict']}: {found['why']}"])
