"""Money of several currencies and years, made comparable: by the average exchange rate of each year and by the price index of each currency.

Nothing is converted silently. Two units in one sum are refused, and a year without a rate is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from minicluster.outcomes.rules.unreckonable import UnreckonableError

HOME: Final = "KRW"
CURRENCIES: Final = ("KRW", "USD", "EUR", "JPY", "CNY", "GBP")
_BY_CURRENCY_AND_YEAR = Mapping[tuple[str, int], Decimal]


@dataclass(frozen=True)
class Amount:
    """A value in its unit. `year`: of money, the year whose prices it is in, else the year it is of. `row`: what it is called where it stands in the way."""

    value: Decimal
    unit: str
    year: int
    row: str = ""

    @property
    def is_money(self) -> bool:
        """Whether its unit is a currency."""
        return self.unit in CURRENCIES


@dataclass(frozen=True)
class Prices:
    """What was recorded of money. `rates`: won for one unit of a currency on the average of a year; `indices`: the price index of a currency in a year."""

    rates: _BY_CURRENCY_AND_YEAR = field(default_factory=dict)
    indices: _BY_CURRENCY_AND_YEAR = field(default_factory=dict)

    def index_years(self, currency: str) -> list[int]:
        """The years whose prices figures of a currency can be told in, rising."""
        return sorted(year for of, year in self.indices if of == currency)


def finite(value: Decimal, row: str = "") -> Decimal:
    """The value, if it is a number that can be reckoned with.

    Raises:
        UnreckonableError: it is infinite or no number.
    """
    if value.is_finite():
        return value
    raise UnreckonableError(row, _("The value is infinite or no number."), _("Write it as digits, or leave the row out."))


def in_currency(amount: Amount, currency: str, prices: Prices) -> Amount:
    """The amount in another currency, by way of won: value in t = value · won for one unit in t / won for one unit of the other in t.

    Raises:
        UnreckonableError: no money, or no rate of its year.
    """
    _must_be_money(amount)
    if amount.unit == currency:
        return amount
    won = amount.value * _rate(amount, amount.unit, prices)
    return replace(amount, value=won / _rate(amount, currency, prices), unit=currency)


def in_prices_of(amount: Amount, year: int, prices: Prices) -> Amount:
    """The amount in the prices of another year: value · index of that year / index of its own.

    Raises:
        UnreckonableError: no money, or no price index of one of the two years.
    """
    _must_be_money(amount)
    if amount.year == year:
        return amount
    return replace(amount, value=amount.value * _index(amount, year, prices) / _index(amount, amount.year, prices), year=year)


def together(amounts: Sequence[Amount]) -> Decimal:
    """The sum of amounts in one unit.

    Raises:
        UnreckonableError: nothing to add, an infinite value, or two units: the first row in another unit than the first row of all is named.
    """
    if not amounts:
        raise UnreckonableError("", _("There is nothing to add."), _("Record the figures first."))
    for amount in amounts:
        finite(amount.value, amount.row)
        if amount.unit != amounts[0].unit:
            raise UnreckonableError(
                amount.row,
                _("It is in %(unit)s, and the others are in %(other)s: two units cannot stand in one sum.") % {"unit": amount.unit, "other": amounts[0].unit},
                _cure_of_units(amount, amounts[0]),
            )
    return sum((amount.value for amount in amounts), Decimal(0))


def _cure_of_units(amount: Amount, other: Amount) -> str:
    if amount.is_money and other.is_money:
        return _("Tell all of them in one currency by the exchange rates of the years, or add each currency for itself.")
    return _("Give all of them the same unit, or leave this one out.")


def _must_be_money(amount: Amount) -> None:
    finite(amount.value, amount.row)
    if not amount.is_money:
        raise UnreckonableError(amount.row, _("%(unit)s is no currency.") % {"unit": amount.unit}, _("Show the figures as they were recorded."))


def _rate(amount: Amount, currency: str, prices: Prices) -> Decimal:
    if currency == HOME:
        return Decimal(1)
    if (currency, amount.year) not in prices.rates:
        raise UnreckonableError(
            amount.row,
            _("There is no exchange rate of %(currency)s for %(year)s.") % {"currency": currency, "year": amount.year},
            _("Record the average rate of that year with its source."),
        )
    return prices.rates[currency, amount.year]


def _index(amount: Amount, year: int, prices: Prices) -> Decimal:
    if (amount.unit, year) not in prices.indices:
        raise UnreckonableError(
            amount.row,
            _("There is no price index of %(currency)s for %(year)s.") % {"currency": amount.unit, "year": year},
            _("Record the price index of that year with its source."),
        )
    return prices.indices[amount.unit, year]
