"""Reports: their kinds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """What is reported."""

    PROGRAMME = "programme", _("Programme")
    YEARBOOK = "yearbook", _("Year book")
    COMPLEX = "complex", _("Complex sheet")
    GROUP = "group", _("Mini-cluster sheet")
    LEDGER = "ledger", _("Outcome ledger")
    FUNNEL = "funnel", _("Funnels")
    PLAN = "plan", _("Plan against actual")
    BALANCE = "balance", _("Balance of the regions")
    OPEN_DATA = "open-data", _("Open data")
