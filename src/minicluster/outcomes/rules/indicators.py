"""What is measured: levels of the results chain, the standard indicators, units."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class IndicatorLevel(TextChoices):
    """Levels of the results chain (OECD DAC glossary 2002)."""

    INPUT = "input", _("Input")
    ACTIVITY = "activity", _("Activity")
    OUTPUT = "output", _("Output")
    OUTCOME = "outcome", _("Outcome")
    IMPACT = "impact", _("Impact")


class Direction(TextChoices):
    """Which way an indicator should go."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")
    NEITHER = "neither", _("Neither is better")


UNITS: Final = {
    "KRW": _("KRW"),
    "USD": _("USD"),
    "KRW per person": _("KRW per person"),
    "USD per person": _("USD per person"),
    "problems per activity": _("problems per activity"),
    "projects": _("projects"),
    "introductions": _("introductions"),
    "outputs": _("outputs"),
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
