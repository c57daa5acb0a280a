"""The days on which offices in Korea are closed: its public holidays of each year, substitute holidays among them, and weekends."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

_SATURDAY: Final = 5


@lru_cache(maxsize=64)
def _holidays_in(year: int, language: str) -> Mapping[date, str]:
    return dict(holidays.country_holidays("KR", years=year, language=language))


def holidays_in(years: Iterable[int], language: str = "ko") -> dict[date, str]:
    """The public holidays of these years with their names; before 1948 and after 2100 none are known."""
    spoken = "ko" if language.startswith("ko") else "en_US"
    return {day: name for year in years for day, name in _holidays_in(year, spoken).items()}


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday."""
    return day in _holidays_in(day.year, "ko")


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY
