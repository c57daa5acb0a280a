"""Impact: the figures that members and non-members are compared by."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImpactMeasure(TextChoices):
    """A yearly figure of a firm; compared in logarithms, so that an estimate reads as a relative change."""

    SALES = "sales_krw", _("Sales")
    EXPORTS = "exports_usd", _("Exports")
    PRODUCTION = "production_krw", _("Production")
    EMPLOYEES = "employees", _("Employees")
