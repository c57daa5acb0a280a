"""`minicluster match`: find experts, firms, facilities and support programmes for a problem."""

import time
from typing import TYPE_CHECKING, Any

import click

from minicluster.cli.acting import acting_options, viewer_for
from minicluster.cli.runtime import answer, json_option, prepare

if TYPE_CHECKING:
    from minicluster.platform.permissions import Viewer

KINDS = ("expert", "firm", "facility", "support")
Answer = dict[str, Any]


@click.command(name="match")
@click.argument("text")
@click.option("--kind", "kinds", default=",".join(KINDS), show_default=True, help="Kinds of candidates, separated by commas.")
@click.option("--top", type=click.IntRange(1, 100), default=10, show_default=True, help="How many of each kind.")
@acting_options
@json_option
def command(text: str, kinds: str, top: int, *, mail: str | None, role: str | None, as_json: bool) -> None:
    """Find experts, firms, facilities and support programmes for the problem described in TEXT, Korean or English.

    In the demonstration the records of the guided thread do not count: its expert is to be found by evidence of their own.
    """
    wanted = [kind.strip() for kind in kinds.split(",") if kind.strip()]
    if not wanted or not set(wanted) <= set(KINDS):
        raise click.BadParameter(f"choose from {', '.join(KINDS)}", param_hint="--kind")
    prepare()
    answer(found_for(viewer_for(mail, role), text, wanted, top), as_json=as_json, text=_as_text)


def found_for(viewer: "Viewer", text: str, kinds: list[str], top: int) -> Answer:
    """What is printed: the question, the candidates with their reasons as facts and as sentences, and how long it took."""
    from minicluster.problems.domain.matching import candidates_for
    from minicluster.problems.domain.shown_reasons import told

    begun = time.perf_counter()
    candidates = candidates_for(viewer, text, kinds=kinds, top=top, leave_out=_records_of_the_guided_thread(viewer))
    took = (time.perf_counter() - begun) * 1000
    results = [vars(candidate) | {"reasons": [reason | {"text": told(reason)} for reason in candidate.reasons]} for candidate in candidates]
    return {"query": text, "results": results, "took_ms": round(took, 1)}


def _records_of_the_guided_thread(viewer: "Viewer") -> list[str]:
    from minicluster.members.domain.queries import guided_walk_for
    from minicluster.stories.domain.thread import thread_of

    reference = guided_walk_for(viewer)
    return [stop.reference for stop in thread_of(viewer, reference).stops] if reference else []


def _as_text(found: Answer) -> str:
    lines = [f"{one['kind']:<9}{one['score']:.2f}  {one['name']}  {one['organisation']}\n" + _reason_lines(one) for one in found["results"]]
    return "\n".join([*lines, f"{len(lines)} / {found['took_ms']} ms"])


def _reason_lines(one: Answer) -> str:
    return "\n".join(f"               {reason['text']}" for reason in one["reasons"])
