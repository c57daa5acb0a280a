from datetime import date

from minicluster.meetings.rules import holidays_in, is_holiday, is_weekend


def test_the_holidays_of_2007_are_those_of_that_year():
    days = holidays_in([2007], "en")
    assert sorted(day for day in days if day.month in (7, 9, 10)) == [
        date(2007, 7, 17),
        date(2007, 9, 24),
        date(2007, 9, 25),
        date(2007, 9, 26),
        date(2007, 10, 3),
    ]
    assert days[date(2007, 9, 25)] == "Chuseok"
    assert holidays_in([2007], "ko")[date(2007, 9, 25)] == "추석"


def test_substitute_holidays_are_holidays():
    assert is_holiday(date(2024, 5, 6))
    assert not is_holiday(date(2007, 5, 7))


def test_of_years_that_nobody_has_fixed_yet_no_holiday_is_known():
    assert holidays_in([1900, 2999]) == {}


def test_a_weekend_is_saturday_and_sunday():
    assert [is_weekend(date(2007, 10, day)) for day in range(19, 23)] == [False, True, True, False]
