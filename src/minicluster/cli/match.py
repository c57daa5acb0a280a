"""`minicluster match`: find experts, firms, facilities and support programmes for a problem."""

import time
from typing import Any

import click

from minicluster.cli.runtime import answer, json_option, prepare

KINDS = ("expert", "firm", "facility", "support")
Answer = dict[str, Any]


@click.command(name="match")
@click.argument("text")
@click.option("--kind", "kinds", default=",".join(KINDS), show_default=True, help="Kinds of candidates, separated by commas.")
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, help="How many of each kind.")
@click.option("--programme", default="", help="Short name of the programme; the first one by default.")
@json_option
def command(text: str, kinds: str, top: int, programme: str, *, as_json: bool) -> None:
    """Find experts, firms, facilities and support programmes for the problem described in TEXT, Korean or English."""
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    if not wanted or not set(wanted) <= set(KINDS):
        raise click.BadParameter(f"choose from {', '.join(KINDS)}", param_hint="--kind")
    prepare()
    answer(found_for(text, wanted, top, programme), as_json=as_json, text=_as_text)


def found_for(text: str, kinds: list[str], top: int, programme_slug: str = "") -> Answer:
    """What is printed: the question, the candidates with their reasons as sentences and as facts, and how long it took."""
    from minicluster.problems.domain.matching import candidates_for
    from minicluster.problems.domain.reasons import sentence_of

    viewer = _operator(programme_slug)
    begun = time.perf_counter()
    candidates = candidates_for(viewer, text, kinds=kinds, top=top)
    took = (time.perf_counter() - begun) * 1000
    results = [vars(candidate) | {"reasons": [reason | {"text": sentence_of(reason)} for reason in candidate.reasons]} for candidate in candidates]
    return {"query": text, "results": results, "took_ms": round(took, 1)}


def _operator(programme_slug: str) -> Any:
    """Whoever may run commands on the machine sees what the programme's administrator sees."""
    from django.utils.translation import gettext as _

    from minicluster.members.domain.queries import programme_by_default
    from minicluster.members.models import Programme
    from minicluster.platform.permissions import Role, Viewer
    from minicluster.platform.refusals import NotVisibleError

    programme = Programme.objects.filter(slug=programme_slug).first() if programme_slug else programme_by_default()
    if programme is None:
        raise NotVisibleError(_("There is no such programme here. Nothing was searched. `minicluster demo` loads one to try."))
    return Viewer(Role.ADMINISTRATOR, programme.pk)


def _as_text(found: Answer) -> str:
    lines = [f"{one['kind']:<9}{one['score']:.2f}  {one['name']}  {one['organisation']}\n" + _reason_lines(one) for one in found["results"]]
    return "\n".join([*lines, f"{len(lines)} / {found['took_ms']} ms"])


def _reason_lines(one: Answer) -> str:
    return "\n".join(f"               {reason['text']}" for reason in one["reasons"])
