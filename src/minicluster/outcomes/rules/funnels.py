"""Funnels: counts of states, never states of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Stage:
    """One stage of a funnel: how many records reached it."""

    key: str
    count: int
    share: float
    """Of the first stage, 0-1; 0 where the first stage is empty."""


STAGE_LABELS: Final = {
    "found": _("Problems found"),
    "diagnosed": _("Diagnosed"),
    "worked_on": _("Worked on"),
    "solved": _("Solved"),
    "confirmed": _("Confirmed by the firm"),
    "applied": _("Applied"),
    "selected": _("Selected"),
    "supported": _("Supported"),
    "finished": _("Finished"),
}


def funnel(stages: Mapping[str, frozenset[str]], counts: Mapping[str, int]) -> list[Stage]:
    """A funnel from counts per state: a stage is a set of states, never a state of its own."""
    totals = {key: sum(counts.get(state, 0) for state in states) for key, states in stages.items()}
    first = next(iter(totals.values()))
    return [Stage(key, count, count / first if first else 0.0) for key, count in totals.items()]


def ratio(part: int, whole: int) -> float | None:
    """Part over whole; None where there is nothing to divide by."""
    return part / whole if whole else None
