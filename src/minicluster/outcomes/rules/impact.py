"""Impact: the figures that members and non-members are compared by."""

from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImpactMeasure(TextChoices):
    """A yearly figure of a firm; compared in logarithms, so that an estimate reads as a relative change."""

    SALES = "sales_krw", _("Sales")
    EXPORTS = "exports_usd", _("Exports")
    PRODUCTION = "production_krw", _("Production")
    EMPLOYEES = "employees", _("Employees")


class LeftOut(TextChoices):
    """Why a firm is not in the panel that an impact study is made of."""

    NO_FIGURE = "no_figure", _("It has no such figure in any year.")
    GAP = "gap", _("A year between the first and the last has no figure.")
    ZERO = "zero", _("In a year the figure is zero or below: it has no logarithm.")
    NO_SALES = "no_sales", _("Its sales in the first two years are not known: there is nothing by which its like could be found.")
    EARLY = "early", _("It joined before there were two years to compare with.")


# Whoever joins later in a year than this is a member for less than half of it.
_LAST_DAY_THAT_COUNTS: Final = (6, 30)


def treated_from(joined_on: date) -> int:
    """The first year that counts as a year of membership: that of joining, or the next for those who joined after 30 June.

    >>> treated_from(date(2006, 6, 30)), treated_from(date(2006, 7, 1))
    (2006, 2007)
    """
    return joined_on.year + ((joined_on.month, joined_on.day) > _LAST_DAY_THAT_COUNTS)
