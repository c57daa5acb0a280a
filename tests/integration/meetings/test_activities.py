from datetime import UTC, date, datetime, timedelta

import pytest
from factories import SOME_TIME, make_activity, make_expert, make_firm, make_group, make_organisation, make_person, make_viewer

from minicluster.meetings.domain.actions import (
    AttendanceLine,
    approve_minutes,
    assign_action_item,
    confirm_attendance,
    drop_action_item,
    finish_action_item,
    plan_activity,
    postpone_activity,
    record_attendance,
    record_decision,
    record_election,
    settle_costs,
    take_activity_step,
    write_minutes,
)
from minicluster.meetings.domain.queries import (
    ActivityFilter,
    activities_for,
    queue_for,
    totals_of,
    visit_reports_for,
    yields_by_kind,
)
from minicluster.meetings.models import ActionItem, Activity, Election, Minutes, VisitReport
from minicluster.members.models import Office
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
TIMES = {"starts_at": SOME_TIME, "ends_at": SOME_TIME + timedelta(hours=2)}


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, person=make_person(group.programme), groups=[group])


def test_an_activity_goes_all_the_way_to_its_settled_costs(group, coordinator):
    activity = plan_activity(actor=coordinator, kind="forum", title=" 공정 개선 포럼 ", groups=[group], planned_cost_krw=500_000, **TIMES)
    for verb in ("announce_activity", "open_registration", "close_registration", "hold_activity"):
        take_activity_step(actor=coordinator, activity=activity, verb=verb)
    record_attendance(actor=coordinator, activity=activity, lines=[AttendanceLine(make_person(group.programme))])
    write_minutes(actor=coordinator, activity=activity, text="개회")
    for verb in ("confirm_attendance", "approve_minutes"):
        take_activity_step(actor=coordinator, activity=activity, verb=verb)
    settle_costs(actor=coordinator, activity=activity, actual_cost_krw=430_000)
    activity.refresh_from_db()
    assert (activity.title, activity.state, activity.actual_cost_krw, list(activity.groups.all())) == ("공정 개선 포럼", "settled", 430_000, [group])
    assert list(history_of(activity).values_list("action", flat=True)) == [
        "plan_activity", "announce_activity", "open_registration", "close_registration", "hold_activity", "record_attendance", "confirm_attendance", "approve_minutes",
        "settle_costs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "company_visit"}, "host"),
        ({"kind": "invited_lecture"}, "speaker"),
        ({"ends_at": SOME_TIME - timedelta(hours=1)}, "ends_at"),
        ({"agenda": "900101-1234567"}, "agenda"),
        ({"groups": []}, "groups"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_planned(group, coordinator, facts, field):
    with pytest.raises(InvalidInputError) as refusal:
        plan_activity(actor=coordinator, **{"kind": "forum", "title": "포럼", "groups": [group], **TIMES, **facts})
    assert (refusal.value.field, Activity.objects.count()) == (field, 0)


def test_a_visit_with_its_firm_and_a_lecture_with_its_speaker_are_planned(group, coordinator):
    plan_activity(actor=coordinator, kind="company_visit", title="방문", groups=[group], host=make_firm(group), **TIMES)
    plan_activity(actor=coordinator, kind="invited_lecture", title="강연", groups=[group], speaker=make_expert(group.programme), **TIMES)
    assert Activity.objects.count() == 2


def test_nobody_plans_for_another_group_or_with_records_of_another_programme(group, coordinator):
    with pytest.raises(NotAllowedError):
        plan_activity(actor=coordinator, kind="forum", title="포럼", groups=[group, make_group(complex=group.complex)], **TIMES)
    with pytest.raises(NotVisibleError):
        plan_activity(actor=coordinator, kind="company_visit", title="방문", groups=[group], host=make_organisation(), **TIMES)
    assert not Activity.objects.exists()


def test_what_has_not_begun_was_not_held(group, coordinator):
    activity = make_activity(group, starts_at=group.programme.now() + timedelta(days=1))
    with pytest.raises(InvalidInputError, match="not begun"):
        take_activity_step(actor=coordinator, activity=activity, verb="hold_activity")
    assert Activity.objects.get().state == "planned"


def test_a_postponed_activity_moves_as_long_as_it_was(group, coordinator):
    activity, later = make_activity(group), datetime(2099, 4, 2, 5, tzinfo=UTC)
    postpone_activity(actor=coordinator, activity=activity, why="snow", starts_at=later)
    activity.refresh_from_db()
    assert (activity.state, activity.ends_at) == ("postponed", later + timedelta(hours=2))
    with pytest.raises(InvalidInputError, match="end before it starts"):
        postpone_activity(actor=coordinator, activity=make_activity(group), why="snow", ends_at=SOME_TIME - timedelta(hours=1))
    with pytest.raises(InvalidInputError, match="lies behind"):
        postpone_activity(actor=coordinator, activity=make_activity(group), why="snow", starts_at=SOME_TIME + timedelta(hours=1))
    with pytest.raises(InvalidInputError, match="say why"):
        postpone_activity(actor=coordinator, activity=make_activity(group), why=" ")


def test_costs_are_given_not_guessed(group, coordinator):
    with pytest.raises(InvalidInputError) as refusal:
        take_activity_step(actor=coordinator, activity=make_activity(group, state="minutes_approved"), verb="settle_costs")
    assert refusal.value.field == "actual_cost_krw"


def test_minutes_are_a_draft_until_they_are_approved(group, coordinator):
    activity = make_activity(group, "forum", state="attendance_confirmed")
    with pytest.raises(InvalidInputError, match="no minutes yet"):
        approve_minutes(actor=coordinator, activity=activity)
    activity.refresh_from_db()
    for text in ("one", "two"):
        write_minutes(actor=coordinator, activity=activity, text=text)
    approve_minutes(actor=coordinator, activity=activity)
    with pytest.raises(IllegalStepError, match="stay as they are"):
        write_minutes(actor=coordinator, activity=activity, text="three")
    minutes = Minutes.objects.get()
    assert (minutes.text, minutes.state, minutes.written_by_id, minutes.approved_at is not None) == ("two", "approved", coordinator.person_id, True)


def test_nothing_is_minuted_or_decided_before_it_was_held(group, coordinator):
    for act in (write_minutes, record_decision):
        with pytest.raises(IllegalStepError, match="not marked as held"):
            act(actor=coordinator, activity=make_activity(group, "forum"), text="x")


def test_an_action_item_is_finished_by_its_owner_or_dropped_with_a_reason(group, coordinator):
    activity = make_activity(group, "steering_meeting", state="held")
    decision = record_decision(actor=coordinator, activity=activity, text="공동 구매", votes_for=7, votes_against=1)
    owner = make_person(group.programme)
    mine, other = (
        assign_action_item(actor=coordinator, activity=activity, text=text, owner=owner, due_on=date(2007, 4, 1), decision=decision)
        for text in ("견적", "공고")
    )
    itself = make_viewer(Role.FIRM_USER, group.programme, person=owner)
    assert [(item.title, item.due_on) for item in queue_for(itself)] == [("견적", date(2007, 4, 1)), ("공고", date(2007, 4, 1))]
    finish_action_item(actor=itself, action_item=mine)
    with pytest.raises(NotAllowedError):
        finish_action_item(actor=make_viewer(Role.FIRM_USER, group.programme, person=make_person(group.programme)), action_item=other)
    with pytest.raises(InvalidInputError, match="say why"):
        drop_action_item(actor=coordinator, action_item=other, why="")
    drop_action_item(actor=coordinator, action_item=other, why="no longer needed")
    assert list(ActionItem.objects.order_by("pk").values_list("state", flat=True)) == ["done", "dropped"]
    assert queue_for(itself) == []


def test_a_decision_of_another_activity_has_no_items_here(group, coordinator):
    decision = record_decision(actor=coordinator, activity=make_activity(group, state="held"), text="x")
    with pytest.raises(InvalidInputError, match="another activity") as refusal:
        assign_action_item(
            actor=coordinator, activity=make_activity(group), text="x", owner=make_person(group.programme), due_on=date(2007, 4, 1), decision=decision
        )
    assert (refusal.value.field, ActionItem.objects.count()) == ("decision", 0)


def test_an_assembly_elects_into_an_office_even_where_its_officer_writes_it_down(group):
    officer = make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group])
    assembly, person = make_activity(group, "assembly", state="held"), make_person(group.programme)
    term = {"role": "chair", "from_day": date(2007, 3, 5), "until": date(2009, 3, 5)}
    record_election(actor=officer, activity=assembly, group=group, person=person, **term)
    assert list(Office.objects.values_list("group", "person", "role", "valid_from", "valid_to")) == [
        (group.pk, person.pk, "chair", date(2007, 3, 5), date(2009, 3, 5))
    ]
    assert Election.objects.get().activity == assembly
    for activity, other, refusal in (
        (make_activity(group, "forum", state="held"), group, IllegalStepError),
        (make_activity(group, "assembly"), group, IllegalStepError),
        (assembly, make_group(complex=group.complex), InvalidInputError),
    ):
        with pytest.raises(refusal):
            record_election(actor=officer, activity=activity, group=other, person=person, **term)
    assert Election.objects.count() == 1


def test_the_list_is_what_the_filters_say_and_adds_up(group, coordinator):
    firm, other = make_firm(group), make_group(complex=group.complex)
    visit = make_activity(group, host=firm, state="held", planned_cost_krw=100, actual_cost_krw=90)
    visit.groups.add(other)
    forum = make_activity(other, "forum", starts_at=SOME_TIME + timedelta(days=365))
    report = VisitReport.objects.create(programme=group.programme, activity=visit, firm=firm, written_at=SOME_TIME, summary="x")
    report.observations.create(position=1, text="x")
    for kind in ("present", "late", "absent"):
        visit.attendances.create(person=make_person(group.programme), kind=kind)
    make_activity(make_group(), "forum")
    assert list(activities_for(coordinator)) == [forum, visit]
    filters = {
        ActivityFilter(kind="forum"): [forum], ActivityFilter(year=2007): [visit], ActivityFilter(state="held"): [visit], ActivityFilter(firm=firm.pk): [visit],
        ActivityFilter(group=group.pk): [visit], ActivityFilter(group=other.pk): [forum, visit], ActivityFilter(complex=group.complex_id): [forum, visit],
        ActivityFilter(kind="forum", group=group.pk): [],
    }  # fmt: skip
    assert {chosen: list(activities_for(coordinator, chosen)) for chosen in filters} == filters
    totals = totals_of(activities_for(coordinator))
    assert (totals.activities, totals.attendances, totals.people, totals.observations, totals.planned_cost_krw, totals.actual_cost_krw) == (2, 2, 2, 1, 100, 90)
    assert [(row["kind"], row["how_many"], row["came"], row["noticed"]) for row in yields_by_kind(activities_for(coordinator))] == [
        ("company_visit", 1, 2, 1), ("forum", 1, 0, 0),
    ]  # fmt: skip


def test_a_report_is_read_by_the_visited_firm_and_those_who_look_after_its_group(group, coordinator):
    firm = make_firm(group)
    visit = make_activity(group, host=firm, state="held")
    report = VisitReport.objects.create(programme=group.programme, activity=visit, firm=firm, written_at=SOME_TIME, summary="x")
    near = {"groups": [group], "organisations": [firm], "complexes": [group.complex]}
    far = make_group(group.programme)
    away = {"groups": [far], "organisations": [make_firm(far)], "complexes": [far.complex]}
    readers = {
        (role, where): list(visit_reports_for(make_viewer(role, group.programme, **reach)))
        for role in Role
        for where, reach in {"near": near, "away": away}.items()
    }
    allowed = {(role, "near") for role in (Role.FIRM_USER, Role.COORDINATOR, Role.GROUP_OFFICER, Role.COMPLEX_MANAGER)}
    assert {key for key, reports in readers.items() if reports} == allowed | {(Role.PROGRAMME_OFFICE, where) for where in ("near", "away")}
    assert visit_reports_for(coordinator).get() == report


def test_the_queue_names_what_is_still_to_be_written_down(group, coordinator):
    make_activity(group, title="past", state="announced")
    make_activity(group, title="unconfirmed", state="held", kind="forum")
    make_activity(group, title="unreported", state="settled")
    make_activity(group, title="finished", kind="forum", state="settled")
    make_activity(group, title="ahead", starts_at=group.programme.now() + timedelta(days=1))
    make_activity(make_group(group.programme), title="elsewhere", state="held")
    assert {item.title: item.what for item in queue_for(coordinator)} == {
        "past": "was it held?", "unconfirmed": "attendance is to be confirmed", "unreported": "the visit report is missing",
    }  # fmt: skip
    assert queue_for(make_viewer(Role.PROGRAMME_OFFICE, group.programme)) == []


def test_a_deputy_came_for_whom_the_membership_names(group, coordinator):
    firm, visit = make_firm(group), make_activity(group, state="held")
    chief, deputy = make_person(organisation=firm), make_person(organisation=firm)
    firm.memberships.update(representative=chief, deputy=deputy)
    record_attendance(actor=coordinator, activity=visit, lines=[AttendanceLine(deputy, "deputy")])
    assert visit.attendances.get().deputy_for == chief
    confirm_attendance(actor=coordinator, activity=visit)
    assert visit.state == "attendance_confirmed"
