"""Clashes beside a second implementation that compares everything with everything, minute by minute and day by day."""

from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from minicluster.meetings.rules import Clash, ClashKind, Occasion, clashes_among
from minicluster.platform.imports.days import SEOUL

# Six days around Chuseok of 2007, in half hours.
START = datetime(2007, 9, 21, tzinfo=SEOUL)
HOLIDAYS = {date(2007, 9, 24), date(2007, 9, 25)}
HALF_HOUR = timedelta(minutes=30)


SOME = st.sets(st.integers(1, 4), max_size=3).map(frozenset)
# When it begins, how long it takes (nothing, half an hour, more than a day), of which groups, with whom.
FACTS = st.tuples(st.integers(0, 280), st.sampled_from((0, 1, 2, 5, 48, 60)), SOME, SOME)


def made_of(facts):
    starts = [START + HALF_HOUR * begins for begins, _length, _groups, _people in facts]
    return [
        Occasion(key, starts_at, starts_at + HALF_HOUR * length, groups, people)
        for key, (starts_at, (_begins, length, groups, people)) in enumerate(zip(starts, facts, strict=True))
    ]


def moments(occasion):
    """The minutes that it takes."""
    length = max(1, int((occasion.ends_at - occasion.starts_at) / timedelta(minutes=1)))
    return {occasion.starts_at + timedelta(minutes=minute) for minute in range(length)}


def by_brute_force(made):
    taken = {one.key: moments(one) for one in made}
    days = {key: {moment.astimezone(SEOUL).date() for moment in taken[key]} for key in taken}
    for one in made:
        for other in made:
            if one.key < other.key:
                both, groups = one.people & other.people, one.groups & other.groups
                if both and taken[one.key] & taken[other.key]:
                    yield Clash(max(one.starts_at, other.starts_at).date(), ClashKind.PEOPLE, one.key, other.key, tuple(sorted(both)))
                if groups and days[one.key] & days[other.key]:
                    yield Clash(min(days[one.key] & days[other.key]), ClashKind.GROUP, one.key, other.key, tuple(sorted(groups)))
        off = {day for day in days[one.key] if day in HOLIDAYS}
        weekend = {day for day in days[one.key] if day.isoweekday() > 5 and day not in HOLIDAYS}
        for kind, found in ((ClashKind.HOLIDAY, off), (ClashKind.WEEKEND, weekend)):
            if found:
                yield Clash(min(found), kind, one.key)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FACTS, max_size=7))
def test_what_is_found_is_what_brute_force_finds(facts):
    made = made_of(facts)
    found = clashes_among(made, HOLIDAYS)
    assert len(set(found)) == len(found)
    assert set(found) == set(by_brute_force(made))
    assert [clash.day for clash in found] == sorted(clash.day for clash in found)


def test_what_ends_when_the_other_begins_is_in_nobodys_way():
    one, other = (Occasion(key, START + key * HALF_HOUR, START + (key + 1) * HALF_HOUR, people=frozenset({1})) for key in (0, 1))
    assert clashes_among([one, other], ()) == []


def test_what_ends_at_midnight_does_not_touch_the_next_day():
    late = Occasion(1, START + timedelta(hours=20), START + timedelta(hours=24), frozenset({1}))
    assert (list(late.days()), clashes_among([late, Occasion(2, late.ends_at, late.ends_at, frozenset({1}))], ())[:1]) == ([date(2007, 9, 21)], [
        Clash(date(2007, 9, 22), ClashKind.WEEKEND, 2),
    ])  # fmt: skip
