"""What one on the axis of a picture stands for: large money is told in 억, or in billions."""

from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from minicluster.outcomes.rules import UNITS
from minicluster.platform.days import is_korean

_EOK: Final = Decimal(10**8)
_BILLION: Final = Decimal(10**9)
_LARGE: Final = {"KRW", "USD"}


def axis_scale(unit: str, largest: Decimal) -> tuple[Decimal, str]:
    """By what values are divided, and the title of their axis, given the largest value without its sign."""
    name = str(UNITS.get(unit, unit))
    one = _EOK if is_korean() else _BILLION
    if unit in _LARGE and largest >= one:
        return one, _("billion %(unit)s") % {"unit": name}
    return Decimal(1), name
