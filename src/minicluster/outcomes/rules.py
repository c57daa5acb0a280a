"""The pure rules of outcomes: indicators, the ledger's lifecycle, permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.claims import ClaimError, Verdict, check_claim
from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Place, Role, Scope, Viewer, covers


class IndicatorLevel(TextChoices):
    """Levels of the results chain (OECD DAC glossary 2002)."""

    INPUT = "input", _("Input")
    ACTIVITY = "activity", _("Activity")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


class FigureKind(TextChoices):
    """Whether a claimed figure was counted, foreseen or aimed at. An event has no figure."""

    ACTUAL = "actual", _("Actual")
    FORECAST = "forecast", _("Forecast")
    TARGET = "target", _("Target")
    EVENT = "event", _("Event")


class Realisation(TextChoices):
    """Expected is never added to realised."""

    REALISED = "realised", _("Realised")
    EXPECTED = "expected", _("Expected")


class OutcomeState(TextChoices):
    """States of an entry in the outcome ledger."""

    REPORTED = "reported", _("Reported")
    EVIDENCED = "evidenced", _("Evidence attached")
    VERIFIED = "verified", _("Verified")
    CONFIRMED = "confirmed", _("Confirmed")
    CORRECTED = "corrected", _("Corrected by a new entry")


_O = OutcomeState
OUTCOME_LIFECYCLE: Final = Lifecycle(
    "outcome",
    _O.REPORTED,
    {
        "attach_evidence": step((_O.REPORTED, _O.EVIDENCED), _O.EVIDENCED),
        "verify_outcome": step(_O.EVIDENCED, _O.VERIFIED),
        "confirm_outcome": step(_O.VERIFIED, _O.CONFIRMED),
        "correct_outcome": step((_O.REPORTED, _O.EVIDENCED, _O.VERIFIED, _O.CONFIRMED), _O.CORRECTED, needs_reason=True),
    },
)
COUNTED: Final = frozenset({_O.REPORTED, _O.EVIDENCED, _O.VERIFIED, _O.CONFIRMED})


def may_stand_in_period(realisation: str, period: tuple[date, date], today: date) -> bool:
    """Whether an entry may stand for a period: from a day to a later one, and nothing is realised in a period that has not begun."""
    begins, ends = period
    return begins <= ends and (realisation == Realisation.EXPECTED or begins <= today)


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


FEWEST_FIRMS: Final = 3


def may_show_total(viewer: Viewer, place: Place, firms: int) -> bool:
    """Whether a sum of outcomes at a place may be shown: with fewer than three firms behind it, it would tell the figure of one."""
    return firms >= FEWEST_FIRMS or PERMISSIONS.allows(viewer, "view_outcome", place)


def may_read_reasons(viewer: Viewer, place: Place) -> bool:
    """Whether this viewer reads why each step was taken: the firm and its offices, not those who only look on."""
    return PERMISSIONS.allows(viewer, "report_outcome", place)


def opens(viewer: Viewer, permissions: PermissionMap, action: str, place: Place) -> bool:
    """Whether this viewer can open every row at a place. A figure is a link only then: behind it stand exactly its rows.

    A permission for own groups opens the rows of one of them, but not those of a complex in which other groups stand too.
    """
    scope = permissions.scope(viewer, action)
    if scope is Scope.GROUPS:
        return bool(place.group_ids) and place.programme_id == viewer.programme_id and place.group_ids <= viewer.group_ids
    return scope in (Scope.PROGRAMME, Scope.COMPLEX) and covers(viewer, scope, place)


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
        return str(_SENTENCES[self.verdict])


_SENTENCES: Final = {
    Verdict.HOLDS: _("The sentence agrees with its numbers"),
    Verdict.FAILS: _("The sentence does not agree with its numbers"),
    Verdict.UNDECIDED: _("The rounding of its numbers lies on both sides"),
}


def sentence_of(formula: Mapping[str, Any]) -> Sentence | None:
    """What became of a claim's formula; None where there is none, or none that can be understood (`minicluster claims check` says what is wrong with it)."""
    try:
        found = check_claim(formula) if formula else None
    except ClaimError:
        return None
    return Sentence(found.verdict, float(found.found.middle)) if found else None


STANDARD_INDICATORS: Final[dict[str, tuple[IndicatorLevel, str, str, str, bool]]] = {
    "sales": (IndicatorLevel.OUTCOME, "매출", "Sales", "KRW", True),
    "exports": (IndicatorLevel.OUTCOME, "수출", "Exports", "USD", True),
    "contract_units": (IndicatorLevel.OUTCOME, "계약 수량", "Units contracted", "machines", True),
    "cost_savings": (IndicatorLevel.OUTCOME, "비용 절감", "Cost savings", "KRW", True),
    "investment": (IndicatorLevel.OUTCOME, "투자 유치", "Investment won", "KRW", True),
    "employment": (IndicatorLevel.IMPACT, "고용", "Employment", "persons", True),
    "production": (IndicatorLevel.IMPACT, "생산액", "Production", "KRW", True),
    "defect_rate": (IndicatorLevel.OUTCOME, "불량률", "Defect rate", "%", False),
}
TOPICS: Final = {
    "announced": _("Announcement"),
    "declared": _("Declaration"),
    "founded": _("Founding"),
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
UNITS: Final = {
    "KRW": _("KRW"),
    "USD": _("USD"),
    "machines": _("machines"),
    "persons": _("persons"),
    "groups": _("groups"),
    "complexes": _("complexes"),
    "problems": _("problems"),
    "firms": _("firms"),
    "activities": _("activities"),
    "per year": _("per year"),
    "KRW over 5 years": _("KRW over five years"),
    "of 126 members": _("of 126 members"),
    "of 363 members": _("of 363 members"),
    "problems, 84 solved": _("problems, 84 solved"),
    "problems, 120 solved": _("problems, 120 solved"),
}

_OFFICE: Final[dict[Role, Scope]] = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_READERS: Final[dict[Role, Scope]] = {
    **_OFFICE,
    Role.FIRM_USER: Scope.ORGANISATION,
    Role.GROUP_OFFICER: Scope.GROUPS,
    Role.REVIEWER: Scope.PROGRAMME,
    Role.FUNDER: Scope.PROGRAMME,
}
_PROGRAMME: Final[dict[Role, Scope]] = {Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_ANYONE: Final = dict.fromkeys(Role, Scope.PROGRAMME)
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

PERMISSIONS: Final = PermissionMap(
    "outcomes",
    {
        "view_dashboard": _SIGNED_IN,
        "view_claims": _ANYONE,
        "view_outcome": _READERS,
        "record_claim": _PROGRAMME,
        "define_indicator": _PROGRAMME,
        "set_baseline": _PROGRAMME,
        "set_target": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.COMPLEX},
        "record_forecast": {**_PROGRAMME, Role.COMPLEX_MANAGER: Scope.COMPLEX},
        "report_outcome": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "attach_evidence": {**_OFFICE, Role.FIRM_USER: Scope.ORGANISATION},
        "verify_outcome": {Role.COMPLEX_MANAGER: Scope.COMPLEX, **_PROGRAMME},
        "confirm_outcome": _PROGRAMME,
        "correct_outcome": _OFFICE,
    },
)
