from decimal import Decimal

import pytest

from minicluster.outcomes.rules import Amount, Prices, UnreckonableError, finite, in_currency, in_prices_of, together

PRICES = Prices(
    rates={("USD", 2003): Decimal(1192), ("USD", 2006): Decimal(956), ("EUR", 2006): Decimal(1195)},
    indices={("KRW", 2003): Decimal("89.1"), ("KRW", 2006): Decimal("97.2")},
)


def usd(value, year=2006, row="Wonju 2006"):
    return Amount(Decimal(value), "USD", year, row)


def test_money_is_converted_by_the_rate_of_its_own_year():
    assert in_currency(usd(2, 2003), "KRW", PRICES).value == 2384
    assert in_currency(usd(1), "KRW", PRICES) == Amount(Decimal(956), "KRW", 2006, "Wonju 2006")
    assert round(in_currency(usd(1195), "EUR", PRICES).value, 6) == 956
    assert in_currency(usd(5, 1999), "USD", PRICES).value == 5


def test_money_is_told_in_the_prices_of_another_year():
    told = in_prices_of(Amount(Decimal("89.1"), "KRW", 2003), 2006, PRICES)
    assert (told.value, told.year) == (Decimal("97.2"), 2006)
    assert in_prices_of(usd(5, 1999), 1999, PRICES).value == 5
    assert PRICES.index_years("KRW") == [2003, 2006]


@pytest.mark.parametrize(
    ("reckon", "why"),
    [
        (lambda: in_currency(usd(1, 2004, "Wonju 2004"), "KRW", PRICES), "Wonju 2004: There is no exchange rate of USD for 2004"),
        (lambda: in_currency(usd(1, 2003, "Wonju 2003"), "EUR", PRICES), "Wonju 2003: There is no exchange rate of EUR for 2003"),
        (lambda: in_prices_of(usd(1), 2003, PRICES), "Wonju 2006: There is no price index of USD for 2003"),
        (lambda: in_currency(Amount(Decimal(1), "persons", 2006, "Gumi 2006"), "KRW", PRICES), "Gumi 2006: persons is no currency"),
        (lambda: finite(Decimal("Infinity"), "Gumi 2006"), "Gumi 2006: The value is infinite"),
        (lambda: finite(Decimal("NaN"), "Gumi 2006"), "Gumi 2006: The value is infinite"),
        (lambda: in_currency(usd("-Infinity"), "KRW", PRICES), "Wonju 2006: The value is infinite"),
        (lambda: together([]), "nothing to add"),
    ],
)
def test_what_cannot_be_converted_names_the_row_and_the_cure(reckon, why):
    with pytest.raises(UnreckonableError, match=why) as refusal:
        reckon()
    assert refusal.value.cure


def test_two_units_of_money_do_not_stand_in_one_sum():
    with pytest.raises(UnreckonableError, match=r"Gumi 2006: It is in KRW, and the others are in USD.*exchange rates of the years"):
        together([usd(1), usd(2), Amount(Decimal(3), "KRW", 2006, "Gumi 2006")])
    with pytest.raises(UnreckonableError, match="the same unit"):
        together([usd(1), Amount(Decimal(3), "persons", 2006, "Gumi 2006")])
    assert together([usd(1), usd("2.5")]) == Decimal("3.5")
