"""A problem that was heard at a meeting is raised from the sentence of the minutes that tells it."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_membership, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import write_minutes
from minicluster.meetings.models import Minutes
from minicluster.meetings.rules import sentences_of
from minicluster.platform.permissions import Role
from minicluster.problems.domain.actions import raise_problem
from minicluster.problems.domain.queries import problems_from_minutes
from minicluster.problems.models import Problem

pytestmark = pytest.mark.django_db
SAID = "가람은 오후가 되면 치수가 커진다고 함."


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def meeting(group):
    meeting = make_activity(group, "steering_meeting", state="attendance_confirmed", title="운영위원회")
    Minutes.objects.create(programme=group.programme, activity=meeting, text=f"개회.\n{SAID} 논의함.", state="approved")
    return meeting


@pytest.fixture
def coordinator(group):
    client = Client()
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group]))
    return client


def raising(meeting, sentence=SAID):
    key = next((one.key for one in sentences_of(f"{sentence}")), "")
    return f"{reverse('problems:problem-raise')}?activity={meeting.pk}&sentence={key}"


def test_the_page_of_the_minutes_leads_to_a_form_that_is_filled_in_and_shows_what_came_of_it(coordinator, meeting, group):
    firm = make_firm(group)
    minutes = reverse("meetings:activity-minutes", args=[meeting.pk])
    assert raising(meeting).replace("&", "&amp;") in coordinator.get(minutes).content.decode()
    shown = coordinator.get(raising(meeting))
    assert (shown.context["form"]["description"].value(), f"From the minutes of “운영위원회”: “{SAID}”" in shown.content.decode()) == (SAID, True)
    typed = {"firm": firm.pk, "title": "주축 열변위", "description": SAID}
    assert coordinator.post(raising(meeting), typed).status_code == 302
    problem = Problem.objects.get()
    assert (problem.origin_activity, problem.origin_sentence, problem.origin, problem.raised_on_behalf) == (meeting, SAID, "activity", True)
    page = coordinator.get(problem.get_absolute_url()).content.decode()
    assert f"from the minutes of “운영위원회”: “{SAID}”" in page
    assert (
        "주축 열변위" in coordinator.get(minutes).content.decode(),
        "Raised from this sentence already" in coordinator.get(raising(meeting)).content.decode(),
    ) == (
        True,
        True,
    )


def test_a_problem_whose_sentence_was_reworded_stands_under_an_earlier_wording(coordinator, meeting, group):
    actor = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    raise_problem(actor=actor, firm=make_firm(group), title="주축 열변위", description="x", activity=meeting, sentence=SAID)
    minutes = reverse("meetings:activity-minutes", args=[meeting.pk])
    assert "From an earlier wording" not in coordinator.get(minutes).content.decode()
    Minutes.objects.update(state="draft")
    write_minutes(actor=actor, activity=meeting, text="가람은 아침에 치수가 커진다고 함.")
    shown = coordinator.get(minutes).content.decode()
    assert ("From an earlier wording" in shown, SAID in shown, "주축 열변위" in shown) == (True, True, True)


def test_minutes_that_were_changed_meanwhile_lose_no_problem_and_say_so(coordinator, meeting, group):
    address = raising(meeting)
    Minutes.objects.update(text="다른 글")
    assert "no longer stands in them" in coordinator.get(address).content.decode()
    typed = {"firm": make_firm(group).pk, "title": "주축 열변위", "description": SAID}
    raised = coordinator.post(address, typed, follow=True).content.decode()
    assert ("no sentence of its minutes" in raised, Problem.objects.values_list("title", "origin_activity", "origin_sentence").get()) == (
        True,
        ("주축 열변위", meeting.pk, ""),
    )


def test_nobody_quotes_minutes_that_they_may_not_read(meeting, group):
    Minutes.objects.update(state="draft")
    firm, elsewhere = make_firm(group), make_group(group.programme)
    for reach in ({"groups": [group], "organisation": firm}, {"groups": [elsewhere], "organisation": make_firm(elsewhere)}):
        client = Client()
        client.force_login(make_user(Role.FIRM_USER, group.programme, person=make_person(organisation=reach["organisation"]), **reach))
        assert SAID not in client.get(raising(meeting)).content.decode()


def test_what_was_raised_from_a_sentence_shows_only_to_those_who_may_read_the_problem(meeting, group):
    firm, other = make_firm(group), make_firm(group)
    coordinator = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    problem = raise_problem(actor=coordinator, firm=firm, title="주축 열변위", description="x", activity=meeting, sentence=SAID)
    seen = {
        "coordinator": problems_from_minutes(coordinator, meeting),
        "firm": problems_from_minutes(make_viewer(Role.FIRM_USER, group.programme, organisations=[firm], groups=[group]), meeting),
        "other firm": problems_from_minutes(make_viewer(Role.FIRM_USER, group.programme, organisations=[other], groups=[group]), meeting),
        "officer": problems_from_minutes(make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group]), meeting),
        "privacy officer": problems_from_minutes(make_viewer(Role.PRIVACY_OFFICER, group.programme), meeting),
    }
    assert seen == {"coordinator": [problem], "firm": [problem], "other firm": [], "officer": [], "privacy officer": []}


def test_a_firm_of_two_groups_is_looked_after_by_the_one_at_whose_meeting_it_was_heard(group):
    other = make_group(programme=group.programme)
    firm = make_firm(other)
    make_membership(group, firm)
    both = make_viewer(Role.COORDINATOR, group.programme, groups=[group, other])
    meeting = make_activity(group, "forum", state="held")
    heard = raise_problem(actor=both, firm=firm, title="치수가 커진다", description="오후에 그렇다.", activity=meeting)
    called = raise_problem(actor=both, firm=firm, title="소음이 난다", description="밤에 그렇다.")
    assert (heard.group, called.group) == (group, other)
