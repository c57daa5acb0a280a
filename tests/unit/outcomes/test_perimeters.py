from datetime import date
from decimal import Decimal

from minicluster.outcomes.rules import Amount, Break, Span, breaks, gaps, like_for_like, set_of_year, set_on, sum_over

SEVEN = [Span(number, date(2005, 3, 1)) for number in range(1, 8)]
TWELVE = [*SEVEN, *(Span(number, date(2009, 1, 1)) for number in range(8, 13))]


def test_a_complex_belongs_to_a_perimeter_from_a_day_up_to_another():
    spans = [Span(1, date(2005, 3, 1), date(2007, 7, 1)), Span(2, date(2006, 1, 1))]
    assert set_on(spans, date(2005, 2, 28)) == set()
    assert set_on(spans, date(2006, 1, 1)) == {1, 2}
    assert set_on(spans, date(2007, 7, 1)) == {2}


def test_the_set_of_a_year_is_that_of_its_last_day_and_before_the_first_day_the_first_set():
    assert set_of_year(TWELVE, 2003) == set(range(1, 8))
    assert set_of_year(TWELVE, 2008) == set(range(1, 8))
    assert set_of_year(TWELVE, 2009) == set(range(1, 13))
    assert set_of_year([], 2009) == set()


def test_a_series_that_changes_its_set_says_where_and_who():
    assert breaks(TWELVE, [2007, 2008, 2010]) == [Break(2010, frozenset(range(8, 13)), frozenset())]
    assert breaks(TWELVE, [2003, 2008]) == []
    left = [Span(1, date(2005, 1, 1)), Span(2, date(2005, 1, 1), date(2006, 6, 1))]
    assert breaks(left, [2005, 2006]) == [Break(2006, frozenset(), frozenset({2}))]


def test_like_for_like_is_who_was_in_it_every_year():
    assert like_for_like(TWELVE, [2007, 2010]) == set(range(1, 8))
    assert like_for_like(TWELVE, [2010]) == set(range(1, 13))
    assert like_for_like(TWELVE, []) == set()


def test_a_sum_names_who_is_missing_and_is_never_that_of_fewer():
    figures = {number: Amount(Decimal(number), "persons", 2006) for number in (1, 2, 9)}
    whole = sum_over(frozenset({1, 2}), figures)
    assert (whole.value, whole.missing) == (3, set())
    part = sum_over(frozenset({1, 2, 3, 4}), figures)
    assert (part.value, part.missing) == (None, {3, 4})
    assert sum_over(frozenset(), figures).value is None


def test_the_years_missing_in_between_are_named():
    assert gaps([2003, 2006, 2004]) == [2005]
    assert gaps([2003]) == gaps([]) == []
