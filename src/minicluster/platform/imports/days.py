"""Days and instants as offices write them: `2007.3.5`, `2007년 3월 5일(월)`, `07-03-05`, `20070305`, Excel's serial numbers, `오후 2시`. Pure."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports.refusing import UnreadableError, unreadable
from minicluster.platform.imports.tidying import plain

SEOUL = ZoneInfo("Asia/Seoul")
_SERIAL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # a calendar, not an instant
_SERIALS = range(10_000, 80_000)  # 1927 to 2118: what a year or a running number is not taken for
_PIVOT = 50
_DAY = re.compile(
    r"['’]?(?P<year>\d{4}|\d{2})\s*(?:[.\-/]|년)\s*(?P<month>\d{1,2})\s*(?:[.\-/]|월)\s*(?P<day>\d{1,2})\s*(?:일|\.)?|(?P<packed>\d{8}|\d{6})(?![\d.])"
)
_WEEKDAY = re.compile(r"\(?\s*(?:[월화수목금토일](?:요일)?|mon|tue|wed|thu|fri|sat|sun)\s*\)|[월화수목금토일]요일", re.IGNORECASE)
_TIME = re.compile(
    r"(?P<half>오전|오후|am|pm)?\s*(?P<hour>\d{1,2})\s*(?::|시)\s*(?P<minute>\d{1,2})?\s*분?(?::(?P<second>\d{2}))?\s*(?P<after>am|pm)?", re.IGNORECASE
)
_PART_OF_YEAR = re.compile(
    r"['’]?(?P<year>(?:19|20)\d{2}|\d{2}(?=\s*년))\s*(?:년도?|fy)?\s*"
    r"(?:[.\-/]?\s*(?P<month>\d{1,2})\s*월?\.?|[.\-/]?\s*q?(?P<quarter>(?<=q)[1-4]|[1-4](?=\s*/\s*4|\s*분기))(?:\s*/\s*4)?\s*(?:분기)?|(?P<half>[상하])반기)?"
)
_HOW_TO_WRITE_PERIODS = _("Write it as 2007, 2007년 3월, 2007년 1분기, 2007 상반기 or 2007.1.1~2007.6.30.")
_YEAR = re.compile(r"['’]?((?:19|20)\d{2}|\d{2})\s*(?:년도?|fy)?")


def _no_day() -> UnreadableError:
    return unreadable(_("This is not a day of the calendar."), _("Write the day as 2007-03-05, 2007.3.5, 2007년 3월 5일 or 20070305."))


def day(cell: Any) -> date:
    """The day in a cell.

    Raises:
        UnreadableError: it is no day.
    """
    moment, rest = _leading_day(cell)
    # A time of day after it does no harm where only the day is asked for.
    if rest and not _times(rest):
        raise _no_day()
    return moment


def period_of_time(cell: Any) -> tuple[datetime, datetime]:
    """From when to when, in Korea: `2007.3.5(월) 14:00~16:00`; without an end both are the same, without a time it is the start of the day.

    Raises:
        UnreadableError: it is no day, or what follows it is no time.
    """
    if isinstance(cell, datetime):
        return _in_seoul(cell), _in_seoul(cell)
    found, rest = _leading_day(cell)
    times = _times(rest) if rest else [_time_of_serial(cell)]
    if not times:
        raise unreadable(_("What follows the day is not a time."), _("Write it as 2007-03-05 14:00, 2007.3.5 오후 2시 or 2007-03-05 14:00~16:00."))
    start, end = (datetime.combine(found, moment, SEOUL) for moment in (times[0], times[-1]))
    return start, max(start, end)


def clock_time(cell: Any) -> time:
    """The time of day in a cell.

    Raises:
        UnreadableError: it is no time.
    """
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, float) and 0 <= cell < 1:
        return _time_of_serial(cell)
    found = _times(plain(cell))
    if not found:
        raise unreadable(_("This is not a time of day."), _("Write it as 14:00 or 오후 2시."))
    return found[0]


def year(cell: Any) -> int:
    """The year in a cell: `2006`, `2006년`, `'06`.

    Raises:
        UnreadableError: it is no year.
    """
    if isinstance(cell, date):
        return cell.year
    found = _YEAR.fullmatch(plain(cell).casefold())
    if found is None:
        raise unreadable(_("This is not a year."), _("Write it as 2007."))
    return _full_year(found.group(1))


def period(cell: Any) -> tuple[date, date]:
    """The first and the last day of a period: a year, half-year, quarter, month, day, or from one day to another (`2007.1.1~2007.6.30`).

    Raises:
        UnreadableError: it is none of them.
    """
    if isinstance(cell, date):
        return day(cell), day(cell)
    text = plain(cell)
    found = _PART_OF_YEAR.fullmatch(text.casefold())
    if found:
        return _part_of_year(found)
    first, mark, last = re.sub(r"[∼〜～]|부터", "~", text).partition("~")
    if not mark:
        return day(text), day(text)
    start, end = day(first.strip()), day(last.strip().removesuffix("까지"))
    if end < start:
        raise unreadable(_("The period ends before it begins."), _HOW_TO_WRITE_PERIODS)
    return start, end


def _part_of_year(found: re.Match[str]) -> tuple[date, date]:
    months, number = 12, 1
    for name, length in (("month", 1), ("quarter", 3), ("half", 6)):
        if found[name]:
            months, number = length, {"상": 1, "하": 2}.get(found[name]) or int(found[name])
    first, last = months * (number - 1) + 1, months * number
    which = _full_year(found["year"])
    if not 1 <= first <= last <= 12:  # noqa: PLR2004  # months of a year
        raise unreadable(_("There is no such part of a year."), _HOW_TO_WRITE_PERIODS)
    return date(which, first, 1), (date(which, last, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _leading_day(cell: Any) -> tuple[date, str]:
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    if isinstance(cell, float) and int(cell) in _SERIALS:
        return (_SERIAL_EPOCH + timedelta(days=int(cell))).date(), ""
    text = plain(cell)
    if text.isdecimal() and int(text) in _SERIALS and len(text) == 5:  # noqa: PLR2004  # five digits are a serial number, six and eight a written day
        return (_SERIAL_EPOCH + timedelta(days=int(text))).date(), ""
    found = _DAY.match(text)
    if found is None:
        raise _no_day()
    rest = text[found.end() :].removeprefix("T")
    return _date(found), _WEEKDAY.sub("", rest, count=1).strip(" ,.)")


def _date(found: re.Match[str]) -> date:
    packed = found["packed"]
    parts = (packed[:-4], packed[-4:-2], packed[-2:]) if packed else found.group("year", "month", "day")
    try:
        return date(_full_year(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        raise _no_day() from None


def _full_year(text: str) -> int:
    short = int(text)
    if len(text) > 2:  # noqa: PLR2004  # digits of a year
        return short
    return short + (2000 if short < _PIVOT else 1900)


def _times(text: str) -> list[time]:
    """The times in a text that holds nothing else but `~` and the like; none where it does."""
    found: list[time] = []
    half = ""
    for match in _TIME.finditer(text):
        half = (match["half"] or match["after"] or half).casefold()
        hour = int(match["hour"])
        if half in ("오후", "pm") and hour < 12:  # noqa: PLR2004  # noon
            hour += 12
        try:
            found.append(time(0 if hour == 24 else hour, int(match["minute"] or 0), int(match["second"] or 0)))  # noqa: PLR2004  # midnight
        except ValueError:
            return []
    left = re.sub(r"[\s~\-–−부터까지]|to", "", _TIME.sub("", text))
    return [] if left else found


def _time_of_serial(cell: Any) -> time:
    share = cell % 1 if isinstance(cell, float) else 0.0
    return (_SERIAL_EPOCH + timedelta(minutes=round(share * 24 * 60))).time()


def _in_seoul(moment: datetime) -> datetime:
    return moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
