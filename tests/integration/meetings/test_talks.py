"""Talks of two beside a forum: setting up, wishing with and without an account, the timetable, and what becomes of it."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from factories import SOME_TIME, make_activity, make_firm, make_group, make_person, make_user, make_viewer
from pypdf import PdfReader

from minicluster.meetings.domain.actions import (
    AttendanceLine,
    arrange_talks,
    ask_for_wishes,
    confirm_attendance,
    hold_activity,
    record_attendance,
    send_talk_lists,
    set_up_talks,
    wish_for_talks,
    withdraw_registration,
)
from minicluster.meetings.domain.guests import guest_viewer
from minicluster.meetings.domain.talk_links import LIST_LINK, WISH_LINK, list_address, wish_address
from minicluster.meetings.domain.talks import people_coming
from minicluster.meetings.models import Invitation, Registration, Talk, TalkPause, TalkRound, TalkWish
from minicluster.members.models import Tie
from minicluster.platform.audit.journal import history_of
from minicluster.platform.mail.models import Message
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"
TWENTY = timedelta(minutes=20)


@pytest.fixture
def forum():
    return make_activity(make_group(), "forum", title="봄 포럼", venue="원주 센터", state="open")


@pytest.fixture
def coordinator(forum):
    return make_viewer(Role.COORDINATOR, forum.programme, groups=forum.groups.all())


@pytest.fixture
def signed_in(client, forum):
    client.force_login(make_user(Role.COORDINATOR, forum.programme, groups=forum.groups.all()), SIGN_IN)
    return client


@pytest.fixture
def talk_round(forum, coordinator):
    return set_up(forum, coordinator)


def set_up(forum, coordinator, **fields):
    """By default three talks of twenty minutes at two tables, in the first of two hours."""
    return set_up_talks(actor=coordinator, activity=forum, **{"starts_at": forum.starts_at, "slots": 3, "slot_minutes": 20, "tables": 2, **fields})


def seated(forum, count):
    """People with a seat."""
    people = [make_person(organisation=make_firm(forum.groups.get()), name_ko=f"손님{number}", name_en="") for number in range(count)]
    for person in people:
        Registration.objects.create(programme=forum.programme, activity=forum, person=person, registered_at=SOME_TIME)
    return people


def wish(actor, talk_round, person, *wanted, pauses=()):
    wish_for_talks(actor=actor, talk_round=talk_round, person=person, wanted=wanted, pauses=pauses)


def pairs(talk_round):
    return {frozenset(pair) for pair in talk_round.talks.values_list("one", "other")}


def page(name, forum, *more):
    return reverse(f"meetings:{name}", args=[forum.pk, *more])


def path_of(address):
    return "/" + address.split("/", 3)[3]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        ({"tables": 0}, "tables", "from 1 to 200"),
        ({"slots": 0}, "slots", "from 1 to 40"),
        ({"slot_minutes": 4}, "slot_minutes", "from 5 to 60"),
        ({"starts_at": SOME_TIME - TWENTY}, "starts_at", "the activity lasts from 2007-03-05 10:00 to 2007-03-05 12:00"),
        ({"slots": 7}, "starts_at", "would last from 2007-03-05 10:00 to 2007-03-05 12:20"),
    ],
)
def test_a_round_that_cannot_be_is_refused_with_the_reason(forum, coordinator, fields, field, why):
    with pytest.raises(InvalidInputError, match=why) as refusal:
        set_up(forum, coordinator, **fields)
    assert (refusal.value.field, TalkRound.objects.count()) == (field, 0)


def test_a_round_takes_the_whole_time_of_the_activity_and_no_minute_more(forum, coordinator):
    assert set_up(forum, coordinator, slots=6).slots == 6


@pytest.mark.parametrize("state", ["held", "cancelled", "postponed"])
def test_talks_belong_to_what_is_still_ahead(forum, coordinator, talk_round, state):
    forum.state = state
    forum.save()
    for act in (lambda: set_up(forum, coordinator), lambda: arrange_talks(actor=coordinator, talk_round=talk_round)):
        with pytest.raises(IllegalStepError, match="still ahead"):
            act()


def test_a_smaller_round_takes_out_what_has_no_place_any_more_and_is_arranged_again(forum, coordinator, talk_round):
    one, two, three, four = seated(forum, 4)
    for slot, table, pair in ((1, 1, (one, two)), (1, 2, (three, four)), (3, 1, (one, three))):
        Talk.objects.create(talk_round=talk_round, slot=slot, table=table, one=pair[0], other=pair[1])
    TalkPause.objects.create(talk_round=talk_round, person=one, slot=3)
    TalkRound.objects.update(arranged_at=SOME_TIME)
    again = set_up(forum, coordinator, slots=2, tables=1)
    assert (again.pk, again.arranged_at, pairs(again), again.pauses.count()) == (talk_round.pk, None, {frozenset({one.pk, two.pk})}, 0)


def test_those_come_who_have_a_seat_or_said_so_or_are_sent(forum):
    (seat,) = seated(forum, 1)
    coming, deputy, waiting, gone, declined, silent = (make_person(forum.programme) for _number in range(6))
    common = {"programme": forum.programme, "activity": forum}
    Registration.objects.create(person=waiting, state="waiting", registered_at=SOME_TIME, **common)
    Registration.objects.create(person=gone, state="withdrawn", registered_at=SOME_TIME, **common)
    answers = {coming: "coming", waiting: "coming", gone: "coming", declined: "declined", silent: "none"}
    for person, answer in answers.items():
        Invitation.objects.create(person=person, answer=answer, invited_at=SOME_TIME, **common)
    Invitation.objects.create(person=make_person(forum.programme), answer="deputy", deputy=deputy, invited_at=SOME_TIME, **common)
    assert set(people_coming(forum)) == {seat, coming, deputy}


def test_a_guest_wishes_by_a_link_without_an_account_and_opening_it_changes_nothing(client, forum, talk_round):
    one, two, three = seated(forum, 3)
    path = path_of(wish_address(talk_round, one))
    shown = text_of(client.get(path))
    offered = [f"{person} · {person.affiliations.get().organisation}" in shown for person in (one, two, three)]
    assert (offered, "10:20–10:40" in shown, TalkWish.objects.count()) == ([False, True, True], True, 0)
    assert client.post(path, {"wish_1": three.pk, "wish_2": two.pk, "pauses": ["2"]}).status_code == 302
    assert list(TalkWish.objects.order_by("rank").values_list("person", "wanted", "rank")) == [(one.pk, three.pk, 1), (one.pk, two.pk, 2)]
    assert list(TalkPause.objects.values_list("person", "slot")) == [(one.pk, 2)]
    assert client.post(path, {"wish_3": two.pk}).status_code == 302
    assert list(TalkWish.objects.values_list("wanted", "rank")) == [(two.pk, 1)]
    assert list(history_of(talk_round).values_list("action", "role", "actor")) == [
        ("set_up_talks", "coordinator", None),
        ("wish_for_talks", "firm_user", None),
        ("wish_for_talks", "firm_user", None),
    ]


def test_a_link_opens_one_thing_for_one_person(client, forum, talk_round):
    (one,) = seated(forum, 1)
    token = LIST_LINK.token(talk_round.pk, version=str(one.pk))
    forged = signing.dumps([talk_round.pk, str(one.pk)], salt="minicluster.link.survey")
    nobody, other_programme = (WISH_LINK.token(talk_round.pk, version=str(pk)) for pk in (0, make_person().pk))
    addresses = [reverse("meetings:talk-wishes", args=[made]) for made in (token, forged, nobody, other_programme, token[:-3])]
    assert [client.post(address, {"wish_1": one.pk}).status_code for address in addresses] == [404] * 5
    old = path_of(wish_address(talk_round, one))
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert client.get(old).status_code == 410


def test_wishes_that_cannot_be_meant_are_refused_with_what_was_chosen_kept(client, forum, coordinator, talk_round):
    one, two, *others = seated(forum, 7)
    away = make_person(forum.programme)
    refused = {
        (one,): "with themselves",
        (away,): "does not come",
        (two, two): "chosen twice",
        (two, *others): "At most five",
    }
    for wanted, why in refused.items():
        with pytest.raises(InvalidInputError, match=why):
            wish(coordinator, talk_round, one, *wanted)
    with pytest.raises(InvalidInputError, match="has no seat"):
        wish(coordinator, talk_round, away, one)
    with pytest.raises(NotVisibleError):
        wish(coordinator, talk_round, one, make_person())
    shown = text_of(client.post(path_of(wish_address(talk_round, one)), {"wish_1": two.pk, "wish_2": two.pk}))
    assert ("chosen twice" in shown, TalkWish.objects.count()) == (True, 0)


def test_a_coordinator_writes_down_what_was_told_and_nobody_else_does(signed_in, forum, talk_round):
    one, two = seated(forum, 2)
    form = page("talks-wish", forum, one.pk)
    assert str(two) in text_of(signed_in.get(form))
    assert signed_in.post(form, {"wish_1": two.pk}).status_code == 302
    assert list(TalkWish.objects.values_list("person", "wanted")) == [(one.pk, two.pk)]
    assert signed_in.get(page("talks-wish", forum, make_person(forum.programme).pk)).status_code == 404
    for stranger in (guest_viewer(forum, two), make_viewer(Role.COORDINATOR, forum.programme), make_viewer(Role.FIRM_USER, forum.programme)):
        with pytest.raises(NotAllowedError):
            wish(stranger, talk_round, one, two)


def test_once_the_timetable_is_made_only_those_who_run_it_change_wishes(client, forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    wish(coordinator, talk_round, one, two)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    path = path_of(wish_address(talk_round, two))
    assert "can no longer be changed here" in text_of(client.get(path))
    assert "can no longer be changed here" in text_of(client.post(path, {"wish_1": one.pk}))
    with pytest.raises(IllegalStepError, match="has been made"):
        wish(guest_viewer(forum, two), talk_round, two, one)
    assert not TalkWish.objects.filter(person=two).exists()
    wish(coordinator, talk_round, two, one)
    assert TalkWish.objects.filter(person=two).count() == 1


def test_everyone_who_comes_is_asked_once_and_later_guests_on_the_next_round(forum, coordinator, talk_round):
    with pytest.raises(InvalidInputError, match="nobody to ask"):
        ask_for_wishes(actor=coordinator, talk_round=talk_round)
    people = seated(forum, 2)
    numbers = [ask_for_wishes(actor=coordinator, talk_round=talk_round)]
    people += seated(forum, 1)
    numbers += [ask_for_wishes(actor=coordinator, talk_round=talk_round) for _time in range(2)]
    assert (numbers, [message.recipient for message in Message.objects.order_by("pk")]) == ([2, 1, 0], [person.email for person in people])


def test_everyone_gets_their_own_list_and_a_new_one_only_when_it_has_changed(client, forum, coordinator, talk_round):
    one, two, three, four = seated(forum, 4)
    with pytest.raises(InvalidInputError, match="not arranged yet"):
        send_talk_lists(actor=coordinator, talk_round=talk_round)
    wish(coordinator, talk_round, one, two)
    wish(coordinator, talk_round, three, four)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    numbers = [send_talk_lists(actor=coordinator, talk_round=talk_round) for _time in range(2)]
    mine = Message.objects.get(recipient=one.email)
    assert f"10:00  table 1  {two} · {two.affiliations.get().organisation}" in mine.body
    assert (str(three) in mine.body, str(two) in text_of(client.get(path_of(list_address(talk_round, one))))) == (False, True)
    withdraw_registration(actor=coordinator, registration=Registration.objects.get(person=two))
    wish(coordinator, talk_round, one, three)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    numbers.append(send_talk_lists(actor=coordinator, talk_round=talk_round))
    again = set(Message.objects.filter(key__contains=" talks 2 ").values_list("recipient", flat=True))
    assert (numbers, again) == ([4, 0, 2], {one.email, three.email})


def test_a_list_says_when_the_activity_does_not_take_place_and_when_it_is_being_arranged_anew(client, forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    wish(coordinator, talk_round, one, two)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    path = path_of(list_address(talk_round, one))
    set_up(forum, coordinator, tables=1)
    anew = text_of(client.get(path))
    forum.state = "cancelled"
    forum.save()
    assert ("are being arranged" in anew, str(two) in anew, "Cancelled" in text_of(client.get(path))) == (True, False, True)
    assert "no longer ahead" in text_of(client.get(path_of(wish_address(talk_round, one))))


def test_the_texts_for_messengers_ask_first_and_tell_later(signed_in, forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    texts = page("talks-texts", forum)
    asking = text_of(signed_in.get(texts))
    wish(coordinator, talk_round, one, two)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    telling = text_of(signed_in.get(texts))
    assert [(shown.count("/talk-wishes/"), shown.count("/talk-list/")) for shown in (asking, telling)] == [(2, 0), (0, 2)]


def test_the_page_sets_up_asks_arranges_and_prints_how_well_the_wishes_are_met(signed_in, forum, coordinator):
    people = seated(forum, 4)
    assert page("talks-set-up", forum) in text_of(signed_in.get(forum.get_absolute_url()))
    assert signed_in.get(page("talks", forum)).status_code == 404
    typed = {"starts_at": "2007-03-05T11:00", "slot_minutes": "15", "slots": "3", "tables": "1"}
    assert "would last" in text_of(signed_in.post(page("talks-set-up", forum), {**typed, "slots": "9"}))
    made = signed_in.post(page("talks-set-up", forum), typed)
    assert (made.status_code, made.headers["Location"]) == (302, page("talks", forum))
    assert "please ask for wishes first" in text_of(signed_in.post(page("talks-step", forum, "arrange_talks")))
    assert signed_in.post(page("talks-step", forum, "ask_for_wishes")).status_code == 302
    talk_round = TalkRound.objects.get()
    for person, *wanted in ((people[0], *people[1:4]), (people[1], people[0])):
        wish(coordinator, talk_round, person, *wanted)
    shown = text_of(signed_in.post(page("talks-step", forum, "arrange_talks"), follow=True))
    told = ("3 talks were arranged.", "Wishes met: 4 of 4 (100 %), 4 of 4 people with a talk", "11:30–11:45")
    assert [said in shown for said in told] == [True] * 3
    assert signed_in.post(page("talks-step", forum, "send_talk_lists"), follow=True).status_code == 200
    assert signed_in.post(page("talks-step", forum, "hold_activity")).status_code == 404


def test_a_late_cancellation_is_shown_and_arranging_again_leaves_the_others_where_they_are(signed_in, forum, coordinator, talk_round):
    people = seated(forum, 6)
    for number, person in enumerate(people):
        wish(coordinator, talk_round, person, people[(number + 1) % 6])
    arrange_talks(actor=coordinator, talk_round=talk_round)
    before = set(talk_round.talks.values_list("slot", "table", "one", "other"))
    withdraw_registration(actor=coordinator, registration=Registration.objects.get(person=people[2]))
    shown = text_of(signed_in.get(page("talks", forum)))
    assert ["No longer coming" in shown, "2 wishes are left out" in shown] == [True, True]
    again = text_of(signed_in.post(page("talks-step", forum, "arrange_talks"), follow=True))
    assert "4 talks are arranged now; 4 of the 6 before stayed where they were." in again
    assert set(talk_round.talks.values_list("slot", "table", "one", "other")) == {talk for talk in before if people[2].pk not in talk[2:]}


def test_slots_in_which_somebody_cannot_are_kept_free(forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    wish(coordinator, talk_round, one, two, pauses=[1])
    wish(coordinator, talk_round, two, pauses=[3])
    arrange_talks(actor=coordinator, talk_round=talk_round)
    assert list(talk_round.talks.values_list("slot", flat=True)) == [2]


def test_where_nobody_wishes_or_the_activity_has_moved_nothing_is_arranged(forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    with pytest.raises(InvalidInputError, match="ask for wishes first"):
        arrange_talks(actor=coordinator, talk_round=talk_round)
    wish(coordinator, talk_round, one, two)
    forum.starts_at, forum.ends_at = forum.starts_at + timedelta(days=1), forum.ends_at + timedelta(days=1)
    forum.save()
    with pytest.raises(InvalidInputError, match="the activity lasts from 2007-03-06"):
        arrange_talks(actor=coordinator, talk_round=TalkRound.objects.get())
    assert not Talk.objects.exists()


def test_the_timetable_for_the_wall_is_a_pdf_with_times_tables_and_names(signed_in, forum, coordinator, talk_round):
    one, two = seated(forum, 2)
    wish(coordinator, talk_round, one, two)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    sheet = signed_in.get(page("talks-pdf", forum))
    text = " ".join(" ".join(found.extract_text() for found in PdfReader(BytesIO(sheet.content)).pages).split())
    told = ("봄 포럼 · 2007-03-05 10:00 · 원주 센터", "Wishes met: 1 of 1 (100 %)", "10:00–10:20", "손님0 · ", "By name")
    assert (sheet.headers["Content-Type"], [said in text for said in told]) == ("application/pdf", [True] * 5)


def test_the_pages_take_the_same_number_of_queries_for_few_and_many_guests(signed_in, forum, coordinator):
    talk_round = set_up(forum, coordinator, slots=6, tables=20)
    numbers = {name: set() for name in ("talks", "talks-texts", "talks-pdf")}
    for more in (2, 3, 30):
        people = seated(forum, more)
        for number, person in enumerate(people):
            wish(coordinator, talk_round, person, people[number - 1], pauses=[1])
        arrange_talks(actor=coordinator, talk_round=talk_round)
        for name, found in numbers.items():
            with CaptureQueriesContext(connection) as queries:
                signed_in.get(page(name, forum))
            found.add(len(queries))
    assert {name: len(found) for name, found in numbers.items()} == dict.fromkeys(numbers, 1)


def test_who_may_not_run_it_sees_nothing_of_the_round(client, forum, coordinator):
    set_up(forum, coordinator)
    group = forum.groups.get()
    addresses = [page(name, forum) for name in ("talks", "talks-texts", "talks-pdf", "talks-set-up")]
    answers = {}
    for name, user in {
        "firm": make_user(Role.FIRM_USER, forum.programme, groups=[group]),
        "elsewhere": make_user(Role.COORDINATOR, forum.programme, groups=[make_group(forum.programme)]),
        "stranger": make_user(Role.COORDINATOR, make_group().programme),
    }.items():
        client.force_login(user, SIGN_IN)
        answers[name] = [client.get(address).status_code for address in addresses]
    assert answers == {"firm": [403] * 4, "elsewhere": [403] * 4, "stranger": [404] * 4}


def test_two_who_talked_are_tied_by_it_and_a_big_room_ties_nobody(signed_in, forum, coordinator, talk_round):
    people = seated(forum, 14)
    wish(coordinator, talk_round, people[0], people[1])
    wish(coordinator, talk_round, people[2], people[3])
    arrange_talks(actor=coordinator, talk_round=talk_round)
    hold_activity(actor=coordinator, activity=forum)
    lines = [AttendanceLine(person, "absent" if person == people[3] else "present") for person in people]
    record_attendance(actor=coordinator, activity=forum, lines=lines)
    confirm_attendance(actor=coordinator, activity=forum)
    talk = Talk.objects.get(one=people[0])
    assert list(Tie.objects.values_list("one", "other", "kind", "weight", "on_date", "through_type", "through_id")) == [
        (people[0].pk, people[1].pk, "met", 1.0, date(2007, 3, 5), "talk", talk.pk)
    ]
    shown = text_of(signed_in.get(page("encounters", forum)))
    assert ["13 people were there" in shown, "more than 12" in shown, "talk of two" in shown, str(people[2]) in shown] == [True, True, True, False]


def test_a_small_circle_is_told_with_its_weights_and_a_talk_counts_on_top(signed_in, forum, coordinator, talk_round):
    one, two, three = people = seated(forum, 3)
    wish(coordinator, talk_round, one, two)
    arrange_talks(actor=coordinator, talk_round=talk_round)
    hold_activity(actor=coordinator, activity=forum)
    record_attendance(actor=coordinator, activity=forum, lines=[AttendanceLine(person) for person in people])
    confirm_attendance(actor=coordinator, activity=forum)
    shown = signed_in.get(page("encounters", forum))
    assert "3 people sat together" in text_of(shown)
    rows = {person: [(met.person, met.weight, met.in_talk) for met in others] for person, others in shown.context["encounters"].rows}
    assert rows == {
        one: [(two, 1.5, True), (three, 0.5, False)],
        two: [(one, 1.5, True), (three, 0.5, False)],
        three: [(one, 0.5, False), (two, 0.5, False)],
    }


def test_who_met_whom_is_read_by_whoever_may_see_who_came(client, forum):
    group = forum.groups.get()
    forum.state = "attendance_confirmed"
    forum.save()
    answers, offered = {}, {}
    for role in (Role.COORDINATOR, Role.FIRM_USER, Role.EXPERT, Role.FUNDER):
        client.force_login(make_user(role, forum.programme, groups=[] if role is Role.FUNDER else [group]), SIGN_IN)
        answers[role] = client.get(page("encounters", forum)).status_code
        offered[role] = page("encounters", forum) in text_of(client.get(forum.get_absolute_url()))
    assert answers == {Role.COORDINATOR: 200, Role.FIRM_USER: 200, Role.EXPERT: 403, Role.FUNDER: 403}
    assert offered == {role: status == 200 for role, status in answers.items()}


def test_the_page_of_who_met_whom_takes_the_same_number_of_queries_for_few_and_many(signed_in, forum):
    numbers = set()
    for _time in range(3):
        one, two = seated(forum, 2)
        Tie.objects.create(programme=forum.programme, one=one, other=two, kind="met", on_date=date(2007, 3, 5), through_type="activity", through_id=forum.pk)
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(page("encounters", forum))
        numbers.add(len(queries))
    assert len(numbers) == 1
