import pytest

from minicluster.meetings import rules
from minicluster.platform.permissions import Place, Role, Viewer

HERE = Place(1, organisation_ids=frozenset({5}), group_ids=frozenset({7}), complex_ids=frozenset({9}))


def viewers():
    for role in Role:
        yield role, "here", Viewer(role, 1, organisation_ids=frozenset({5}), group_ids=frozenset({7}), complex_ids=frozenset({9}))
        yield role, "elsewhere", Viewer(role, 1, organisation_ids=frozenset({6}), group_ids=frozenset({8}), complex_ids=frozenset({10}))
        yield role, "other programme", Viewer(role, 2, organisation_ids=frozenset({5}), group_ids=frozenset({7}), complex_ids=frozenset({9}))


@pytest.mark.parametrize("visibility", ["public", "programme"])
def test_everyone_signed_in_to_the_programme_knows_of_what_is_not_for_groups_only(visibility):
    seen = {(role, where) for role, where, viewer in viewers() if rules.may_see_activity(viewer, visibility, HERE)}
    assert seen == {(role, where) for role in Role if role is not Role.ANONYMOUS for where in ("here", "elsewhere")}


def test_of_what_is_for_groups_only_nobody_elsewhere_knows_but_the_programme_office():
    seen = {(role, where) for role, where, viewer in viewers() if rules.may_see_activity(viewer, "group", HERE)}
    everywhere = {(role, "elsewhere") for role in (Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR)}
    assert seen == {(role, "here") for role in Role if role is not Role.ANONYMOUS} | everywhere


def test_a_seat_is_free_while_fewer_are_registered_than_there_are_seats():
    assert [rules.has_a_free_seat(2, registered) for registered in range(4)] == [True, True, False, False]
    assert rules.has_a_free_seat(None, 10**6)


def test_firms_take_seats_for_their_staff_experts_for_themselves_the_others_for_anyone():
    def may(role, person_id, organisation_ids=frozenset()):
        return rules.may_register_person(Viewer(role, 1, person_id=3, organisation_ids=frozenset({5})), person_id, organisation_ids)

    assert [may(Role.EXPERT, 3), may(Role.EXPERT, 4, frozenset({5}))] == [True, False]
    assert [may(Role.FIRM_USER, 3), may(Role.FIRM_USER, 4, frozenset({5})), may(Role.FIRM_USER, 4, frozenset({6}))] == [True, True, False]
    assert may(Role.COORDINATOR, 4)


def test_what_was_held_is_on_record_from_the_confirmed_attendance_on():
    assert {state for state in rules.ActivityState.values if rules.is_on_record(state)} == {"attendance_confirmed", "minutes_approved", "settled"}
