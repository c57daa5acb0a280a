"""Whatever the figures of groups are: forecasts add up to complexes and the programme, and intervals lie in order."""

from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.outcomes.rules.forecast_series import History, Layout, Point, Subject
from minicluster.outcomes.rules.foretelling import foretell

EXPORTS = 1
GROUP_COMPLEX = {101: 11, 102: 11, 103: 12, 104: 12, 105: 12}
LAYOUT = Layout(frozenset({11, 12}), GROUP_COMPLEX, {})
YEARS = range(2000, 2008)
values = st.lists(st.floats(1, 1e12).map(lambda value: round(value, 4)), min_size=len(YEARS), max_size=len(YEARS))


def history(subject, figures):
    return History(subject, tuple(Point(year, value, year) for year, value in zip(YEARS, figures, strict=True)))


def summed(figures, numbers):
    return [fsum(several) for several in zip(*(figures[number] for number in numbers), strict=True)]


@given(st.fixed_dictionaries(dict.fromkeys(GROUP_COMPLEX, values)), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_groups_add_to_complexes_and_these_to_the_programme_and_ends_lie_in_order(figures, horizon):
    groups = [history(Subject(EXPORTS, group=number), figures[number]) for number in GROUP_COMPLEX]
    parts = {complex_: [number for number, where in GROUP_COMPLEX.items() if where == complex_] for complex_ in (11, 12)}
    complexes = [history(Subject(EXPORTS, complex=complex_), summed(figures, numbers)) for complex_, numbers in parts.items()]
    found = foretell([*groups, *complexes], LAYOUT, additive={EXPORTS}, aims=(), horizon=horizon, goes_on=lambda _done, _of: True)
    if all(len(set(one)) == 1 for one in figures.values()):
        assert ({note.code for note in found.notes}, found.ahead) == ({"still"}, ())
        return
    told = {(one.history.subject, one.year): one for one in found.ahead}
    for year in range(2008, 2008 + horizon):
        for complex_, numbers in parts.items():
            assert told[Subject(EXPORTS, complex=complex_), year].value == pytest.approx(
                fsum(told[Subject(EXPORTS, group=number), year].value for number in numbers), rel=1e-6, abs=1e-3
            )
        assert told[Subject(EXPORTS), year].value == pytest.approx(fsum(told[Subject(EXPORTS, complex=complex_), year].value for complex_ in parts), rel=1e-6)
    for one in found.ahead:
        assert 0 <= one.low <= one.value <= one.high
        assert one.outer_low is None or one.outer_low <= one.low <= one.high <= one.outer_high
