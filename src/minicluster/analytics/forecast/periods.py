"""Years and quarters as whole numbers, so that the next one is one more, and back as they were written."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from minicluster.analytics.tables import TableError
from minicluster.analytics.tables.reading import refuse

YEAR: Final = r"^\s*(\d{1,4})\s*$"
QUARTER: Final = r"^\s*(\d{4})\s*[-./ ]?\s*[Qq]([1-4])\s*$"
QUARTERS: Final = 4
CURE: Final = "Write a year such as 2007, or a quarter such as 2007Q3."


@dataclass(frozen=True)
class Calendar:
    """How the periods of a table follow each other.

    Attributes:
        season: how many periods a year has, 1 or 4.
    """

    season: int

    def named(self, period: int) -> int | str:
        """The period as a person writes it.

        >>> Calendar(1).named(2008), Calendar(4).named(2007 * 4 + 3)
        (2008, '2007Q4')
        """
        return period if self.season == 1 else f"{period // QUARTERS}Q{period % QUARTERS + 1}"


def read_periods(frame: pl.DataFrame, column: str) -> tuple[pl.Series, Calendar]:
    """The periods of a column, numbered; years are their own numbers, quarters are counted from the year 0.

    Raises:
        TableError: a time is neither a year nor a quarter, or the column has both.

    >>> periods, calendar = read_periods(pl.DataFrame({"time": ["2007Q3", "2007-Q4", "2008 Q1"]}), "time")
    >>> periods.to_list(), calendar.season
    ([8030, 8031, 8032], 4)
    """
    written = frame[column]
    if written.dtype.is_numeric():
        years = written.cast(pl.Int64, strict=False)
        refuse((years.cast(pl.Float64) != written.cast(pl.Float64)) | years.is_null(), "time", f"{column} is no whole year.", CURE)
        return years, Calendar(1)
    texts = written.cast(pl.String)
    years, quarters = _years(texts), _quarters(texts)
    refuse(years.is_null() & quarters.is_null(), "time", f"{column} is neither a year nor a quarter.", CURE)
    if years.is_not_null().all():
        return years, Calendar(1)
    refuse(quarters.is_null(), "time", f"{column} is a year among quarters.", "Forecast years and quarters one after the other, from a table each.")
    return quarters, Calendar(QUARTERS)


def periods_like(frame: pl.DataFrame, column: str, calendar: Calendar) -> pl.Series:
    """The periods of a column of another table, which must be of the same kind.

    Raises:
        TableError: as `read_periods`, or the other table has quarters where this has years.
    """
    periods, found = read_periods(frame, column)
    if found != calendar:
        raise TableError("time", f"{column} has {_kind(found)} here and {_kind(calendar)} in the series.", "Write both in the same way.")
    return periods


def _kind(calendar: Calendar) -> str:
    return "years" if calendar.season == 1 else "quarters"


def _years(texts: pl.Series) -> pl.Series:
    return texts.str.extract(YEAR, 1).cast(pl.Int64)


def _quarters(texts: pl.Series) -> pl.Series:
    return texts.str.extract(QUARTER, 1).cast(pl.Int64) * QUARTERS + texts.str.extract(QUARTER, 2).cast(pl.Int64) - 1
