"""What is withheld from a lecture fee, against worked examples of the years in which the rates changed."""

from datetime import date

import pytest

from minicluster.meetings.rules import withholding

OTHER, BUSINESS = "other", "business"


@pytest.mark.parametrize(
    ("paid_on", "found"),
    [
        (date(2004, 1, 1), (400_000, 100_000, 20_000, 2_000, 478_000)),
        (date(2007, 10, 22), (400_000, 100_000, 20_000, 2_000, 478_000)),
        (date(2018, 3, 31), (400_000, 100_000, 20_000, 2_000, 478_000)),
        (date(2018, 4, 1), (350_000, 150_000, 30_000, 3_000, 467_000)),
        (date(2018, 12, 31), (350_000, 150_000, 30_000, 3_000, 467_000)),
        (date(2019, 1, 1), (300_000, 200_000, 40_000, 4_000, 456_000)),
        (date(2026, 11, 29), (300_000, 200_000, 40_000, 4_000, 456_000)),
    ],
)
def test_of_half_a_million_other_income_is_taxed_after_the_expenses_of_its_day(paid_on, found):
    told = withholding(gross=500_000, income=OTHER, paid_on=paid_on)
    assert (told.expenses, told.income, told.income_tax, told.local_tax, told.net) == found


@pytest.mark.parametrize(
    ("paid_on", "gross", "tax"),
    [
        (date(2007, 10, 22), 250_000, 0),
        (date(2007, 10, 22), 250_001, 10_000),
        (date(2018, 6, 1), 166_666, 0),
        (date(2018, 6, 1), 166_670, 10_000),
        (date(2026, 1, 1), 125_000, 0),
        (date(2026, 1, 1), 125_001, 10_000),
    ],
)
def test_an_income_of_up_to_fifty_thousand_won_a_payment_is_free_and_one_won_more_is_not(paid_on, gross, tax):
    found = withholding(gross=gross, income=OTHER, paid_on=paid_on)
    assert (found.income_tax, found.local_tax) == (tax, tax // 10)


def test_what_lies_below_ten_won_is_cut_off_each_tax():
    other = withholding(gross=333_333, income=OTHER, paid_on=date(2026, 1, 1))
    business = withholding(gross=333_333, income=BUSINESS, paid_on=date(2026, 1, 1))
    assert (other.expenses, other.income, other.income_tax, other.local_tax) == (199_999, 133_334, 26_660, 2_660)
    assert (business.income_tax, business.local_tax, business.net) == (9_990, 990, 322_353)


@pytest.mark.parametrize("paid_on", [date(2007, 10, 22), date(2018, 6, 1), date(2026, 1, 1)])
def test_business_income_is_taxed_by_three_in_a_hundred_of_all_in_every_year(paid_on):
    found = withholding(gross=1_000_000, income=BUSINESS, paid_on=paid_on)
    assert (found.expenses, found.income_tax, found.local_tax, found.net) == (0, 30_000, 3_000, 967_000)


@pytest.mark.parametrize(("paid_on", "taxes"), [(date(2007, 10, 22), (0, 0)), (date(2024, 6, 30), (0, 0)), (date(2024, 7, 1), (900, 90))])
def test_a_tax_below_a_thousand_won_on_business_income_is_collected_from_july_2024_on(paid_on, taxes):
    found = withholding(gross=30_000, income=BUSINESS, paid_on=paid_on)
    assert (found.income_tax, found.local_tax) == taxes


def test_the_smallest_tax_that_was_always_collected_is_a_thousand_won():
    assert [withholding(gross=gross, income=BUSINESS, paid_on=date(2007, 1, 1)).income_tax for gross in (33_333, 33_334)] == [0, 1_000]


@pytest.mark.parametrize(("gross", "paid_on"), [(0, date(2007, 1, 1)), (-500_000, date(2007, 1, 1)), (500_000, date(2003, 12, 31))])
def test_of_nothing_and_of_days_before_the_table_nothing_is_said(gross, paid_on):
    with pytest.raises(ValueError, match="no withholding is known"):
        withholding(gross=gross, income=OTHER, paid_on=paid_on)
