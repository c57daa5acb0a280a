"""When a tie was made: days, months and years as people write them, summed up to periods."""

from typing import Final, Literal

import polars as pl

from minicluster.analytics.tables import TableError
from minicluster.analytics.tables.reading import refuse

Period = Literal["year", "month", "day"]
LENGTHS: Final[dict[Period, int]] = {"year": 4, "month": 7, "day": 10}
CURE: Final = "Write 2007-03-14, 2007-03 or 2007."
# Also 2007.3.14, as Korean offices write it, and an hour, which is dropped.
WRITTEN: Final = r"^\s*(\d{4})(?:[-./]\s*(\d{1,2})(?:[-./]\s*(\d{1,2}))?)?\.?(?:[T ]\d{1,2}:\S*)?\s*$"


def read_times(times: pl.Series) -> pl.Series:
    """Each time in one way of writing, so that they can be sorted: whole numbers as they are, all else as 2007-03-14, 2007-03 or 2007.

    Raises:
        TableError: a time is empty or not a time.

    >>> read_times(pl.Series("day", ["2007-03-14", "2006. 3. 4.", "2007/11", "2007"])).to_list()
    ['2007-03-14', '2006-03-04', '2007-11', '2007']
    """
    refuse(times.is_null(), "time", f"{times.name} is empty.", CURE)
    if times.dtype.is_integer():
        return times
    if times.dtype.is_float():
        refuse(times != times.round(), "time", f"{times.name} has decimals.", f"{CURE} A month as 2007.10 must be a text: as a number it is 2007.1.")
        return times.cast(pl.Int64)
    text = (times.cast(pl.Date) if times.dtype == pl.Datetime else times).cast(pl.String)
    found = text.str.extract_groups(WRITTEN).struct.unnest().rename({"1": "year", "2": "month", "3": "day"})
    month, day = (pl.concat_str(pl.lit("-"), pl.col(part).str.zfill(2)) for part in ("month", "day"))
    date = found.select(pl.col("year") + month.fill_null("-01") + day.fill_null("-01")).to_series()
    refuse(date.str.to_date("%Y-%m-%d", strict=False).is_null(), "time", f"{times.name} is not a day, month or year.", CURE)
    return found.select(pl.col("year") + month.fill_null("") + day.fill_null("")).to_series().alias(times.name)


def periods_of(times: pl.Series, period: Period) -> pl.Series:
    """The period of each time: its first four, seven or ten characters; whole numbers are periods already.

    Raises:
        TableError: a time is less exact than the period.

    >>> periods_of(pl.Series("day", ["2007-03-14", "2006-11"]), "month").to_list()
    ['2007-03', '2006-11']
    """
    if times.dtype.is_integer():
        if period != "year":
            raise TableError("time", f"{times.name} holds whole numbers, which have no {period}.", "Give days or months, or sum up to years.")
        return times
    length = LENGTHS[period]
    refuse(times.str.len_chars() < length, "time", f"{times.name} does not say which {period}.", f"Write the {period} too, or sum up to years.")
    return times.str.slice(0, length)
