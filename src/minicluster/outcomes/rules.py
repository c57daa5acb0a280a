"""The pure rules of outcomes: indicators, the ledger's lifecycle, permissions."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Role, Scope


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


def attributed(value: float, contribution_share: float) -> float:
    """The part of a value that is claimed for the programme: value × contribution share (기여율, 0-1)."""
    if not 0 <= contribution_share <= 1:
        message = f"a contribution share lies between 0 and 1, not {contribution_share}"
        raise ValueError(message)
    return value * contribution_share


_OFFICE: Final = {Role.COORDINATOR: Scope.GROUPS, Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_READERS: Final = {
    **_OFFICE,
    Role.FIRM_USER: Scope.ORGANISATION,
    Role.GROUP_OFFICER: Scope.GROUPS,
    Role.REVIEWER: Scope.PROGRAMME,
    Role.FUNDER: Scope.PROGRAMME,
}
_PROGRAMME: Final = {Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_ANYONE: Final = dict.fromkeys(Role, Scope.PROGRAMME)
_SIGNED_IN: Final = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}

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
