"""What is foretold of a programme's series, what is refused, and what adds up to what."""

from datetime import date

import pytest

from minicluster.outcomes.rules.forecast_series import WHY, History, Layout, Note, Point, Subject
from minicluster.outcomes.rules.forecast_sums import sums_of
from minicluster.outcomes.rules.foretelling import Aim, foretell
from minicluster.outcomes.rules.perimeters import Span

EXPORTS, FAULTS = 1, 2
LAYOUT = Layout(frozenset({11, 12, 13}), {101: 11, 102: 11}, {})


def series(subject, values, first=2000):
    return History(subject, tuple(Point(first + at, float(value), 1000 + at) for at, value in enumerate(values)))


def wave(scale, points=8):
    return [scale * (10 + year + (year * scale) % 3) for year in range(points)]


def complexes(points=8, indicator=EXPORTS):
    return [series(Subject(indicator, complex=number), wave(number - 9, points)) for number in (11, 12, 13)]


def told(histories, layout=LAYOUT, additive=(EXPORTS,), aims=(), horizon=1):
    return foretell(histories, layout, additive=additive, aims=aims, horizon=horizon, goes_on=lambda _done, _of: True)


def by_subject(found):
    return {one.history.subject: one for one in found.ahead}


def test_the_programme_is_the_sum_of_all_its_complexes_and_its_summed_years_name_no_figure():
    found = by_subject(told(complexes()))
    whole = found[Subject(EXPORTS)]
    assert whole.value == pytest.approx(sum(one.value for subject, one in found.items() if subject.complex))
    assert {point.figure for point in whole.history.points} == {None}
    assert whole.history.points[0].value == sum(one.points[0].value for one in complexes())


def test_a_programme_of_which_a_complex_has_no_series_is_not_foretold_and_says_so():
    found = told(complexes()[:2])
    assert Subject(EXPORTS) not in by_subject(found)
    assert found.notes == (Note(Subject(EXPORTS), "parts_missing", {"parts": 3, "lacking": 1}),)


def test_what_may_not_be_added_up_is_not():
    found = told(complexes(indicator=FAULTS))
    assert (set(by_subject(found)), found.notes) == ({Subject(FAULTS, complex=number) for number in (11, 12, 13)}, ())


def test_groups_add_up_to_a_complex_of_the_same_figures_and_are_never_taken_for_one():
    groups = [series(Subject(EXPORTS, group=number), wave(number - 100)) for number in (101, 102)]
    whole = series(Subject(EXPORTS, complex=11), [sum(values) for values in zip(wave(1), wave(2), strict=True)])
    found = by_subject(told([*groups, whole, *complexes()[1:]]))
    parts = [found[one.subject].value for one in groups]
    assert found[whole.subject].value == pytest.approx(sum(parts))
    assert found[Subject(EXPORTS)].value == pytest.approx(sum(found[Subject(EXPORTS, complex=number)].value for number in (11, 12, 13)))
    assert Subject(EXPORTS, complex=11) not in by_subject(told([*groups, *complexes()[1:]]))
    differing = told([*groups, *complexes()[:1], *complexes()[1:]])
    assert Note(Subject(EXPORTS, complex=11), "sums_differ") in differing.notes


def test_parts_of_other_years_are_forecast_by_themselves():
    late = series(Subject(EXPORTS, complex=13), wave(4, 7), first=2001)
    found = told([*complexes()[:2], late])
    assert (len(found.ahead), found.notes) == (3, (Note(Subject(EXPORTS), "years_differ"),))


def test_a_perimeter_is_the_sum_of_its_complexes_as_long_as_its_set_stays_the_same():
    whole = series(Subject(EXPORTS, perimeter=7), [sum(values) for values in zip(wave(2), wave(3), strict=True)])
    drawn = date(2002, 3, 1)
    fixed = (Span(11, drawn, None), Span(12, drawn, None))
    found = by_subject(told([*complexes(), whole], Layout(LAYOUT.complexes, {}, {7: fixed})))
    assert found[whole.subject].value == pytest.approx(sum(found[Subject(EXPORTS, complex=number)].value for number in (11, 12)))
    grown = (*fixed, Span(13, date(2005, 1, 1), None))
    notes = told([*complexes(), whole], Layout(LAYOUT.complexes, {}, {7: grown})).notes
    assert Note(whole.subject, "set_changed") in notes


def test_a_complex_is_added_to_the_programme_and_not_to_a_perimeter_too():
    values = [sum(several) for several in zip(*([point.value for point in one.points] for one in complexes()), strict=True)]
    stays = tuple(Span(number, date(1999, 1, 1), None) for number in (11, 12, 13))
    wholes = [series(Subject(EXPORTS, perimeter=7), values), series(Subject(EXPORTS), values)]
    links = sums_of({one.subject: one for one in [*complexes(), *wholes]}, Layout(LAYOUT.complexes, {}, {7: stays}), {EXPORTS}).links
    assert links == tuple((Subject(EXPORTS, complex=number), Subject(EXPORTS)) for number in (11, 12, 13))


def test_a_gap_and_a_single_figure_are_refused_and_the_others_are_not():
    broken = History(Subject(FAULTS), (Point(2000, 1.0, 1), Point(2002, 2.0, 2)))
    single = series(Subject(FAULTS, complex=11), [5])
    found = told([*complexes(), broken, single])
    assert found.notes == (Note(broken.subject, "gap", {"year": 2001}), Note(single.subject, "points", {"points": 1}))
    assert len(found.ahead) == 4


def test_three_points_get_the_direction_alone_with_the_interval_of_pieces_as_short():
    found = by_subject(told([*complexes(12), series(Subject(FAULTS), [3, 4, 6], first=2009)]))
    short = found[Subject(FAULTS)]
    assert (short.method, short.value) == ("drift", pytest.approx(7.5))
    assert short.outer_low < short.low < short.value < short.high < short.outer_high


def test_where_errors_are_too_few_for_the_outer_interval_the_inner_one_stands_alone_and_else_the_number_is_told():
    found = told(complexes(5), horizon=2)
    assert {(one.outer_low, one.outer_high) for one in found.ahead} == {(None, None)}
    refused = told([series(Subject(EXPORTS, complex=11), [1, 2, 4])], horizon=2)
    assert [(note.code, note.facts) for note in refused.notes] == [("errors", {"points": 3, "needed": 4, "there": 1})]
    assert refused.ahead == ()


def test_what_was_never_below_nothing_stays_there_and_what_was_does_not():
    falling = series(Subject(EXPORTS, complex=11), [40, 30, 22, 12, 5, 1, 0, 0])
    balance = [series(Subject(FAULTS, complex=number), [3, -2, -5, -9, -12, -16, -19, -25]) for number in (11, 12, 13)]
    found = told([falling, *complexes()[1:], *balance], additive=())
    assert min(one.low for one in found.ahead if one.history.subject.indicator == EXPORTS) >= 0
    assert all(one.value < -25 for one in found.ahead if one.history.subject.indicator == FAULTS)


def aim(value, baseline, direction="up", year=2008):
    return Aim(5, Subject(EXPORTS, complex=11), year, value, baseline, direction)


def test_a_target_in_reach_gets_its_probability_from_the_same_errors():
    near, far = (by_subject(told(complexes(), aims=[aim(value, 20.0)]))[Subject(EXPORTS, complex=11)] for value in (21.0, 80.0))
    assert (near.target, far.target) == (5, 5)
    assert (0 < far.probability < 0.2, 0.8 < near.probability < 1) == (True, True)


@pytest.mark.parametrize(
    ("asked", "code"),
    [(aim(50.0, None), "no_baseline"), (aim(50.0, 50.0), "no_way"), (aim(50.0, 60.0), "against_direction"), (aim(50.0, 20.0, "down"), "against_direction")],
)
def test_a_target_that_cannot_be_judged_says_why_and_the_forecast_stays(asked, code):
    found = told(complexes(), aims=[asked])
    assert [(note.subject, note.code, note.facts["year"]) for note in found.notes] == [(asked.subject, code, 2008)]
    assert by_subject(found)[asked.subject].probability is None


def test_a_target_beyond_the_horizon_or_of_years_gone_is_not_judged():
    found = told(complexes(), aims=[aim(50.0, 20.0, year=2012), aim(50.0, 20.0, year=2005)])
    assert (found.notes, {one.target for one in found.ahead}) == ((), {None})


def test_it_stops_where_it_is_asked_to_and_tells_how_far_it_is():
    steps = []
    assert foretell(complexes(16), LAYOUT, additive=(), aims=(), horizon=1, goes_on=lambda done, of: steps.append((done, of)) or done < 1) is None
    assert steps == [(0, 3), (0, 3), (1, 3)]


def test_every_code_has_its_text_with_the_numbers_it_is_given():
    facts = {"points": 1, "year": 2001, "needed": 4, "there": 1, "parts": 3, "lacking": 1}
    assert all("%(" not in str(text) % facts for text in WHY.values())
