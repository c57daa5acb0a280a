"""Open data: one observation a row, with columns named as in SDMX, and how a figure becomes one. Pure."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.translation import gettext_lazy as _

from minicluster.outcomes.rules.ledger import FEWEST_FIRMS
from minicluster.outcomes.rules.suppression import kept_back, total_is_told

Place = TypeVar("Place", bound=Hashable)
# As SDMX writes a total.
TOTAL: Final = "_T"


class Dataflow(StrEnum):
    """What kind of figure an observation is. What is expected is another flow than what is realised, so that no sum can mix them."""

    ACTUAL = "MC_ACTUAL"
    TARGET = "MC_TARGET"
    FORECAST = "MC_FORECAST"
    REALISED = "MC_OUTCOME_REALISED"
    EXPECTED = "MC_OUTCOME_EXPECTED"
    COUNT = "MC_COUNT"


class Status(StrEnum):
    """Codes of an observation's status, a subset of SDMX's CL_OBS_STATUS. What is confidential is left out, and never a row without a value."""

    NORMAL = "A"
    ESTIMATED = "E"
    FORECAST = "F"
    PROVISIONAL = "P"


@dataclass(frozen=True)
class Observation:
    """One figure. Its fields are the columns of the table, in their order."""

    DATAFLOW: str
    FREQ: str
    REF_AREA: str
    INDICATOR: str
    UNIT_MEASURE: str
    UNIT_MULT: int
    TIME_PERIOD: str
    OBS_VALUE: Decimal
    OBS_STATUS: str
    CONF_STATUS: str
    DECIMALS: int
    PERIMETER: str
    SOURCE: str
    INVENTED: str


COLUMNS: Final = tuple(Observation.__dataclass_fields__)
_UNITS: Final = {"%": "PC", "persons": "PS"}


def observation(
    *, flow: Dataflow, area: str, indicator: str, unit: str, year: int, value: Decimal, status: Status, perimeter: str, source: str, invented: bool
) -> Observation:
    """A yearly figure as an observation; it is public (CONF_STATUS F), or it would not be here."""
    plain = value.normalize()
    return Observation(
        DATAFLOW=flow.value,
        FREQ="A",
        REF_AREA=area,
        INDICATOR=indicator,
        UNIT_MEASURE=unit_code(unit),
        UNIT_MULT=0,
        TIME_PERIOD=str(year),
        OBS_VALUE=plain,
        OBS_STATUS=status.value,
        CONF_STATUS="F",
        DECIMALS=max(-int(plain.as_tuple().exponent), 0),
        PERIMETER=perimeter,
        SOURCE=source,
        INVENTED="true" if invented else "false",
    )


def unit_code(unit: str) -> str:
    """The unit as a code.

    >>> unit_code("per year"), unit_code("%")
    ('PER_YEAR', 'PC')
    """
    return _UNITS.get(unit, "_".join(unit.upper().split()))


def cells_of(one: Observation) -> dict[str, str | int | Decimal]:
    """The observation by the names of its columns."""
    return asdict(one)


def public_parts(firms: Mapping[Place, AbstractSet[int]]) -> tuple[frozenset[Place], bool]:
    """Of the parts of a sum those that may be published, and whether the sum itself may; from the firms that stand behind each part.

    Nothing of fewer than three firms is published, nor what tells it as a difference. A part without firms is not there.
    """
    hidden = kept_back(firms)
    return frozenset(part for part, behind in firms.items() if len(behind) >= FEWEST_FIRMS) - hidden, total_is_told(firms)


MEANINGS: Final = {
    "DATAFLOW": _("What kind of figure it is: MC_ACTUAL, MC_TARGET, MC_FORECAST, MC_OUTCOME_REALISED, MC_OUTCOME_EXPECTED or MC_COUNT."),
    "FREQ": _("How often: A, once a year."),
    "REF_AREA": _("The complex by its short name, complex.mini-cluster, or _T for all of the perimeter."),
    "INDICATOR": _("The short name of the indicator, or problems_found, problems_solved, member_firms."),
    "UNIT_MEASURE": _("The unit: KRW, USD, PS (persons), PC (per cent) and others in capitals."),
    "UNIT_MULT": _("The power of ten by which the value has to be multiplied: always 0."),
    "TIME_PERIOD": _("The programme year in which it happened, was raised or was reported."),
    "OBS_VALUE": _("The value, with a point before the decimals."),
    "OBS_STATUS": _("A normal, E estimated, F forecast, P provisional."),
    "CONF_STATUS": _("F, free: what is confidential is not in the table."),
    "DECIMALS": _("How many decimals the value has."),
    "PERIMETER": _("Which set of complexes it is about, so that a series never silently changes its set."),
    "SOURCE": _("Where the figure is from."),
    "INVENTED": _("true where the record is invented for a demonstration."),
}
