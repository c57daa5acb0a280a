"""Who should meet: reasons from what the reader may read, nobody who must not meet, and pairs on an activity's list once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from factories import (
    SOME_DAY,
    make_activity,
    make_expert,
    make_firm,
    make_group,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
    make_problem,
    make_programme,
    make_tie,
    make_user,
    make_viewer,
)  # fmt: skip

from minicluster.meetings.models import Invitation
from minicluster.network.domain.actions import invite_pairs, propose_pair_again, set_pair_aside
from minicluster.network.domain.proposals import pair_to_set_aside, proposals_for
from minicluster.network.models import PairSetAside
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.models import Interest

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
HIDDEN = "초음파 세척조 공동 침식"


class Circle:
    """Two firms, an expert in what one of them makes, and people whom both representatives know."""

    def __init__(self):
        self.group = make_group()
        self.programme = self.group.programme
        self.plates = self.member("진동판 회사", products="진동판, 진동 운동기기", person="김판수")
        self.paint = self.member("도료 회사", products="도료, 방청 도장", person="이도료")
        self.expert = make_expert(self.programme, statement="진동판 공진 시험", name_ko="박공진", name_en="Park Gongjin")
        make_membership(self.group, person=self.expert)
        self.friends = [make_person(organisation=make_firm(self.group), name_ko=f"지인{number}", name_en=f"Friend {number}") for number in range(4)]
        self.coordinator = make_viewer(Role.COORDINATOR, self.programme, groups=[self.group])
        self.officer = make_viewer(Role.GROUP_OFFICER, self.programme, groups=[self.group])

    def member(self, name, *, person, products=""):
        firm = make_organisation(self.programme, name_ko=name, name_en=name, products=products)
        representative = make_person(organisation=firm, name_ko=person, name_en=person)
        make_membership(self.group, firm, representative=representative)
        return representative

    def firm_of(self, person):
        return person.employers_on(SOME_DAY)[0].organisation

    def rows(self, viewer=None):
        return {row.pair: row for row in proposals_for(viewer or self.coordinator, self.group).rows}

    def pair(self, one=None, other=None):
        return tuple(sorted(person.pk for person in (one or self.plates, other or self.expert)))

    def activity(self, **fields):
        return make_activity(
            self.group, "forum", **{"title": "Spring forum", "state": "planned", "starts_at": self.programme.now() + timedelta(days=20), **fields}
        )


@pytest.fixture
def circle():
    return Circle()


def test_what_one_knows_and_the_other_makes_is_told_in_words(circle):
    row = circle.rows()[circle.pair()]
    assert row.reasons == ["Park Gongjin knows “진동판 공진 시험”; 진동판 회사 makes “진동판, 진동 운동기기” (in both: 진동판)."]
    assert circle.pair(circle.paint) not in circle.rows()


def test_contacts_in_common_are_named_and_those_out_of_reach_are_only_counted(circle):
    stranger = make_person(organisation=make_firm(make_group(circle.programme)), name_ko="외부인", name_en="Outsider")
    for known in (*circle.friends[:2], stranger):
        for person in (circle.plates, circle.paint):
            make_tie(person, known)
    row = circle.rows()[circle.pair(circle.plates, circle.paint)]
    assert row.reasons == ["Both know 3 people: Friend 0, Friend 1 and 1 more."]
    office = make_viewer(Role.PROGRAMME_OFFICE, circle.programme)
    assert "Outsider" in circle.rows(office)[circle.pair(circle.plates, circle.paint)].reasons[0]


def test_who_has_met_and_colleagues_are_not_proposed(circle):
    make_tie(circle.plates, circle.expert)
    assert circle.pair() not in circle.rows()
    colleague = make_person(organisation=circle.firm_of(circle.plates))
    make_membership(make_group(complex=circle.group.complex), circle.firm_of(circle.paint), representative=colleague)
    assert all(colleague.pk not in pair for pair in circle.rows())


def test_the_text_of_a_secret_problem_never_stands_in_a_reason_nor_moves_the_list_of_whoever_may_not_read_it(circle, client):
    knows = make_expert(circle.programme, statement=HIDDEN, name_ko="최침식", name_en="Choi Chimsik")
    make_membership(circle.group, person=knows)
    problem = make_problem(circle.group, circle.firm_of(circle.paint), title=HIDDEN, description=f"{HIDDEN} 이 있습니다.", public_summary="")
    pair = circle.pair(circle.paint, knows)
    told = circle.rows()[pair]
    assert f"has the open problem “{HIDDEN}”" in told.reasons[0]
    assert told.problem == problem.get_absolute_url()
    for role, reach in (("group_officer", {"groups": [circle.group]}), ("complex_manager", {"complexes": [circle.group.complex]}), ("programme_office", {})):
        viewer = make_viewer(role, circle.programme, **reach)
        assert pair not in circle.rows(viewer)
        client.force_login(make_user(role, circle.programme, **reach), SIGN_IN)
        page = client.get(reverse("network:who-should-meet", args=[circle.group.pk])).content.decode()
        assert f"problem “{HIDDEN}" not in page
        assert problem.reference not in page
        assert problem.get_absolute_url() not in page
    problem.secrecy = 2
    problem.save(update_fields=["secrecy"])
    assert pair in circle.rows(circle.officer)


@pytest.mark.parametrize("kind", ["rival", "kept_out", "adviser"])
def test_whom_an_interest_keeps_apart_is_not_proposed(circle, kind):
    declared = {"programme": circle.programme, "valid_from": SOME_DAY, "declared_as": "coordinator", "declared_at": circle.programme.now()}
    firm = circle.firm_of(circle.plates)
    if kind == "adviser":
        Interest.objects.create(kind=kind, person=circle.expert, firm=firm, **declared)
        assert circle.pair() not in circle.rows()
        return
    for known in circle.friends:
        make_tie(circle.plates, known)
        make_tie(circle.paint, known)
    assert circle.pair(circle.plates, circle.paint) in circle.rows()
    Interest.objects.create(kind=kind, other=circle.firm_of(circle.paint), firm=firm, **declared)
    assert circle.pair(circle.plates, circle.paint) not in circle.rows()


def test_an_expert_with_as_many_requests_as_one_is_sent_is_not_proposed(circle):
    for _request in range(3):
        make_introduction(make_problem(circle.group), circle.expert, state="asked")
    assert circle.pair() not in circle.rows()


def test_a_pair_that_was_set_aside_does_not_return_until_that_is_taken_back(circle):
    pair = set_pair_aside(actor=circle.coordinator, group=circle.group, one=circle.expert, other=circle.plates, why="They fell out.")
    assert circle.pair() not in circle.rows()
    again = set_pair_aside(actor=circle.coordinator, group=circle.group, one=circle.plates, other=circle.expert, why="They fell out badly.")
    assert (again.pk, PairSetAside.objects.get().why) == (pair.pk, "They fell out badly.")
    propose_pair_again(actor=circle.coordinator, pair=again)
    assert circle.pair() in circle.rows()
    entries = AuditEntry.objects.filter(record_type="pair-set-aside").order_by("pk")
    assert [entry.action for entry in entries] == ["set_pair_aside", "set_pair_aside", "propose_pair_again"]
    assert not any("fell out" in entry.why for entry in entries)


def test_officers_see_proposals_and_set_nothing_aside(circle):
    assert circle.pair() in circle.rows(circle.officer)
    with pytest.raises(NotAllowedError):
        set_pair_aside(actor=circle.officer, group=circle.group, one=circle.expert, other=circle.plates, why="No.")
    with pytest.raises(InvalidInputError, match="why the two do not fit"):
        set_pair_aside(actor=circle.coordinator, group=circle.group, one=circle.expert, other=circle.plates, why="  ")


def test_chosen_pairs_stand_on_the_list_once_and_nobody_is_written_to_before_the_activity_is_announced(circle):
    activity = circle.activity()
    for _time in range(2):
        invite_pairs(actor=circle.coordinator, group=circle.group, activity=activity, pairs=[circle.pair()])
    assert sorted(Invitation.objects.filter(activity=activity).values_list("person_id", flat=True)) == list(circle.pair())
    assert not Message.objects.exists()
    assert circle.rows()[circle.pair()].invited == ["Spring forum"]
    why = AuditEntry.objects.filter(record_type="activity", record_id=activity.pk).exclude(why="").first().why
    assert why == f"Proposed to meet: person-{circle.pair()[0]} and person-{circle.pair()[1]}; people whom both know: 0."


def test_only_what_is_proposed_is_invited_and_only_to_what_is_ahead(circle):
    activity = circle.activity()
    with pytest.raises(InvalidInputError, match="no longer proposed"):
        invite_pairs(actor=circle.coordinator, group=circle.group, activity=activity, pairs=[circle.pair(circle.paint)])
    with pytest.raises(InvalidInputError, match="at least one pair"):
        invite_pairs(actor=circle.coordinator, group=circle.group, activity=activity, pairs=[])
    for other in (circle.activity(state="held"), make_activity(make_group(complex=circle.group.complex), state="planned", starts_at=activity.starts_at)):
        with pytest.raises(NotVisibleError):
            invite_pairs(actor=circle.coordinator, group=circle.group, activity=other, pairs=[circle.pair()])
    assert not Invitation.objects.exists()


def test_the_page_leads_from_a_choice_to_the_list_and_from_a_pair_to_setting_it_aside(circle, client):
    client.force_login(make_user(Role.COORDINATOR, circle.programme, groups=[circle.group]), SIGN_IN)
    address, activity = reverse("network:who-should-meet", args=[circle.group.pk]), circle.activity()
    key = "-".join(map(str, circle.pair()))
    answer = client.post(address, {"pairs": [key], "activity": activity.pk}, follow=True)
    assert "2 people are new on the list of “Spring forum”." in answer.content.decode()
    assert client.post(address, {"activity": activity.pk}).status_code == 422
    assert client.post(address, {"pairs": ["1-x"], "activity": activity.pk}).status_code == 422
    aside = reverse("network:pair-aside", args=[circle.group.pk, *circle.pair()])
    assert client.get(aside).status_code == 200
    page = client.post(aside, {"why": "They fell out."}, follow=True).content.decode()
    assert "They fell out." in page
    assert f'value="{key}"' not in page
    again = client.post(reverse("network:pair-again", args=[PairSetAside.objects.get().pk]), follow=True).content.decode()
    assert f'value="{key}"' in again


def test_another_programme_or_group_has_neither_page_nor_act(circle, client):
    other = make_group(make_programme())
    client.force_login(make_user(Role.COORDINATOR, other.programme, groups=[other]), SIGN_IN)
    pair = set_pair_aside(actor=circle.coordinator, group=circle.group, one=circle.expert, other=circle.plates, why="No.")
    assert client.get(reverse("network:who-should-meet", args=[circle.group.pk])).status_code == 404
    assert client.get(reverse("network:pair-aside", args=[circle.group.pk, *circle.pair()])).status_code == 404
    assert client.post(reverse("network:pair-again", args=[pair.pk])).status_code == 404
    with pytest.raises(NotVisibleError):
        set_pair_aside(actor=circle.coordinator, group=circle.group, one=circle.expert, other=make_person(other.programme), why="No.")
    with pytest.raises(NotVisibleError):
        pair_to_set_aside(circle.coordinator, circle.group.pk, circle.expert.pk, make_person(circle.programme).pk)
    assert PairSetAside.objects.count() == 1


def test_looking_back_hides_the_last_year_and_says_what_chance_would_give(circle):
    long_ago, lately = circle.programme.today() - timedelta(days=800), circle.programme.today() - timedelta(days=30)
    for known in circle.friends:
        for person in (circle.plates, circle.paint):
            make_tie(person, known, on_date=long_ago)
    make_tie(circle.plates, circle.paint, on_date=lately)
    told = proposals_for(circle.coordinator, circle.group)
    assert (told.hindsight.came_true, told.hindsight.met) == (1, 1)
    assert told.looking_back.startswith("Looking back: of the first 2 proposals")
    assert circle.pair(circle.plates, circle.paint) not in {row.pair for row in told.rows}


def test_the_number_of_queries_does_not_grow_with_members(circle, client, django_assert_max_num_queries):
    client.force_login(make_user(Role.COORDINATOR, circle.programme, groups=[circle.group]), SIGN_IN)
    address = reverse("network:who-should-meet", args=[circle.group.pk])
    make_problem(circle.group, circle.firm_of(circle.paint), secrecy=1, title="진동판 공진")
    circle.activity()
    client.get(address)
    with django_assert_max_num_queries(80) as counted:
        client.get(address)
    first = len(counted)
    for number in range(6):
        circle.member(f"진동 회사 {number}", products="진동판 시험", person=f"사원{number}")
        make_problem(circle.group, circle.firm_of(circle.paint), secrecy=1, title=f"진동판 공진 {number}")
    with django_assert_max_num_queries(first):
        client.get(address)
