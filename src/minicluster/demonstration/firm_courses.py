"""The yearly figures of the demonstration's firms, and the truth that is built into them: what membership does, and what would have come without it. Pure.

All firms, members or not, inside the seven complexes or outside, share one boom. Those who will join grow faster already from 2003 to 2004, before there is
a programme; and what any firm grew faster or slower in that year than the others it goes on growing faster or slower by half, year after year. So members run ahead of
non-members without the programme's doing. On top of that comes the effect of membership. Whoever compares members with non-members of the same sales and the
same growth before, finds the effect; whoever does not, finds the selection too.
"""

import math
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

from minicluster.members.rules import FirmSize

FIRST_YEAR, LAST_YEAR = 2003, 2007
SOURCE: Final = "시연을 위한 가상 수치"

# The growth of logarithms of sales that all firms share.
BOOM: Final = {2004: 0.06, 2005: 0.09, 2006: 0.11, 2007: 0.10}
# By how much more those who will join grow in the year before the programme.
HEAD_START: Final = 0.06
# Which part of that, or of any lead or lag of that year, comes again in each later year.
PERSISTENCE: Final = 0.5
# What membership adds to the logarithm of a figure: in the first year that counts (`outcomes.rules.treated_from`), and in each later one.
EFFECTS: Final[Mapping[str, tuple[float, float]]] = {
    "sales_krw": (0.04, 0.08),
    "production_krw": (0.04, 0.08),
    "exports_usd": (0.06, 0.12),
    "employees": (0.01, 0.02),
}

# Typical sales in KRW million, and employees.
TYPICAL: Final = {FirmSize.MICRO: (700, 6), FirmSize.SMALL: (6_000, 38), FirmSize.MID: (60_000, 210), FirmSize.LARGE: (400_000, 900)}
_LEVELS, _SHOCKS = 0.6, 0.1
# A firm that sells more hires fewer for it.
_HANDS: Final = 0.7
_MILLION: Final = 1_000_000
_WON_PER_DOLLAR: Final = 980
_FEWEST_EMPLOYEES: Final = 2


def effect_of(figure: str, year: int, treated_from: int | None) -> float:
    """What membership truly adds to the logarithm of a firm's figure in a year.

    >>> effect_of("sales_krw", 2006, 2006), effect_of("sales_krw", 2007, 2006), effect_of("sales_krw", 2005, 2006), effect_of("sales_krw", 2007, None)
    (0.04, 0.08, 0.0, 0.0)
    """
    if treated_from is None or year < treated_from:
        return 0.0
    first, later = EFFECTS[figure]
    return first if year == treated_from else later


def yearly_figures(
    rng: Random, size: FirmSize, exporting: tuple[float, ...], *, begins: int, treated_from: int | None, ends: int = LAST_YEAR
) -> Iterator[dict[str, Any]]:
    """The figures of a firm, year by year, as columns of `OrganisationYear`.

    `exporting` lists the shares of sales that a firm may export, the likelier the more often. `treated_from` is the first year that counts as membership, which may
    lie after the last; None for a firm that never joins.
    """
    level, share = rng.lognormvariate(0, _LEVELS), rng.choice(exporting)
    lead = 0.0
    for year in range(max(FIRST_YEAR, begins), ends + 1):
        shock = rng.normalvariate(0, _SHOCKS)
        if year == FIRST_YEAR + 1 and begins <= FIRST_YEAR:
            lead = shock + (HEAD_START if treated_from else 0)
            level *= math.exp(BOOM[year] + lead)
        else:
            level *= math.exp(BOOM.get(year, 0) + PERSISTENCE * lead + shock)
        gained = {figure: math.exp(effect_of(figure, year, treated_from)) for figure in EFFECTS}
        yield {"year": year, **_figures(rng, size, level, share, gained)}


def _figures(rng: Random, size: FirmSize, level: float, share: float, gained: Mapping[str, float]) -> dict[str, int]:
    """The figures of a year at a level of sales (1 is typical of the size), each with what membership gained it."""
    sales, employees = TYPICAL[size]
    alone = sales * level * _MILLION
    return {
        "sales_krw": int(alone * gained["sales_krw"] / _MILLION) * _MILLION,
        "production_krw": int(alone * gained["production_krw"] * rng.uniform(0.9, 1.05)),
        "exports_usd": int(alone * gained["exports_usd"] * share * rng.uniform(0.8, 1.2) / _WON_PER_DOLLAR),
        "rnd_krw": int(alone * gained["sales_krw"] * rng.uniform(0.005, 0.05)),
        "employees": max(_FEWEST_EMPLOYEES, round(employees * level**_HANDS * gained["employees"])),
    }
