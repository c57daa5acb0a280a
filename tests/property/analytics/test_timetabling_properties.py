"""Whatever the wishes, tables and absences: a timetable breaks no rule, and arranging again from where one stands changes nothing."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from minicluster.analytics.timetabling import Wish, arrange


@st.composite
def rounds(draw):
    """Two to eight people with wishes and absences, and what the room allows."""
    people = draw(st.integers(2, 8))
    each = [draw(st.lists(st.integers(0, people - 1).filter(lambda other, own=person: other != own), max_size=5, unique=True)) for person in range(people)]
    wishes = [Wish(person, other, rank) for person, wanted in enumerate(each) for rank, other in enumerate(wanted, start=1)]
    slots = draw(st.integers(1, 4))
    away = draw(st.dictionaries(st.integers(0, people - 1), st.sets(st.integers(1, slots)), max_size=people))
    return wishes, {"slots": slots, "tables": draw(st.integers(1, 4)), "away": away}


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_no_timetable_breaks_a_rule(given_round):
    wishes, room = given_round
    talks = arrange(wishes, **room).talks
    assert set(Counter((talk.slot, person) for talk in talks for person in talk.pair).values()) <= {1}
    assert set(Counter((talk.slot, talk.table) for talk in talks).values()) <= {1}
    assert set(Counter(talk.pair for talk in talks).values()) <= {1}
    assert {talk.pair for talk in talks} <= {wish.pair for wish in wishes}
    assert not [talk for talk in talks for person in talk.pair if talk.slot in room["away"].get(person, ())]
    assert not [talk for talk in talks if not (1 <= talk.slot <= room["slots"] and 1 <= talk.table <= room["tables"])]


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_arranging_again_changes_nothing(given_round):
    wishes, room = given_round
    first = arrange(wishes, **room)
    again = arrange(wishes, **room, before=first.talks)
    assert (again.talks, again.kept) == (first.talks, len(first.talks))


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_another_table_never_makes_it_worse(given_round):
    wishes, room = given_round
    fewer, more = (arrange(wishes, **{**room, "tables": tables}).figures for tables in (room["tables"], room["tables"] + 1))
    assert (more.people_talking, more.worth) >= (fewer.people_talking, fewer.worth)
