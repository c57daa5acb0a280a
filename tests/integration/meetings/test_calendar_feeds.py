"""Calendars under secret addresses: what is in them, that reading changes nothing, and that a revoked one is gone."""

from datetime import timedelta

import pytest
import vobject
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_membership, make_person, make_user, make_viewer

from minicluster.meetings.domain.actions import make_group_calendar_address, make_own_calendar_address, revoke_calendar_address
from minicluster.meetings.models import Activity, CalendarFeed, Invitation, Registration
from minicluster.members.models import Office
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, NotAllowedError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
PAGE = "meetings:calendar-addresses"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_ADDRESS = "https://cluster.example"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def owner(group):
    firm = make_firm(group)
    return make_person(organisation=firm)


@pytest.fixture
def viewer(group, owner):
    return make_viewer(Role.FIRM_USER, group.programme, person=owner, groups=[group])


def path_of(address):
    return address.removeprefix("https://cluster.example")


def titles(client, address):
    read = client.get(path_of(address))
    assert read.status_code == 200
    return [event.summary.value for event in vobject.readOne(read.content.decode()).contents.get("vevent", [])]


def ahead(group, title, **fields):
    days = fields.pop("days", 10)
    return make_activity(group, "forum", title=title, state="announced", starts_at=group.programme.now() + timedelta(days=days), **fields)


def test_a_group_calendar_holds_all_that_is_announced_and_nothing_of_other_groups(client, group):
    ahead(group, "second", days=20)
    ahead(group, "first", visibility="group")
    planned = ahead(group, "not announced")
    Activity.objects.filter(pk=planned.pk).update(state="planned")
    joint = ahead(make_group(complex=group.complex), "joint", days=30)
    joint.groups.add(group)
    ahead(make_group(complex=group.complex), "elsewhere")
    ahead(group, "long ago", days=-400)
    address = make_group_calendar_address(actor=make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group]), group=group)
    assert titles(client, address) == ["first", "second", "joint"]


def test_a_personal_calendar_holds_what_concerns_its_owner_today(client, group, owner, viewer):
    elsewhere, firm = make_group(complex=group.complex), owner.affiliations.get().organisation
    ahead(group, "my firm's group", visibility="group", days=1)
    ahead(elsewhere, "somebody else's", visibility="public", days=2)
    for number, (title, answer) in enumerate((("invited", "none"), ("declined", "declined")), start=3):
        activity = ahead(elsewhere, title, visibility="group", days=number)
        Invitation.objects.create(programme=group.programme, activity=activity, person=owner, invited_at=activity.now(), answer=answer)
        Invitation.objects.create(programme=group.programme, activity=activity, person=make_person(group.programme), invited_at=activity.now())
    for number, (title, state) in enumerate((("seated", "registered"), ("withdrawn", "withdrawn")), start=5):
        activity = ahead(elsewhere, title, days=number)
        Registration.objects.create(programme=group.programme, activity=activity, person=owner, registered_at=activity.now(), state=state)
    ahead(elsewhere, "speaks", speaker=owner, days=7)
    in_office = make_group(complex=group.complex)
    Office.objects.create(programme=group.programme, group=in_office, person=owner, role="chair", valid_from="2005-01-01")
    ahead(in_office, "in office", days=8)
    address = make_own_calendar_address(actor=viewer)
    assert titles(client, address) == ["my firm's group", "invited", "seated", "speaks", "in office"]
    firm.memberships.update(state="left")
    Office.objects.update(valid_to="2006-01-01")
    assert titles(client, address) == ["invited", "seated", "speaks"]


def test_an_expert_reads_the_calendar_of_their_groups(client, group):
    expert = make_person(group.programme)
    make_membership(group, person=expert)
    ahead(group, "forum")
    address = make_own_calendar_address(actor=make_viewer(Role.EXPERT, group.programme, person=expert))
    assert titles(client, address) == ["forum"]


def test_reading_changes_nothing_and_is_answered_by_not_modified_until_something_changes(client, group, viewer):
    forum = ahead(group, "forum")
    path = path_of(make_own_calendar_address(actor=viewer))
    rows = (list(CalendarFeed.objects.values()), AuditEntry.objects.count())
    first = client.get(path)
    assert (first["Content-Type"], first["Cache-Control"], first["ETag"][:3]) == ("text/calendar; charset=utf-8", "private, max-age=600", 'W/"')
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Activity.objects.filter(pk=forum.pk).update(state="cancelled", sequence=1)
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, "STATUS:CANCELLED" in changed.content.decode(), changed["ETag"] != first["ETag"]) == (200, True, True)
    assert (client.head(path).status_code, client.post(path).status_code) == (200, 405)
    assert (list(CalendarFeed.objects.values()), AuditEntry.objects.count()) == rows


def test_only_a_fingerprint_is_kept_and_what_was_revoked_or_never_was_does_not_exist(client, viewer):
    address = make_own_calendar_address(actor=viewer)
    secret = path_of(address).removeprefix("/calendar/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert (len(secret), secret in str(CalendarFeed.objects.values()), len(feed.fingerprint)) == (43, False, 64)
    guesses = [feed.fingerprint, secret[:-1], secret.upper(), "x", "%00"]
    assert [client.get(f"/calendar/{guess}.ics").status_code for guess in guesses] == [404, 404, 404, 404, 400]
    revoke_calendar_address(actor=viewer, feed=feed)
    assert client.get(path_of(address)).status_code == 404


def test_who_may_make_and_revoke_which_address(group, owner, viewer):
    officer = make_viewer(Role.GROUP_OFFICER, group.programme, groups=[group])
    make_own_calendar_address(actor=viewer)
    own = CalendarFeed.objects.get()
    for act in (
        lambda: make_group_calendar_address(actor=viewer, group=group),
        lambda: make_group_calendar_address(actor=officer, group=make_group(group.programme)),
        lambda: revoke_calendar_address(actor=officer, feed=own),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(IllegalStepError, match="no person on record"):
        make_own_calendar_address(actor=officer)
    for _time in range(9):
        make_own_calendar_address(actor=viewer)
    with pytest.raises(IllegalStepError, match="10 addresses already"):
        make_own_calendar_address(actor=viewer)
    assert CalendarFeed.objects.filter(person=owner, revoked_at=None).count() == 10


def test_addresses_are_made_shown_once_and_revoked_on_the_page(client, group, owner):
    user = make_user(Role.COORDINATOR, group.programme, person=owner, groups=[group])
    client.force_login(user, SIGN_IN)
    page = reverse(PAGE)
    made = [client.post(page, typed).content.decode() for typed in ({"make": "own"}, {"make": "group", "group": group.pk})]
    shown = client.get(page)
    assert ([".ics" in text for text in made], ".ics" in shown.content.decode(), shown["Cache-Control"]) == ([True, True], False, "no-store")
    assert sorted(CalendarFeed.objects.values_list("person", "group", "made_by"), key=str) == [(owner.pk, None, owner.pk), (None, group.pk, owner.pk)]
    for feed in CalendarFeed.objects.all():
        assert client.post(reverse("meetings:calendar-feed-revoke", args=[feed.pk])).status_code == 302
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 0
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "make_calendar_address", "make_group_calendar_address", "revoke_calendar_address", "revoke_calendar_address",
    ]  # fmt: skip


def test_a_group_that_one_does_not_look_after_is_no_choice(client, group, owner):
    client.force_login(make_user(Role.COORDINATOR, group.programme, person=owner, groups=[group]), SIGN_IN)
    answer = client.post(reverse(PAGE), {"make": "group", "group": make_group(group.programme).pk})
    assert ("Select a valid choice" in answer.content.decode(), CalendarFeed.objects.count()) == (True, 0)


def test_a_calendar_takes_the_same_number_of_queries_at_1_3_and_50_activities(client, group, viewer, django_assert_max_num_queries):
    path, numbers = path_of(make_own_calendar_address(actor=viewer)), []
    for more in (1, 2, 47):
        for _time in range(more):
            ahead(group, "forum").groups.add(make_group(complex=group.complex))
        with django_assert_max_num_queries(12) as queries:
            client.get(path)
        numbers.append(len(queries))
    assert len(set(numbers)) == 1
