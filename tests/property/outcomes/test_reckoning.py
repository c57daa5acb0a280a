from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from minicluster.outcomes.rules import Amount, Prices, Span, breaks, in_currency, in_prices_of, like_for_like, set_of_year, sum_over, worked_out
from minicluster.outcomes.rules.formulas import formula_of

values = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1e12"), places=2)
rates = st.decimals(min_value=Decimal("0.5"), max_value=Decimal(2000), places=4)
figures = st.dictionaries(st.integers(1, 12), values, min_size=1)
spans = st.lists(st.builds(Span, st.integers(1, 9), st.dates(date(2003, 1, 1), date(2009, 12, 31))), min_size=1, max_size=9)


@given(figures, st.data())
def test_the_sum_over_a_perimeter_is_the_sum_of_the_sums_over_any_division_of_it(by_complex, data):
    amounts = {number: Amount(value, "KRW", 2006) for number, value in by_complex.items()}
    one = frozenset(data.draw(st.sets(st.sampled_from(sorted(amounts)))))
    other = amounts.keys() - one
    whole = sum_over(frozenset(amounts), amounts).value
    assert whole == sum(sum_over(frozenset(part), amounts).value or 0 for part in (one, other))


@given(values, rates, rates)
def test_money_converted_there_and_back_is_what_it_was(value, dollar, euro):
    prices = Prices(rates={("USD", 2006): dollar, ("EUR", 2006): euro})
    there = in_currency(Amount(value, "USD", 2006), "EUR", prices)
    assert abs(in_currency(there, "USD", prices).value - value) <= value * Decimal("1e-20")


@given(values, rates, rates)
def test_prices_of_another_year_and_back_are_what_they_were(value, before, after):
    prices = Prices(indices={("KRW", 2003): before, ("KRW", 2006): after})
    there = in_prices_of(Amount(value, "KRW", 2003), 2006, prices)
    assert abs(in_prices_of(there, 2003, prices).value - value) <= value * Decimal("1e-20")


@given(spans, st.sets(st.integers(2000, 2012), min_size=1))
def test_the_breaks_of_a_series_lead_from_its_first_set_to_its_last(held, years):
    members = set_of_year(held, min(years))
    for change in breaks(held, years):
        assert not change.came & members
        assert change.went <= members
        members = (members | change.came) - change.went
    assert members == set_of_year(held, max(years))
    assert all(like_for_like(held, years) <= set_of_year(held, year) for year in years)


@given(st.dictionaries(st.integers(2000, 2010), st.tuples(values, values), min_size=1))
def test_the_share_of_a_sum_is_between_the_shares_of_its_parts(parts):
    first = {year: pair[0] for year, pair in parts.items()}
    second = {year: pair[1] for year, pair in parts.items()}
    shares = worked_out(formula_of({"kind": "share", "of": ["a", "b"]}), {"a": first, "b": second}).by_year
    whole = 100 * sum(first.values()) / sum(second.values())
    assert min(shares.values()) * Decimal("0.999999") <= whole <= max(shares.values()) * Decimal("1.000001")
