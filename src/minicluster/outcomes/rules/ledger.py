"""The ledger's lifecycle, and what may be told of its sums."""

from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.permissions import PERMISSIONS
from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import Place, Viewer


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
VERIFIED: Final = frozenset({_O.VERIFIED, _O.CONFIRMED})


def may_stand_in_period(realisation: str, period: tuple[date, date], today: date) -> bool:
    """Whether an entry may stand for a period: from a day to a later one, and nothing is realised in a period that has not begun."""
    begins, ends = period
    return begins <= ends and (realisation == Realisation.EXPECTED or begins <= today)


FEWEST_FIRMS: Final = 3


def may_read_reasons(viewer: Viewer, place: Place) -> bool:
    """Whether this viewer reads why each step was taken: the firm and its offices, not those who only look on."""
    return PERMISSIONS.allows(viewer, "report_outcome", place)
