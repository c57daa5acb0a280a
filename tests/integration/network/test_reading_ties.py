"""Ties read into a network: who belongs to it, on which day, and who may see it."""

from datetime import date

import pytest
from django.http import Http404
from factories import (
    make_complex,
    make_firm,
    make_group,
    make_membership,
    make_organisation,
    make_person,
    make_programme,
    make_tie,
    make_viewer,
)  # fmt: skip

from minicluster.members.models import Affiliation
from minicluster.network.domain.reading import ties_within
from minicluster.network.domain.wholes import whole_for
from minicluster.platform.refusals import NotAllowedError
from minicluster.problems.models import RemovalRequest, RemovalState

pytestmark = pytest.mark.django_db
DAY = date(2006, 6, 1)


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def office(group):
    return make_viewer("programme_office", group.programme)


def read(viewer, group, **options):
    return ties_within(viewer, whole_for(viewer, "groups", group.pk), **options)


def pairs(reading):
    return [(reading.by_id[one].name, reading.by_id[other].name) for one, other in reading.ties.select("from", "to").iter_rows()]


def test_a_tie_of_two_people_ties_their_firms(group, office):
    one, other = make_firm(group), make_firm(group)
    made = make_tie(make_person(organisation=one), make_person(organisation=other), weight=0.5, on_date=DAY)
    reading = read(office, group)
    row = reading.ties.row(0, named=True)
    assert row == {
        "from": one.pk, "to": other.pk, "kind": "met", "on_date": DAY, "through_type": "activity", "through_id": made.through_id, "weight": 0.5,
    }  # fmt: skip
    assert reading.network.names == (one.pk, other.pk)


def test_two_of_a_firm_at_one_meeting_make_one_tie_of_the_firms_with_both_weights(group, office):
    one, other = make_firm(group), make_firm(group)
    a, b, c = make_person(organisation=one), make_person(organisation=one), make_person(organisation=other)
    for pair in ((a, b), (a, c), (b, c)):
        make_tie(*pair, weight=0.5, through_id=1)
    assert read(office, group).ties["weight"].to_list() == [1.0]


def test_a_tie_with_somebody_outside_of_the_group_is_left_out(group, office):
    inside, outside = make_firm(group), make_organisation(group.programme)
    make_tie(make_person(organisation=inside), make_person(organisation=outside))
    reading = read(office, group)
    assert reading.ties.is_empty()
    assert reading.network is None
    assert [node.id for node in reading.nodes] == [inside.pk]


def test_a_person_stands_for_whom_they_worked_for_on_the_day_of_the_tie(group, office):
    before, after, third = make_firm(group, name_en="Before"), make_firm(group, name_en="After"), make_firm(group, name_en="Third")
    mover, other = make_person(organisation=before), make_person(organisation=third)
    mover.affiliations.update(valid_to=date(2006, 7, 1))
    Affiliation.objects.create(person=mover, organisation=after, valid_from=date(2006, 7, 1))
    make_tie(mover, other, on_date=date(2006, 6, 30), through_id=1)
    make_tie(mover, other, on_date=date(2006, 7, 1), through_id=2)
    assert pairs(read(office, group)) == [("Before", "Third"), ("After", "Third")]


def test_an_expert_member_brings_in_the_university_but_not_their_colleagues(group, office):
    firm, university = make_firm(group, name_en="Firm"), make_organisation(group.programme, kind="university", name_en="University")
    expert, colleague, contact = make_person(organisation=university), make_person(organisation=university), make_person(organisation=firm)
    make_membership(group, person=expert)
    make_tie(colleague, contact, through_id=1)
    make_tie(expert, contact, kind="introduced", through_id=2)
    reading = read(office, group)
    assert [(row["kind"]) for row in reading.ties.iter_rows(named=True)] == ["introduced"]
    assert {node.name: node.sphere for node in reading.nodes} == {"Firm": "industry", "University": "university"}


def test_a_former_member_stays_in_the_picture_and_is_told_apart(group, office):
    firm = make_organisation(group.programme)
    make_membership(group, firm, state="left", valid_to=date(2006, 12, 31))
    refused = make_organisation(group.programme)
    make_membership(group, refused, state="refused", valid_to=date(2006, 12, 31))
    assert [(node.id, node.is_member) for node in read(office, group).nodes] == [(firm.pk, False)]


def test_until_a_day_shows_what_was_known_then(group, office):
    one, other, late = make_firm(group), make_firm(group), make_organisation(group.programme)
    make_membership(group, late, valid_from=date(2007, 1, 1))
    a, b = make_person(organisation=one), make_person(organisation=other)
    make_tie(a, b, on_date=date(2006, 6, 1), through_id=1)
    make_tie(a, b, on_date=date(2007, 6, 1), through_id=2)
    then = read(office, group, until=date(2006, 12, 31))
    assert (len(then.ties), {node.id for node in then.nodes}) == (1, {one.pk, other.pk})
    assert (len(read(office, group).ties), len(read(office, group).nodes)) == (2, 3)


def test_kinds_can_be_chosen(group, office):
    a, b = make_person(organisation=make_firm(group)), make_person(organisation=make_firm(group))
    make_tie(a, b, kind="met", through_id=1)
    make_tie(a, b, kind="cooperated", through_id=2)
    assert read(office, group, kinds=["cooperated"]).ties["kind"].to_list() == ["cooperated"]


def test_people_are_tied_where_people_may_be_seen(group, office):
    a, b = make_person(organisation=make_firm(group), name_en="Ann"), make_person(organisation=make_firm(group), name_en="Bob")
    idle = make_person(organisation=make_firm(group), name_en="Idle")
    make_tie(a, b)
    reading = read(office, group, level="person")
    assert pairs(reading) == [("Ann", "Bob")]
    assert {node.id for node in reading.nodes} == {a.pk, b.pk, idle.pk}
    assert reading.by_id[a.pk].workplace


def test_a_person_whose_expertise_was_removed_at_their_wish_is_not_among_the_people(group, office):
    a, b = make_person(organisation=make_firm(group)), make_person(organisation=make_firm(group))
    make_tie(a, b)
    RemovalRequest.objects.create(programme=group.programme, person=a, state=RemovalState.REMOVED, asked_at=group.programme.now())
    reading = read(office, group, level="person")
    assert ([node.id for node in reading.nodes], len(reading.ties)) == ([b.pk], 0)
    assert len(read(office, group).ties) == 1


@pytest.mark.parametrize("role", ["funder", "reviewer"])
def test_a_reader_from_outside_sees_organisations_and_never_people(group, role):
    viewer = make_viewer(role, group.programme)
    a, b = make_person(organisation=make_firm(group)), make_person(organisation=make_firm(group))
    make_tie(a, b)
    assert len(read(viewer, group).ties) == 1
    with pytest.raises(NotAllowedError):
        read(viewer, group, level="person")


def test_what_lies_outside_of_ones_scope_does_not_exist(group):
    elsewhere, abroad = make_group(group.programme), make_group(make_programme())
    coordinator = make_viewer("coordinator", group.programme, groups=[group])
    assert whole_for(coordinator, "groups", group.pk).record == group
    for kind, pk in (("groups", elsewhere.pk), ("groups", abroad.pk), ("complexes", group.complex_id), ("programme", None)):
        with pytest.raises(Http404):
            whole_for(coordinator, kind, pk)


def test_a_complex_holds_the_members_of_its_groups_and_no_others():
    complex_ = make_complex()
    viewer = make_viewer("complex_manager", complex_.programme, complexes=[complex_])
    one, other, elsewhere = make_group(complex=complex_), make_group(complex=complex_), make_group(complex_.programme)
    a, b, c = (make_person(organisation=make_firm(group)) for group in (one, other, elsewhere))
    make_tie(a, b, through_id=1)
    make_tie(a, c, through_id=2)
    reading = ties_within(viewer, whole_for(viewer, "complexes", complex_.pk))
    assert (len(reading.nodes), len(reading.ties)) == (2, 1)
    office = make_viewer("programme_office", complex_.programme)
    assert len(ties_within(office, whole_for(office, "programme")).ties) == 2


def test_another_programme_is_never_in_the_network(office):
    abroad = make_group(make_programme())
    make_tie(make_person(organisation=make_firm(abroad)), make_person(organisation=make_firm(abroad)))
    assert not ties_within(office, whole_for(office, "programme")).nodes


@pytest.mark.parametrize("firms", [2, 12])
@pytest.mark.parametrize(("level", "statements"), [("organisation", 4), ("person", 6)])
def test_the_number_of_statements_does_not_grow_with_the_group(firms, level, statements, django_assert_num_queries):
    group = make_group()
    office = make_viewer("programme_office", group.programme)
    people = [make_person(organisation=make_firm(group)) for _ in range(firms)]
    for number, person in enumerate(people[1:]):
        make_tie(people[0], person, through_id=number)
    whole = whole_for(office, "groups", group.pk)
    with django_assert_num_queries(statements):
        assert len(ties_within(office, whole, level=level).ties) == firms - 1
