"""In which money figures are told: as they were recorded, in another currency, or in the prices of one year."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.models import ExchangeRate, Indicator, PriceIndex


@dataclass(frozen=True)
class Telling:
    """A choice of money. `currency` empty: as recorded; `year` None: each year in its own prices."""

    prices: rules.Prices
    currency: str = ""
    year: int | None = None

    @property
    def value(self) -> str:
        """As it stands in an address: `KRW`, `KRW-2005`, or nothing."""
        return f"{self.currency}-{self.year}" if self.year else self.currency

    @property
    def label(self) -> str:
        """In words."""
        if self.year:
            return _("in %(currency)s at prices of %(year)s") % {"currency": self.currency, "year": self.year}
        return _("in %(currency)s") % {"currency": self.currency} if self.currency else _("as recorded")

    def unit_of(self, indicator: Indicator) -> str:
        """The unit in which its figures are told."""
        return self.currency or indicator.unit

    def told(self, amount: rules.Amount) -> rules.Amount:
        """The amount in this money.

        Raises:
            UnreckonableError: a rate or an index of its year is not recorded.
        """
        if not self.currency:
            return amount
        told = rules.in_currency(amount, self.currency, self.prices)
        return rules.in_prices_of(told, self.year, self.prices) if self.year else told


def prices_of(programme_id: int) -> rules.Prices:
    """What the programme has recorded of money, in two statements."""
    rates = ExchangeRate.objects.filter(programme=programme_id).values_list("currency", "year", "krw")
    indices = PriceIndex.objects.filter(programme=programme_id).values_list("currency", "year", "index")
    return rules.Prices({(currency, year): krw for currency, year, krw in rates}, {(currency, year): index for currency, year, index in indices})


def tellings_of(indicator: Indicator, prices: rules.Prices) -> list[Telling]:
    """The choices there are for an indicator, the first of them as recorded; no others where it is no money."""
    as_recorded = Telling(prices)
    if indicator.unit not in rules.CURRENCIES:
        return [as_recorded]
    rated = {currency for currency, _year in prices.rates} | {rules.HOME}
    reachable = [currency for currency in rules.CURRENCIES if currency == indicator.unit or {currency, indicator.unit} <= rated]
    plain = [Telling(prices, currency) for currency in reachable if currency != indicator.unit]
    dated = [Telling(prices, currency, year) for currency in reachable for year in prices.index_years(currency)]
    return [as_recorded, *plain, *dated]


def telling_asked(asked: Any, choices: list[Telling]) -> Telling:
    """The choice that an address names; what is no choice is as recorded."""
    return next((telling for telling in choices if telling.value == asked), choices[0])
