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
