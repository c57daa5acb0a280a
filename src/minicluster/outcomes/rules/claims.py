"""Published figures: their kinds, and whether a sentence agrees with its own numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.claims import ClaimError, Verdict, check_claim


class FigureKind(TextChoices):
    """Whether a claimed figure was counted, foreseen or aimed at. An event has no figure."""

    ACTUAL = "actual", _("Actual")
    FORECAST = "forecast", _("Forecast")
    TARGET = "target", _("Target")
    EVENT = "event", _("Event")


@dataclass(frozen=True)
class Sentence:
    """Whether the sentence of a claim agrees with its own numbers, and what these give."""

    verdict: Verdict
    computed: float

    @property
    def holds(self) -> bool:
        """Whether it agrees."""
        return self.verdict is Verdict.HOLDS

    @property
    def label(self) -> str:
        """The verdict in words."""
        return verdict_label(self.verdict)


_SENTENCES: Final = {
    Verdict.HOLDS: _("The sentence agrees with its numbers"),
    Verdict.FAILS: _("The sentence does not agree with its numbers"),
    Verdict.UNDECIDED: _("The rounding of its numbers lies on both sides"),
}


def verdict_label(verdict: Verdict) -> str:
    """What became of a sentence, in words."""
    return str(_SENTENCES[verdict])


def sentence_of(formula: Mapping[str, Any]) -> Sentence | None:
    """What became of a claim's formula; None where there is none, or none that can be understood (`minicluster claims check` says what is wrong with it)."""
    try:
        found = check_claim(formula) if formula else None
    except ClaimError:
        return None
    return Sentence(found.verdict, float(found.found.middle)) if found else None


TOPICS: Final = {
    "announced": _("Announcement"),
    "declared": _("Declaration"),
    "founded": _("Founding"),
    "founder": _("Founders"),
    "payer": _("Who pays"),
    "decider": _("Who decides"),
    "measured": _("What is measured"),
    "complexes": _("Complexes"),
    "mini_clusters": _("Mini-clusters"),
    "mini_units": _("Sub-units and coordinators"),
    "member_firms": _("Member firms"),
    "experts": _("Experts"),
    "activities": _("Activities"),
    "problems_found": _("Problems found"),
    "problems_selected_for_support": _("Problems selected for support"),
    "problems_solved": _("Problems solved"),
    "problems_technology": _("Technology problems"),
    "problems_competitiveness": _("Competitiveness problems"),
    "members_outside_complex": _("Members outside the complex"),
    "firms": _("Firms"),
    "exports": _("Exports"),
    "exports_growth": _("Growth of exports"),
    "employment": _("Employment"),
    "production": _("Production"),
    "contract_units": _("Units contracted"),
    "sales": _("Sales"),
}
PERIMETERS: Final = {
    "programme": _("Whole programme"),
    "7 complexes": _("Seven complexes"),
    "12 complexes": _("Twelve complexes"),
    "participants": _("Supported firms"),
}
CERTAINTIES: Final = {"high": _("Well sourced"), "medium": _("Fairly sourced"), "low": _("Weakly sourced")}
