from datetime import date

import pytest

from minicluster.platform.permissions import Role
from minicluster.problems.rules.fairness import (
    Bond,
    BondKind,
    Conflict,
    ConflictReason,
    InterestKind,
    Party,
    conflict_of,
    is_new_face,
    may_be_asked,
    may_end_interest,
)

FIRM, RIVAL, FELLOW, STRANGER, KEPT_OUT = range(1, 6)
PARTY = Party(FIRM, rivals={RIVAL: "interest-1"}, kept_out={KEPT_OUT: "interest-2"}, fellow_firms={FELLOW})
EVERY_KIND = [*BondKind.values, *InterestKind.values]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("itself", "own_firm"),
        ("staff", "own_firm"),
        ("project", None),
        ("rival", "rival"),
        ("partner", "partner"),
        ("relative", "relative"),
        ("contract", "contract"),
        ("employment", "contract"),
        ("adviser", "contract"),
        ("kept_out", "kept_out"),
    ],
)
def test_a_bond_with_the_firm_that_asks(kind, reason):
    found = conflict_of(PARTY, [Bond(kind, FIRM, "record-9")])
    assert found == (Conflict(ConflictReason(reason), "record-9") if reason else None)


@pytest.mark.parametrize(
    ("kind", "reason", "record"),
    [
        ("itself", "rival", "interest-1"),
        ("staff", "rival_staff", "record-9"),
        ("employment", "rival_staff", "record-9"),
        ("project", "rival_partner", "record-9"),
        ("partner", "rival_partner", "record-9"),
        ("relative", "rival_partner", "record-9"),
        ("contract", "rival_partner", "record-9"),
        ("adviser", "rival_partner", "record-9"),
        ("rival", None, ""),
        ("kept_out", None, ""),
    ],
)
def test_a_bond_with_a_declared_rival_of_the_firm(kind, reason, record):
    found = conflict_of(PARTY, [Bond(kind, RIVAL, "record-9")])
    assert found == (Conflict(ConflictReason(reason), record) if reason else None)


def test_staff_of_a_fellow_member_firm_are_left_out_but_not_the_firm_itself():
    assert [kind for kind in EVERY_KIND if conflict_of(PARTY, [Bond(kind, FELLOW, "affiliation-3")])] == ["staff"]
    assert conflict_of(PARTY, [Bond("staff", FELLOW, "affiliation-3")]) == Conflict(ConflictReason.MEMBER_STAFF, "affiliation-3")


def test_whom_the_firm_keeps_out_is_left_out_with_their_people():
    assert {kind: found.record for kind in EVERY_KIND if (found := conflict_of(PARTY, [Bond(kind, KEPT_OUT, "affiliation-3")]))} == {
        "itself": "interest-2",
        "staff": "interest-2",
    }


def test_no_bond_with_a_stranger_is_a_conflict_and_names_are_not_asked_for():
    assert [kind for kind in EVERY_KIND if conflict_of(PARTY, [Bond(kind, STRANGER, "record-9")])] == []
    assert conflict_of(PARTY, []) is None


def test_of_several_conflicts_the_gravest_is_given():
    bonds = [Bond("staff", FELLOW, "affiliation-1"), Bond("adviser", FIRM, "interest-8"), Bond("partner", RIVAL, "interest-7")]
    assert conflict_of(PARTY, bonds) == Conflict(ConflictReason.RIVAL_PARTNER, "interest-7")


def test_the_cap_can_be_another_one():
    assert [[may_be_asked(count, limit) for count in range(4)] for limit in (1, 3)] == [[True, False, False, False], [True, True, True, False]]


def test_a_new_face_was_not_asked_within_the_last_year():
    today = date(2007, 10, 1)
    assert [is_new_face(last, today) for last in (None, date(2006, 10, 1), date(2006, 10, 2), today)] == [True, True, False, False]


def test_each_side_ends_its_own_declarations_and_a_coordinator_any():
    sides = (Role.COORDINATOR, Role.EXPERT, Role.FIRM_USER, Role.PROGRAMME_OFFICE)
    allowed = {role: [by for by in ("coordinator", "expert", "firm_user") if may_end_interest(role, by)] for role in sides}
    assert allowed == {
        Role.COORDINATOR: ["coordinator", "expert", "firm_user"],
        Role.EXPERT: ["expert"],
        Role.FIRM_USER: ["firm_user"],
        Role.PROGRAMME_OFFICE: [],
    }
