"""The short form of each kind of activity."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from factories import SOME_TIME, make_activity, make_expert, make_firm, make_group, make_membership, make_person, make_user, make_viewer, make_work_plan

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import plan_activity
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.models import Office
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
TIMES = {"starts_at": SOME_TIME, "ends_at": SOME_TIME + timedelta(hours=2)}
WHEN = {"starts_at": "2007-03-05T10:00", "ends_at": "2007-03-05T12:00", "visibility": "programme"}


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    return client


def address_of(kind):
    return f"{reverse('meetings:activity-plan')}?kind={kind}"


def officer_of(group):
    person = make_person(group.programme)
    Office.objects.create(programme=group.programme, group=group, person=person, role="chair", valid_from=date(2007, 1, 1))
    return person


def represented(group):
    firm = make_firm(group)
    firm.memberships.update(representative=make_person(organisation=firm))
    return firm


@pytest.mark.parametrize("kind", rules.ActivityKind.values)
def test_each_kind_is_planned_by_what_its_short_form_asks(coordinator, group, kind):
    firm, officer, expert = represented(group), officer_of(group), make_expert(group.programme)
    make_membership(group, person=expert)
    for year in (2007, group.programme.today().year):
        make_work_plan(group, year, lines=((kind, 1, 5, 100),))
    form = coordinator.get(address_of(kind)).context["form"]
    assert [field.name for field in form.open_fields] == list(rules.asks_for(kind).shown)
    assert len(form.open_fields) <= 8
    answers = {
        "host": firm.pk, "visitors": [officer.pk], "firms": [firm.pk], "speaker": expert.pk, "agenda": "1. 회장 선출", "capacity": 20, "venue": "3층", "budget_line": kind,
        "planned_cost_krw": 90,
    }  # fmt: skip
    typed = {"title": "행사", "groups": [group.pk], **WHEN, **{name: answers[name] for name in {*rules.asks_for(kind).shown} & {*answers}}}
    assert coordinator.post(address_of(kind), typed).status_code == 302
    planned = Activity.objects.get()
    for name in {*rules.asks_for(kind).asks} - {"visitors", "firms", "elections"} - ({"agenda"} if kind == "assembly" else set()):
        stored = getattr(planned, name)
        assert getattr(stored, "pk", stored) == answers[name]
    # The agenda of an assembly stands in points.
    assert list(planned.agenda_items.values_list("title", flat=True)) == (["1. 회장 선출"] if kind == "assembly" else [])
    asked = rules.asks_for(kind).asks
    invited = ([officer.pk] if "visitors" in asked else []) + ([firm.memberships.get().representative_id] if "firms" in asked else [])
    assert list(Invitation.objects.values_list("person", flat=True)) == invited


@pytest.mark.parametrize("kind", [kind for kind in rules.ActivityKind.values if rules.asks_for(kind).needs])
def test_what_a_kind_cannot_do_without_is_said_at_its_field(coordinator, group, kind):
    shown = coordinator.post(address_of(kind), {"title": "행사", "groups": [group.pk], **WHEN})
    assert (sorted(shown.context["form"].errors), Activity.objects.count()) == (sorted(rules.asks_for(kind).needs), 0)
    viewer = make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    with pytest.raises(InvalidInputError) as refusal:
        plan_activity(actor=viewer, kind=kind, title="행사", groups=[group], **TIMES)
    assert refusal.value.field == rules.asks_for(kind).needs[0]


def test_what_is_folded_away_opens_where_something_in_it_is_wrong(coordinator, group):
    typed = {"title": "운영위", "groups": [group.pk], **WHEN}
    shown = coordinator.post(address_of("steering_meeting"), {**typed, "planned_cost_krw": "-3"})
    assert '<details class="more" open>' in shown.content.decode()
    assert '<details class="more">' in coordinator.get(address_of("steering_meeting")).content.decode()


def test_a_budget_line_is_one_of_the_plans_of_its_groups_for_that_year(group):
    make_work_plan(group, 2007, lines=(("technical_seminar", 1, 5, 100),))
    make_work_plan(make_group(group.programme), 2007, lines=(("fair", 1, 5, 100),))
    viewer = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    common = {"actor": viewer, "kind": "social", "title": "친목", "agenda": "창립 기념", "groups": [group], "budget_line": "technical_seminar"}
    assert plan_activity(**common, **TIMES).charged_to == "Technical seminar"
    for other in (
        {"budget_line": "fair"},
        {"starts_at": SOME_TIME.replace(year=2008), "ends_at": SOME_TIME.replace(year=2008)},
        {"groups": [group, make_group(complex=group.complex)]},
    ):
        with pytest.raises(InvalidInputError) as refusal:
            plan_activity(**{**common, **TIMES, **other})
        assert refusal.value.field == "budget_line"
    assert plan_activity(**{**common, **TIMES, "budget_line": "미니클러스터 활동비"}).charged_to == "미니클러스터 활동비"


def test_the_lines_of_the_viewers_plans_are_offered_by_name(coordinator, group):
    now = group.programme.today().year
    make_work_plan(group, now, lines=(("technical_seminar", 1, 5, 100), ("forum", 1, 5, 100)))
    make_work_plan(group, now - 2, lines=(("mission", 1, 5, 100),))
    make_work_plan(make_group(complex=group.complex), now, lines=(("fair", 1, 5, 100),))
    lines = coordinator.get(address_of("social")).context["form"].fields["budget_line"].choices
    assert [(value, str(label)) for value, label in lines] == [
        ("", "The line of its own kind"), ("forum", "Forum"), ("technical_seminar", "Technical seminar"),
    ]  # fmt: skip


def test_a_firm_that_nobody_represents_does_not_take_part_unnoticed(group):
    firm, viewer = make_firm(group), make_viewer(Role.COORDINATOR, group.programme, groups=[group])
    with pytest.raises(InvalidInputError, match=str(firm).replace("(", r"\(").replace(")", r"\)")) as refusal:
        plan_activity(actor=viewer, kind="fair", title="전시회", venue="킨텍스", groups=[group], firms=[firm], **TIMES)
    assert (refusal.value.field, Activity.objects.count()) == ("firms", 0)


def test_only_officers_of_ones_own_groups_and_their_represented_firms_are_offered(coordinator, group):
    officer, firm = officer_of(group), represented(group)
    elsewhere = make_group(complex=group.complex)
    officer_of(elsewhere)
    represented(elsewhere)
    make_firm(group)
    assert list(coordinator.get(address_of("company_visit")).context["form"].fields["visitors"].queryset) == [officer]
    assert list(coordinator.get(address_of("fair")).context["form"].fields["firms"].queryset) == [firm]


@pytest.mark.parametrize("moment", ["2007-03-05T24:30", "2007-02-31T10:00", "0001-01-01T10:00", "1988-05-08T02:30", "내일 두 시"])
def test_a_time_that_there_is_not_is_said_at_its_field(coordinator, group, moment):
    shown = coordinator.post(address_of("forum"), {"title": "포럼", "groups": [group.pk], **WHEN, "starts_at": moment})
    assert (shown.status_code, list(shown.context["form"].errors), Activity.objects.count()) == (200, ["starts_at"], 0)


def test_a_joint_activity_names_its_groups_over_complexes_with_what_each_bears(coordinator, group):
    far = make_group(group.programme)
    joint = make_activity(group, "forum", planned_cost_krw=101, actual_cost_krw=None)
    joint.groups.add(far)
    shown = coordinator.get(joint.get_absolute_url())
    assert shown.context["year"]["shares"] == [(group, 51, None), (far, 50, None)]
    text = shown.content.decode()
    assert [str(one.complex) in text for one in (group, far)] == [True, True]
    assert coordinator.get(make_activity(group, "forum").get_absolute_url()).context["year"]["shares"] == []


def test_nobody_plans_jointly_for_a_group_that_they_do_not_look_after(coordinator, group):
    far = make_group(group.programme)
    shown = coordinator.post(address_of("forum"), {"title": "포럼", "groups": [group.pk, far.pk], **WHEN})
    assert (list(shown.context["form"].errors), Activity.objects.count()) == (["groups"], 0)
