"""The calendar and what comes in each other's way: what it shows, to whom, in how many queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from factories import make_activity, make_group, make_person, make_programme, make_user, make_viewer

from minicluster.meetings.domain import months
from minicluster.meetings.domain.clashes import clashes_of
from minicluster.meetings.domain.months import Month, calendar_for
from minicluster.meetings.domain.queries import ActivityFilter, activities_for
from minicluster.meetings.models import Activity, Invitation, Registration
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
# A Tuesday at ten in Korea.
TUESDAY = datetime(2007, 10, 16, 1, tzinfo=UTC)
OCTOBER = Month(2007, 10)


@pytest.fixture
def group():
    """A group for which it is the week before."""
    return make_group(make_programme(clock_shift=TUESDAY - timedelta(days=7) - timezone.now()))


@pytest.fixture
def coordinator(group):
    return make_viewer(Role.COORDINATOR, group.programme, groups=[group])


def on(days, hours=0):
    return TUESDAY + timedelta(days=days, hours=hours)


def invite(activity, person, **fields):
    Invitation.objects.create(programme=activity.programme, activity=activity, person=person, invited_at=TUESDAY, **fields)


def notes_of(viewer, *activities):
    shown = list(activities_for(viewer).filter(pk__in=[activity.pk for activity in activities]).order_by("pk"))
    return [(note.kind.value, note.day, note.activity, note.other, note.who) for note in clashes_of(viewer, shown)]


def test_a_month_begins_on_sunday_and_knows_its_neighbours():
    weeks = OCTOBER.weeks()
    assert (weeks[0][0], weeks[-1][-1], len(weeks)) == (date(2007, 9, 30), date(2007, 11, 3), 5)
    assert [str(month) for month in (OCTOBER.before, OCTOBER.following, Month(2007, 12).following, Month(2007, 1).before)] == [
        "2007-09",
        "2007-11",
        "2008-01",
        "2006-12",
    ]
    assert len(Month(2026, 2).weeks()) == 4


@pytest.mark.parametrize("text", ["", "2007-13", "2007-00", "1-1", "0001-01", "9999-12", "٢٠٠٧-١٠", "9" * 5000, "2007-10-05"])
def test_what_is_no_month_is_the_present_one(text):
    assert Month.read(text, date(2007, 10, 22)) == OCTOBER


def test_each_day_holds_what_goes_on_on_it_and_says_which_is_a_day_off(group, coordinator):
    forum, mission = make_activity(group, "forum", starts_at=on(0)), make_activity(group, "mission", starts_at=on(1))
    Activity.objects.filter(pk=mission.pk).update(ends_at=on(3))
    make_activity(group, "fair", starts_at=on(2), state="cancelled")
    make_activity(group, "fair", starts_at=on(40))
    shown = calendar_for(coordinator, OCTOBER, ActivityFilter(), date(2007, 10, 16))
    days = {day.day: day for week in shown.weeks for day in week}
    entries = {day: [(entry.activity, entry.is_continued) for entry in found.entries] for day, found in days.items() if found.entries}
    assert entries == {
        date(2007, 10, 16): [(forum, False)], date(2007, 10, 17): [(mission, False)], date(2007, 10, 18): [(mission, True)], date(2007, 10, 19): [(mission, True)],
    }  # fmt: skip
    assert [(days[date(2007, 10, day)].holiday, days[date(2007, 10, day)].is_off) for day in (2, 3, 6)] == [
        ("", False),
        ("National Foundation Day", True),
        ("", True),
    ]
    assert [day.day for day in days.values() if day.is_today] == [date(2007, 10, 16)]
    assert (shown.activities, shown.clashes) == (2, [])


def test_the_same_person_at_two_meetings_at_once_is_in_the_way_however_they_are_expected(group, coordinator):
    elsewhere = make_group(group.programme)
    invited, seated, speaker, deputy, free = (make_person(group.programme) for _time in range(5))
    ours, theirs = make_activity(group, "forum", starts_at=on(0)), make_activity(elsewhere, "invited_lecture", starts_at=on(0, 1), speaker=speaker)
    for person in (invited, seated, speaker):
        invite(ours, person)
    invite(ours, free)
    invite(ours, make_person(group.programme), answer="deputy", deputy=deputy)
    invite(theirs, invited, answer="coming")
    Registration.objects.create(programme=group.programme, activity=theirs, person=seated, registered_at=TUESDAY)
    invite(theirs, free, answer="declined")
    invite(theirs, deputy)
    names = tuple(str(person) for person in sorted((invited, seated, speaker, deputy), key=lambda person: person.pk))
    assert notes_of(coordinator, ours) == [("people", date(2007, 10, 16), ours, theirs, names)]
    assert notes_of(coordinator, theirs) == [("people", date(2007, 10, 16), theirs, ours, names)]
    theirs.registrations.update(state="withdrawn")
    Activity.objects.filter(pk=theirs.pk).update(starts_at=on(0, 2), ends_at=on(0, 3))
    assert notes_of(coordinator, ours) == []


def test_one_group_twice_on_a_day_and_days_off_are_in_the_way(group, coordinator):
    morning, evening = make_activity(group, "forum", starts_at=on(0)), make_activity(group, "fair", starts_at=on(0, 8))
    holiday, weekend = make_activity(group, "forum", starts_at=on(-13)), make_activity(group, "forum", starts_at=on(4))
    assert notes_of(coordinator, morning, evening, holiday, weekend) == [
        ("holiday", date(2007, 10, 3), holiday, None, ("National Foundation Day",)),
        ("group", date(2007, 10, 16), morning, evening, (str(group),)),
        ("weekend", date(2007, 10, 20), weekend, None, ()),
    ]


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_what_does_not_take_place_is_in_nobodys_way(group, coordinator, state):
    forum = make_activity(group, "forum", starts_at=on(0))
    make_activity(group, "fair", starts_at=on(0), state=state)
    assert notes_of(coordinator, forum) == []


def test_people_are_named_to_those_who_invite_them_and_to_themselves_only(group):
    programme, elsewhere = group.programme, make_group(group.programme)
    person = make_person(programme)
    ours, theirs = make_activity(group, "forum", starts_at=on(0)), make_activity(elsewhere, "forum", starts_at=on(0))
    for activity in (ours, theirs):
        invite(activity, person)
    reach = {"groups": [group], "complexes": [group.complex]}
    told = {role: bool(notes_of(make_viewer(role, programme, **reach), ours)) for role in Role}
    assert {role for role, is_told in told.items() if is_told} == {Role.COORDINATOR, Role.GROUP_OFFICER, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE}
    assert notes_of(make_viewer(Role.FIRM_USER, programme, person=person), ours)[0][-1] == (str(person),)
    assert notes_of(make_viewer(Role.COORDINATOR, programme, groups=[make_group(programme)]), ours) == []


def test_what_the_viewer_may_not_know_of_is_in_nobodys_way(group, coordinator):
    elsewhere, person = make_group(group.programme), make_person(group.programme)
    ours, secret = make_activity(group, "forum", starts_at=on(0)), make_activity(elsewhere, "forum", starts_at=on(0), visibility="group")
    stranger = make_activity(make_group(), "forum", starts_at=on(0), speaker=person)
    for activity in (ours, secret):
        invite(activity, person)
    assert notes_of(coordinator, ours) == []
    shown = calendar_for(coordinator, OCTOBER, ActivityFilter(), date(2007, 10, 16))
    assert [entry.activity for week in shown.weeks for day in week for entry in day.entries] == [ours]
    assert stranger.programme_id != coordinator.programme_id


def test_an_activity_of_a_thousand_years_breaks_no_page(group, coordinator):
    endless = make_activity(group, "mission", starts_at=datetime(1900, 1, 1, tzinfo=UTC))
    Activity.objects.filter(pk=endless.pk).update(ends_at=datetime(2999, 12, 31, tzinfo=UTC))
    assert {note[0] for note in notes_of(coordinator, endless)} == {"weekend"}
    shown = calendar_for(coordinator, OCTOBER, ActivityFilter(), date(2007, 10, 16))
    assert sum(len(day.entries) for week in shown.weeks for day in week) == 31


def page_for(client, role, group, **ties):
    client.force_login(make_user(role, group.programme, **ties), SIGN_IN)
    return reverse("meetings:calendar")


def titles(response):
    return {entry.activity.title for week in response.context["calendar"].weeks for day in week for entry in day.entries}


def test_the_filters_choose_and_ones_own_groups_come_first(client, group):
    near, far = make_group(complex=group.complex), make_group(group.programme)
    for one, title in ((group, "own"), (near, "near"), (far, "far")):
        make_activity(one, "forum", title=title, starts_at=on(0))
    make_activity(group, "fair", title="fair", starts_at=on(1))
    address = page_for(client, Role.COORDINATOR, group, groups=[group])

    def found(**asked):
        return titles(client.get(address, {"month": "2007-10", **asked}))

    assert found() == found(group="own") == {"own", "fair"}
    assert found(group="all") == found(group="x") == {"own", "near", "far", "fair"}
    assert (found(group=far.pk), found(complex=group.complex_id), found(kind="fair")) == ({"far"}, {"own", "near", "fair"}, {"fair"})
    assert titles(client.get(address, {"month": "2007-11", "group": "all"})) == set()
    client.force_login(make_user(Role.FUNDER, group.programme), SIGN_IN)
    assert found() == {"own", "near", "far", "fair"}


def test_a_clash_is_told_right_after_planning_and_after_moving(client, group):
    page_for(client, Role.COORDINATOR, group, groups=[group])
    make_activity(group, "fair", title="박람회", starts_at=on(0, 5))
    typed = {"title": "포럼", "groups": [group.pk], "starts_at": "2007-10-16T10:00", "ends_at": "2007-10-16T12:00", "visibility": "programme"}
    planned = client.post(f"{reverse('meetings:activity-plan')}?kind=forum", typed, follow=True)
    assert [(note.kind.value, note.other.title) for note in planned.context["year"]["clashes"]] == [("group", "박람회")]
    forum = Activity.objects.get(kind="forum")
    move = {"why": "hall", "starts_at": "2007-10-20T10:00", "ends_at": "2007-10-20T12:00"}
    moved = client.post(reverse("meetings:activity-step", args=[forum.pk, "postpone_activity"]), move, follow=True)
    assert [(note.kind.value, note.day) for note in moved.context["year"]["clashes"]] == [("weekend", date(2007, 10, 20))]
    assert "It is planned all the same" in moved.content.decode()


def test_a_full_day_leads_to_its_list(client, group):
    for _time in range(7):
        make_activity(group, "forum", starts_at=on(0))
    address = page_for(client, Role.COORDINATOR, group, groups=[group])
    text = client.get(address, {"month": "2007-10"}).content.decode()
    listed = f"{reverse('meetings:activity-list')}?group=own&amp;since=2007-10-16&amp;until=2007-10-16"
    assert listed in text
    assert client.get(listed.replace("&amp;", "&")).context["page"].paginator.count == 7


def test_a_month_that_is_too_full_says_so_instead_of_breaking(client, group, monkeypatch):
    monkeypatch.setattr(months, "MOST_SHOWN", 2)
    for _time in range(3):
        make_activity(group, "forum", starts_at=on(0))
    shown = client.get(page_for(client, Role.FUNDER, group), {"month": "2007-10"})
    assert (shown.context["calendar"].activities, "choose a complex" in shown.content.decode()) == (3, True)


def test_the_calendar_takes_the_same_number_of_queries_at_2_3_and_50_activities(client, group, django_assert_max_num_queries):
    address, numbers = page_for(client, Role.PROGRAMME_OFFICE, group), []
    person, elsewhere = make_person(group.programme), make_group(group.programme)
    for more in (2, 1, 47):
        for number in range(more):
            forum = make_activity(group, "forum", starts_at=on(number // 2 % 10), speaker=person)
            forum.groups.add(elsewhere)
            invite(forum, make_person(group.programme))
            Registration.objects.create(programme=group.programme, activity=forum, person=make_person(group.programme), registered_at=TUESDAY)
        with django_assert_max_num_queries(25) as queries:
            assert client.get(address, {"month": "2007-10"}).status_code == 200
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
