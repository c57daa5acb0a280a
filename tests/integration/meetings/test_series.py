"""Activities that recur: planned in a rhythm, changed one by one or from one on, cancelled from one on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from factories import SOME_TIME, make_activity, make_expert, make_firm, make_group, make_programme, make_user, make_viewer

from minicluster.meetings.domain.actions import cancel_series, change_activity, repeat_activity
from minicluster.meetings.models import Activity, ActivitySeries
from minicluster.meetings.rules import Recurrence, Rhythm, Skipped, SkipReason
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
WEEKLY = Recurrence(Rhythm.WEEKLY, times=4)
# A Monday at ten in Korea.
FIRST = SOME_TIME


@pytest.fixture
def group():
    return make_group(make_programme(clock_shift=FIRST - timedelta(days=3) - timezone.now()))


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


@pytest.fixture
def series(group, coordinator):
    """Four Mondays."""
    repeat_activity(actor=coordinator, activity=make_activity(group, "steering_meeting", title="운영위원회", venue="3층"), recurrence=WEEKLY)
    return list(Activity.objects.order_by("starts_at"))


def days():
    return [timezone.localtime(activity.starts_at).date() for activity in Activity.objects.order_by("starts_at")]


def test_a_repeated_activity_is_one_series_and_each_is_what_the_first_was(group, coordinator):
    other = make_group(complex=group.complex)
    facts = {
        "title": "연속 세미나", "venue": "3층", "agenda": "열변위", "host": make_firm(group), "speaker": make_expert(group.programme), "capacity": 20,
        "budget_line": "forum", "planned_cost_krw": 100, "visibility": "group", "invented": True,
    }  # fmt: skip
    first = make_activity(group, "technical_seminar", state="settled", actual_cost_krw=90, **facts)
    first.groups.add(other)
    repeated = repeat_activity(actor=coordinator, activity=first, recurrence=WEEKLY)
    assert days() == [date(2007, 3, day) for day in (5, 12, 19, 26)]
    own = list(Activity.objects.order_by("starts_at"))
    assert repeated.planned == own[1:]
    assert {activity.series for activity in own} == {ActivitySeries.objects.get(title="연속 세미나", invented=True)}
    for activity in own[1:]:
        assert {name: getattr(activity, name) for name in facts} == facts
        assert (activity.state, activity.actual_cost_krw, set(activity.groups.all())) == ("planned", None, {group, other})
        assert activity.ends_at - activity.starts_at == timedelta(hours=2)
        assert list(history_of(activity).values_list("action", flat=True)) == ["plan_activity"]
    assert len({activity.uid for activity in own}) == 4
    assert list(history_of(first).values_list("action", flat=True)) == ["repeat_activity"]


def test_sending_it_twice_plans_nothing_twice(coordinator, series):
    again = repeat_activity(actor=coordinator, activity=Activity.objects.get(pk=series[0].pk), recurrence=Recurrence(Rhythm.WEEKLY, times=5))
    assert [timezone.localtime(activity.starts_at).date() for activity in again.planned] == [date(2007, 4, 2)]
    assert (again.there_before, ActivitySeries.objects.count()) == ([date(2007, 3, day) for day in (12, 19, 26)], 1)


def test_public_holidays_are_left_out_and_said(group, coordinator):
    autumn = make_activity(group, "forum", starts_at=datetime(2007, 9, 19, 1, tzinfo=UTC))
    repeated = repeat_activity(actor=coordinator, activity=autumn, recurrence=Recurrence(Rhythm.WEEKLY, times=2, skips_holidays=True))
    assert days() == [date(2007, 9, 19), date(2007, 10, 10)]
    assert repeated.skipped == (Skipped(date(2007, 9, 26), SkipReason.HOLIDAY), Skipped(date(2007, 10, 3), SkipReason.HOLIDAY))


@pytest.mark.parametrize(
    ("recurrence", "field"),
    [
        (Recurrence(Rhythm.WEEKLY), "times"),
        (Recurrence(Rhythm.WEEKLY, until=date(2007, 3, 5)), "until"),
        (Recurrence(Rhythm.WEEKLY, until=date(2008, 12, 31)), "until"),
        (Recurrence(Rhythm.WEEKLY, times=61), "times"),
    ],
)
def test_a_rhythm_without_an_end_or_beyond_all_measure_is_refused(group, coordinator, recurrence, field):
    with pytest.raises(InvalidInputError) as refusal:
        repeat_activity(actor=coordinator, activity=make_activity(group), recurrence=recurrence)
    assert (refusal.value.field, Activity.objects.count(), ActivitySeries.objects.count()) == (field, 1, 0)


def test_nobody_repeats_what_is_cancelled_or_of_another_group(group, coordinator):
    with pytest.raises(IllegalStepError):
        repeat_activity(actor=coordinator, activity=make_activity(group, state="cancelled"), recurrence=WEEKLY)
    with pytest.raises(NotAllowedError):
        repeat_activity(actor=coordinator, activity=make_activity(make_group(complex=group.complex)), recurrence=WEEKLY)
    assert Activity.objects.count() == 2


def as_known():
    return [
        (a.title, a.venue, f"{timezone.localtime(a.starts_at):%d %H:%M}", f"{timezone.localtime(a.ends_at):%H:%M}", a.sequence)
        for a in Activity.objects.order_by("starts_at")
    ]


def test_this_one_only_or_this_and_the_following_change_and_stay_on_their_days(coordinator, series):
    new = {"title": "운영위원회", "venue": "5층", "starts": time(14), "ends": time(15, 30)}
    change_activity(actor=coordinator, activity=series[1], **new)
    assert as_known() == [
        ("운영위원회", "3층", "05 10:00", "12:00", 0), ("운영위원회", "5층", "12 14:00", "15:30", 1), ("운영위원회", "3층", "19 10:00", "12:00", 0),
        ("운영위원회", "3층", "26 10:00", "12:00", 0),
    ]  # fmt: skip
    changed = change_activity(actor=coordinator, activity=series[2], **{**new, "title": "확대 운영위원회"}, with_following=True)
    assert [activity.pk for activity in changed] == [series[2].pk, series[3].pk]
    assert as_known()[2:] == [("확대 운영위원회", "5층", "19 14:00", "15:30", 1), ("확대 운영위원회", "5층", "26 14:00", "15:30", 1)]
    acts = [(act.action, act.changed_fields) for act in history_of(series[3])]
    assert acts[-2:] == [("change_activity", ["title"]), ("move_activity", ["ends_at", "starts_at", "venue"])]


def test_a_new_title_alone_does_not_move_the_calendar_and_no_change_is_no_act(coordinator, series):
    same = {"venue": "3층", "starts": time(10), "ends": time(12)}
    change_activity(actor=coordinator, activity=series[0], title="새 이름", **same)
    assert as_known()[0] == ("새 이름", "3층", "05 10:00", "12:00", 0)
    assert change_activity(actor=coordinator, activity=series[1], title="운영위원회", **same) == []
    assert list(history_of(series[1]).values_list("action", flat=True)) == ["plan_activity"]


def test_what_was_held_is_left_as_it_is(coordinator, series):
    Activity.objects.filter(pk=series[2].pk).update(state="held")
    new = {"title": "운영위원회", "venue": "5층", "starts": time(10), "ends": time(12)}
    assert [a.pk for a in change_activity(actor=coordinator, activity=series[1], **new, with_following=True)] == [series[1].pk, series[3].pk]
    with pytest.raises(IllegalStepError, match="stays as it is"):
        change_activity(actor=coordinator, activity=series[2], **new)
    cancel_series(actor=coordinator, activity=series[1], why="budget cut")
    assert [a.state for a in Activity.objects.order_by("starts_at")] == ["planned", "cancelled", "held", "cancelled"]
    with pytest.raises(IllegalStepError, match="stays as it is"):
        cancel_series(actor=coordinator, activity=series[2], why="budget cut")


def test_an_hour_before_its_beginning_or_that_the_clocks_jumped_over_is_refused(group, coordinator):
    with pytest.raises(InvalidInputError) as refusal:
        change_activity(actor=coordinator, activity=make_activity(group), title="x", venue="", starts=time(12), ends=time(11))
    assert refusal.value.field == "ends"
    summer = make_activity(group, starts_at=datetime(1988, 5, 7, 20, tzinfo=UTC))
    with pytest.raises(InvalidInputError, match="clocks jumped") as refusal:
        change_activity(actor=coordinator, activity=summer, title="x", venue="", starts=time(2, 30), ends=time(4))
    assert refusal.value.field == "starts"


def test_the_rest_of_a_series_is_cancelled_with_a_reason_each_in_the_journal(coordinator, series):
    with pytest.raises(InvalidInputError, match="say why"):
        cancel_series(actor=coordinator, activity=series[1], why="")
    assert {a.state for a in Activity.objects.all()} == {"planned"}
    cancel_series(actor=coordinator, activity=series[1], why="the chair resigned")
    assert [a.state for a in Activity.objects.order_by("starts_at")] == ["planned", "cancelled", "cancelled", "cancelled"]
    assert [history_of(a).last().why for a in series[1:]] == ["the chair resigned"] * 3


def page_of(activity, name="activity"):
    return reverse(f"meetings:{name}", args=[activity.pk])


def test_a_series_is_made_changed_and_cancelled_on_the_pages(client, group):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    first = make_activity(group, "steering_meeting", starts_at=datetime(2007, 9, 19, 1, tzinfo=UTC))
    typed = {"rhythm": "weekly", "every": "1", "times": "3", "skips_holidays": "on"}
    made = client.post(page_of(first, "activity-repeat"), typed, follow=True).content.decode()
    assert "2 more meetings are planned." in made
    assert "Left out: 2007. 9. 26. (a public holiday), 2007. 10. 3. (a public holiday)" in made
    second = Activity.objects.order_by("starts_at")[1]
    assert page_of(second) in made
    change = {"title": "운영위", "venue": "", "starts": "14:00", "ends": "16:00", "with_following": "1"}
    assert client.post(page_of(second, "activity-change"), change).status_code == 302
    assert list(Activity.objects.order_by("starts_at").values_list("title", flat=True)) == ["기업방문", "운영위", "운영위"]
    assert client.post(page_of(second, "series-cancel"), {"why": "budget"}).status_code == 302
    assert list(Activity.objects.order_by("starts_at").values_list("state", flat=True)) == ["planned", "cancelled", "cancelled"]


def test_an_activity_by_itself_is_changed_without_being_asked_for_others(client, group):
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, groups=[group]), SIGN_IN)
    alone = make_activity(group)
    assert "with_following" not in client.get(page_of(alone, "activity-change")).context["form"].fields
    assert client.post(page_of(alone, "activity-change"), {"title": "새 방문", "starts": "09:00", "ends": "10:00"}).status_code == 302
    assert Activity.objects.get().title == "새 방문"


@pytest.mark.parametrize(
    ("name", "typed", "fields"),
    [
        ("activity-change", {"title": "x", "starts": "24:30", "ends": "25:00"}, ["ends", "starts"]),
        ("activity-repeat", {"rhythm": "daily", "every": "0", "times": "1", "until": "2007-02-31"}, ["every", "rhythm", "times", "until"]),
        ("activity-repeat", {"rhythm": "weekly", "every": "13", "times": "61", "until": "0001-01-01"}, ["every", "times", "until"]),
        ("activity-repeat", {"rhythm": "weekly", "every": "1"}, ["times"]),
    ],
)
def test_nonsense_is_said_at_its_field_and_nothing_is_planned(client, group, name, typed, fields):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    shown = client.post(page_of(make_activity(group), name), typed)
    assert (shown.status_code, sorted(shown.context["form"].errors), Activity.objects.count()) == (200, fields, 1)


def test_a_long_series_takes_as_many_queries_as_a_short_one(client, group, coordinator, django_assert_max_num_queries):
    client.force_login(make_user(Role.COORDINATOR, group.programme, groups=[group]), SIGN_IN)
    first = make_activity(group, "forum")
    numbers = []
    for times in (2, 4, 50):
        repeat_activity(actor=coordinator, activity=first, recurrence=Recurrence(Rhythm.WEEKLY, times=times))
        with django_assert_max_num_queries(60) as queries:
            assert len(client.get(page_of(first)).context["year"]["series"]) == times
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
