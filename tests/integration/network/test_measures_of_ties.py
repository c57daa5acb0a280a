"""Measures, brokers and the unreached, by a small complex whose ties are known."""

from datetime import timedelta

import pytest
from django.urls import reverse
from factories import (
    SOME_DAY,
    SOME_TIME,
    make_activity,
    make_complex,
    make_expert,
    make_group,
    make_membership,
    make_organisation,
    make_person,
    make_programme,
    make_tie,
    make_user,
    make_viewer,
)  # fmt: skip

from minicluster.network.domain.brokers import brokers_within
from minicluster.network.domain.measures import measures_of, reading_of_growth
from minicluster.network.domain.unreached import unreached_in
from minicluster.network.domain.wholes import whole_for
from minicluster.network.rules.measuring import Measure
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


class Town:
    """Three firms who know each other, two universities who know each other, one agency between; a firm that knows only its coordinator, and one that knows nobody."""

    def __init__(self):
        self.group = make_group()
        self.programme = self.group.programme
        self.people = {}
        for name, kind in (
            ("a", "firm"),
            ("b", "firm"),
            ("c", "firm"),
            ("u", "university"),
            ("v", "university"),
            ("hub", "agency"),
            ("shy", "firm"),
            ("lone", "firm"),
        ):
            organisation = make_organisation(self.programme, kind=kind, name_ko=name, name_en=name)
            self.people[name] = make_person(organisation=organisation, name_ko=f"PERSON-{name}", name_en=f"PERSON-{name}")
            make_membership(self.group, organisation, representative=self.people[name])
        self.tie("a", "b", days=-400)
        for pair in ("ac", "bc", "uv"):
            self.tie(*pair)
        for name in "abcuv":
            self.tie("hub", name, days=30)
        self.coordinator_person = make_person(self.programme, name_ko="PERSON-coordinator")
        self.group.offices.create(programme=self.programme, person=self.coordinator_person, role="coordinator", valid_from=SOME_DAY)
        make_tie(self.people["shy"], self.coordinator_person, on_date=SOME_DAY)
        self.office = make_viewer(Role.PROGRAMME_OFFICE, self.programme)
        self.coordinator = make_viewer(Role.COORDINATOR, self.programme, person=self.coordinator_person, groups=[self.group])

    def tie(self, one, other, *, days=0, **fields):
        return make_tie(self.people[one], self.people[other], on_date=SOME_DAY + timedelta(days=days), **fields)

    def whole(self, viewer=None):
        return whole_for(viewer or self.office, "groups", self.group.pk)


@pytest.fixture
def town(monkeypatch):
    town = Town()
    monkeypatch.setattr(type(town.programme), "today", lambda _programme: SOME_DAY + timedelta(days=100))
    return town


def figures(town, year):
    shown = measures_of(town.office, town.whole())
    return next(one for one in shown.figures if one.year == year)


def test_each_year_has_its_own_figures_and_the_last_says_what_it_means(town):
    latest, before = figures(town, 2007), figures(town, 2006)
    assert (latest.of(Measure.ORGANISATIONS), latest.of(Measure.TIES), latest.of(Measure.ISOLATES), latest.of(Measure.COMPONENTS)) == (8, 9, 2, 1)
    assert (before.of(Measure.TIES), before.of(Measure.ISOLATES), latest.of(Measure.NEW_TIES)) == (1, 6, 8)
    assert latest.of(Measure.DENSITY) == pytest.approx(100 * 9 / 28)
    assert latest.of(Measure.CORRECTED) == pytest.approx((2 * 9 / 8) / (2 * 1 / 8))
    assert latest.of(Measure.CROSSING) == pytest.approx(100 * 5 / 9)
    rows = {row.measure: row for row in measures_of(town.office, town.whole()).rows}
    assert rows["isolates"].sentence == "No record ties 2 organisations to any other; that does not say that they know nobody."
    assert rows["density"].sentence.startswith("32.1 % of all pairs are tied.")


def test_a_figure_that_means_nothing_for_so_few_is_not_given(town):
    row = next(row for row in measures_of(town.office, town.whole()).rows if row.measure == "core")
    assert {cell.value for cell in row.cells} == {None}
    assert row.sentence == "With fewer than 10 organisations it would say nothing, so no figure is given."


def test_a_mini_cluster_without_ties_or_members_has_a_page_that_says_so(client, town):
    empty = make_group(complex=town.group.complex)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, town.programme), SIGN_IN)
    for page in ("measures", "brokers", "unreached", "density-picture", "helix-picture"):
        assert client.get(reverse(f"network:group-network-{page}", args=[empty.pk])).status_code == 200
    shown = measures_of(town.office, whole_for(town.office, "groups", empty.pk))
    assert reading_of_growth(shown.figures) == "There is only one year with ties so far, so there is no course to be seen."


def test_a_broker_is_named_with_whom_it_connects_and_in_which_role(town):
    first = brokers_within(town.office, town.whole()).rows[0]
    assert first.node.name == "hub"
    assert first.reason == "Connects 3 firms with 2 universities: 6 pairs that have no tie and nobody else between."
    assert first.role == "Liaison (A→B→C) in 6 of 6 ways"
    assert first.broker.betweenness == pytest.approx(6)
    assert len(brokers_within(town.office, town.whole()).rows) == 1


def test_among_four_nobody_is_called_a_broker(town):
    small = make_group(complex=town.group.complex)
    for name in ("a", "hub", "u"):
        make_membership(small, town.people[name].employers_on(SOME_DAY)[0].organisation)
    shown = brokers_within(town.office, whole_for(town.office, "groups", small.pk))
    assert shown.rows == []
    assert shown.reading.startswith("With fewer than 5 organisations")


def test_whom_nobody_reaches_is_listed_by_the_last_contact_with_one_thing_to_do(town):
    shown = unreached_in(town.coordinator, town.whole(town.coordinator))
    assert [(row.name, row.knows_office, row.days) for row in shown.rows] == [("lone", False, None), ("shy", True, 100)]
    assert shown.reading == "2 of 8 members have no tie to another member. 1 of them knows those who run the programme."
    assert {row.act for row in shown.rows} == {"Plan a visit"}
    forum = make_activity(town.group, "forum", title="Spring forum", state="planned", starts_at=town.programme.now() + timedelta(days=9))
    row = unreached_in(town.coordinator, town.whole(town.coordinator)).rows[0]
    assert (row.act, row.act_address) == ("Invite to “Spring forum”", f"{reverse('meetings:activity-invite', args=[forum.pk])}?q=lone")


def test_an_attendance_is_a_contact_and_a_tie_to_a_member_is_reach(town):
    forum = make_activity(town.group, "forum", state="held", starts_at=SOME_TIME + timedelta(days=90))
    forum.attendances.create(person=town.people["lone"])
    assert {row.name: row.days for row in unreached_in(town.office, town.whole()).rows} == {"shy": 100, "lone": 10}
    town.tie("lone", "a", days=95)
    assert [row.name for row in unreached_in(town.office, town.whole()).rows] == ["shy"]


def test_an_expert_member_is_named_to_whoever_may_see_people_only(town):
    expert = make_expert(town.programme, name_ko="PERSON-expert", name_en="PERSON-expert")
    make_membership(town.group, person=expert)
    assert "PERSON-expert" in {row.name for row in unreached_in(town.coordinator, town.whole(town.coordinator)).rows}
    funder = make_viewer(Role.FUNDER, town.programme)
    assert "PERSON-expert" not in {row.name for row in unreached_in(funder, town.whole(funder)).rows}


def test_a_funder_sees_no_person_on_any_page_and_officers_of_another_group_see_no_page(client, town):
    make_membership(town.group, person=make_expert(town.programme, name_ko="PERSON-expert"))
    client.force_login(make_user(Role.FUNDER, town.programme), SIGN_IN)
    for page in ("measures", "brokers", "unreached"):
        for kind, args in (("group", [town.group.pk]), ("complex", [town.group.complex_id]), ("programme", [])):
            answer = client.get(reverse(f"network:{kind}-network-{page}", args=args))
            assert answer.status_code == 200
            assert "PERSON-" not in answer.content.decode()
    client.force_login(make_user(Role.GROUP_OFFICER, town.programme, groups=[make_group(town.programme)]), SIGN_IN)
    assert client.get(reverse("network:group-network-measures", args=[town.group.pk])).status_code == 404


def test_another_programme_has_no_page_here_and_none_of_its_ties_are_counted(client, town):
    other = make_group(make_complex(make_programme()).programme)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, other.programme), SIGN_IN)
    for page in ("measures", "brokers", "unreached", "density-picture"):
        assert client.get(reverse(f"network:group-network-{page}", args=[town.group.pk])).status_code == 404
    assert "hub" not in client.get(reverse("network:programme-network-brokers")).content.decode()


def test_kinds_of_activity_are_told_by_new_ties_and_the_later_meeting_of_a_pair_is_none(town):
    forum = make_activity(town.group, "forum", state="held")
    visit = make_activity(town.group, "company_visit", state="held", starts_at=SOME_TIME + timedelta(days=9))
    for activity, names in ((forum, ("a", "lone")), (visit, ("a", "lone", "shy"))):
        for name in names:
            activity.attendances.create(person=town.people[name])
    town.tie("a", "lone", through_id=forum.pk)
    town.tie("a", "lone", through_id=visit.pk, days=9)
    town.tie("a", "shy", through_id=visit.pk, days=9)
    kinds = {one.kind: one for one in measures_of(town.office, town.whole()).kinds}
    assert (kinds["forum"].times, kinds["forum"].came, kinds["forum"].new, kinds["forum"].each_ten) == (1, 2, 1, 5)
    assert (kinds["company_visit"].came, kinds["company_visit"].new) == (3, 1)


def test_the_triple_helix_is_counted_over_activities_without_the_complex_office(town):
    organisations = {name: person.employers_on(SOME_DAY)[0].organisation for name, person in town.people.items()}
    office = make_person(organisation=make_organisation(town.programme, kind="complex_office"))
    for number in range(24):
        activity = make_activity(town.group, "forum", state="held", starts_at=SOME_TIME + timedelta(days=number))
        activity.attendances.create(person=office, organisation=office.employers_on(SOME_DAY)[0].organisation)
        bits = [number % 2, number // 2 % 2]
        for name, comes in zip(("a", "u", "hub"), [*bits, bits[0] ^ bits[1]], strict=True):
            if comes:
                activity.attendances.create(person=town.people[name], organisation=organisations[name])
    helix = {one.year: one for one in measures_of(town.office, town.whole()).helix}[2007]
    assert helix.records == 24
    assert helix.found.t == pytest.approx(-1000)
    assert helix.sentence == "The three bind each other beyond what any two of them explain."


@pytest.mark.parametrize("page", ["measures", "brokers", "unreached"])
def test_the_number_of_queries_does_not_grow_with_members(client, town, page, django_assert_max_num_queries):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, town.programme), SIGN_IN)
    address = reverse(f"network:group-network-{page}", args=[town.group.pk])
    client.get(address)
    for _number in range(5):
        organisation = make_organisation(town.programme)
        make_membership(town.group, organisation, representative=make_person(organisation=organisation))
    with django_assert_max_num_queries(40) as counted:
        client.get(address)
    first = len(counted)
    for _number in range(15):
        organisation = make_organisation(town.programme)
        make_membership(town.group, organisation, representative=make_person(organisation=organisation))
    with django_assert_max_num_queries(first):
        client.get(address)
