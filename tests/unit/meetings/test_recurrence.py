"""On which days a meeting recurs, beside a second implementation (dateutil)."""

from datetime import date, datetime, time

import pytest
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from minicluster.meetings.rules import Recurrence, Rhythm, Skipped, SkipReason, at_clock, turns_of

TEN = time(10)


def days_of(rhythm, first, **facts):
    return list(turns_of(Recurrence(rhythm, **facts), first, TEN).days)


@pytest.mark.parametrize("first", [date(2007, 1, day) for day in range(1, 32)])
@pytest.mark.parametrize("every", [1, 2, 3])
def test_every_rhythm_gives_what_the_calendar_standard_gives(first, every):
    start = datetime.combine(first, TEN)
    weekly = rrule(WEEKLY, dtstart=start, interval=every, count=30)
    assert days_of(Rhythm.WEEKLY, first, every=every, times=30) == [moment.date() for moment in weekly][1:]
    by_day = rrule(MONTHLY, dtstart=start, interval=every, count=30)
    assert days_of(Rhythm.MONTHLY_BY_DAY, first, every=every, times=30) == [moment.date() for moment in by_day][1:]
    nth = (first.day - 1) // 7 + 1
    by_weekday = rrule(MONTHLY, dtstart=start, interval=every, count=30, byweekday=weekday(first.weekday(), -1 if nth == 5 else nth))
    assert days_of(Rhythm.MONTHLY_BY_WEEKDAY, first, every=every, times=30) == [moment.date() for moment in by_weekday][1:]


def test_a_month_without_the_day_is_left_out_and_said():
    turns = turns_of(Recurrence(Rhythm.MONTHLY_BY_DAY, until=date(2007, 5, 31)), date(2007, 1, 31), TEN)
    assert turns.days == (date(2007, 3, 31), date(2007, 5, 31))
    assert turns.skipped == (Skipped(date(2007, 2, 1), SkipReason.NO_SUCH_DAY), Skipped(date(2007, 4, 1), SkipReason.NO_SUCH_DAY))


def test_public_holidays_are_left_out_only_where_it_is_wanted_and_are_not_counted():
    wednesdays = Recurrence(Rhythm.WEEKLY, times=3, skips_holidays=True)
    turns = turns_of(wednesdays, date(2007, 9, 19), TEN)
    assert turns.days == (date(2007, 10, 10), date(2007, 10, 17))
    assert turns.skipped == (Skipped(date(2007, 9, 26), SkipReason.HOLIDAY), Skipped(date(2007, 10, 3), SkipReason.HOLIDAY))
    assert days_of(Rhythm.WEEKLY, date(2007, 9, 19), times=3) == [date(2007, 9, 26), date(2007, 10, 3)]


def test_it_goes_until_a_day_with_that_day():
    assert days_of(Rhythm.WEEKLY, date(2007, 3, 5), until=date(2007, 3, 19)) == [date(2007, 3, 12), date(2007, 3, 19)]
    assert days_of(Rhythm.WEEKLY, date(2007, 3, 5), until=date(2007, 3, 5)) == []
    assert days_of(Rhythm.WEEKLY, date(2007, 3, 5), times=1) == []


def test_more_meetings_than_a_series_holds_are_cut_short_and_said():
    full = turns_of(Recurrence(Rhythm.WEEKLY, times=60), date(2007, 3, 5), TEN)
    assert (len(full.days), full.is_cut_short) == (59, False)
    endless = turns_of(Recurrence(Rhythm.WEEKLY, until=date(2999, 1, 1)), date(2007, 3, 5), TEN)
    assert (len(endless.days), endless.is_cut_short) == (59, True)


def test_the_calendar_ends_without_an_error():
    turns = turns_of(Recurrence(Rhythm.MONTHLY_BY_DAY, times=60), date(9999, 11, 30), TEN)
    assert (turns.days, turns.is_cut_short) == ((date(9999, 12, 30),), True)
    assert turns_of(Recurrence(Rhythm.WEEKLY, times=60), date(9999, 12, 31), TEN).days == ()


def test_an_hour_that_the_clocks_jumped_over_is_left_out():
    assert at_clock(date(1988, 5, 8), time(2, 30)) is None
    assert at_clock(date(2007, 5, 13), time(2, 30)) is not None
    turns = turns_of(Recurrence(Rhythm.WEEKLY, times=3), date(1988, 5, 1), time(2, 30))
    assert turns.days == (date(1988, 5, 15), date(1988, 5, 22))
    assert turns.skipped == (Skipped(date(1988, 5, 8), SkipReason.NO_SUCH_HOUR),)
