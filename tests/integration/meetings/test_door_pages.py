"""The pages at the door: the list on the host's phone, the code, the guest's form, and what nobody is told."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
import vl_convert
import zxingcpp
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from factories import make_activity, make_firm, make_group, make_person, make_user
from PIL import Image
from pypdf import PdfReader

from minicluster.meetings.domain.door import door_address
from minicluster.meetings.models import DoorEntry, Invitation
from minicluster.members.models import Person
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
SIGN_IN = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def forum(group):
    return make_activity(group, "forum", title="열린 포럼", venue="원주 회관", state="open", starts_at=group.programme.now())


@pytest.fixture
def host(client, group):
    client.force_login(make_user(Role.GROUP_OFFICER, group.programme, person=make_person(group.programme), groups=[group]), SIGN_IN)
    return client


def make_member(group, **fields):
    person = make_person(organisation=make_firm(group), **fields)
    person.affiliations.get().organisation.memberships.update(representative=person)
    return person


def page_of(activity, name):
    return reverse(f"meetings:{name}", args=[activity.pk])


def text_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def there(activity):
    return set(activity.attendances.values_list("person", "kind"))


def path_of_code(forum):
    return door_address(forum).removeprefix(settings.BASE_ADDRESS)


def form_of(page):
    """What the guest's form would send as it stands."""
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("door_pass", "key")}


def test_the_list_proposes_what_was_answered_and_one_save_writes_what_was_changed(host, forum, group):
    coming, declined, sends, silent = (make_member(group, name_en=name) for name in ("Ash", "Birch", "Cedar", "Dogwood"))
    deputy = make_person(group.programme, name_en="Elm")
    common = {"programme": group.programme, "activity": forum, "invited_at": forum.now()}
    for person, answer, by in ((coming, "coming", None), (declined, "declined", None), (sends, "deputy", deputy)):
        Invitation.objects.create(person=person, answer=answer, deputy=by, **common)
    shown = host.get(page_of(forum, "attendance"))
    rows = {row.person: (row.written, row.proposed, field.value()) for row, field in shown.context["form"].rows()}
    nothing, excused = ("", "", ""), ("", "excused", "excused")
    assert rows == {coming: nothing, declined: excused, sends: excused, deputy: nothing, silent: nothing}
    assert "Sends a deputy: Elm" in " ".join(text_of(shown).split())
    typed = {f"person-{person.pk}": kind for person, kind in ((coming, "present"), (declined, "excused"), (sends, "excused"), (deputy, "deputy"))}
    assert host.post(page_of(forum, "attendance"), {**typed, "read": ""}).headers["Location"] == page_of(forum, "attendance")
    assert there(forum) == {(coming.pk, "present"), (declined.pk, "excused"), (sends.pk, "excused"), (deputy.pk, "deputy")}
    assert forum.attendances.get(person=deputy).deputy_for == sends


def test_a_stale_list_does_not_overwrite_who_checked_in_meanwhile(host, forum, group):
    arrived, other = make_member(group), make_member(group)
    forum.attendances.create(person=arrived, kind="late")
    saved = host.post(page_of(forum, "attendance"), {f"person-{arrived.pk}": "excused", f"person-{other.pk}": "present", "read": ""}, follow=True)
    assert there(forum) == {(arrived.pk, "late"), (other.pk, "present")}
    assert [str(message) for message in saved.context["messages"]] == [
        "Saved.", "1 person was written down elsewhere since you opened the list, and was left as it stands there.",
    ]  # fmt: skip
    assert host.post(page_of(forum, "attendance"), {f"person-{arrived.pk}": "present", "read": f"{arrived.pk}:late"}).status_code == 302
    assert there(forum) == {(arrived.pk, "present"), (other.pk, "present")}


def test_a_search_without_scripts_shows_those_who_fit_by_name_or_organisation(host, forum, group):
    pine, oak = (make_member(group, name_en=name) for name in ("Pine Kim", "Oak Lee"))
    pine.affiliations.get().organisation.__class__.objects.filter(pk=oak.affiliations.get().organisation_id).update(name_ko="(주)한빛")
    found = {
        q: [row.person for row, _field in host.get(page_of(forum, "attendance"), {"q": q}).context["form"].rows()] for q in ("pinekim", "한빛", "없음", "")
    }
    assert found == {"pinekim": [pine], "한빛": [oak], "없음": [], "": sorted([pine, oak], key=lambda one: one.name_ko)}


def test_a_tap_is_written_at_once_and_tells_how_the_meeting_stands(host, forum, group):
    one, other = make_member(group), make_member(group)
    taps = [host.post(page_of(forum, "activity-tick"), {"person": one.pk, "kind": kind}) for kind in ("present", "present", "late")]
    assert [tap.json()["kinds"] for tap in taps] == [{str(one.pk): "present"}, {str(one.pk): "present"}, {str(one.pk): "late"}]
    drawn = " ".join(re.sub("<[^>]+>", " ", taps[-1].json()["standing"]).split())
    assert drawn == "1 came late 1 · deputies 0 · visitors 0 · excused 0 · absent 0 Quorum 1/2, 1 needed quorum met"
    assert host.get(page_of(forum, "activity-standing")).json() == taps[-1].json()
    stranger = make_person()
    wrong = [{"person": other.pk, "kind": "asleep"}, {"person": "x", "kind": "present"}, {}, {"person": stranger.pk, "kind": "present"}]
    assert [host.post(page_of(forum, "activity-tick"), typed).status_code for typed in wrong] == [422, 422, 422, 404]
    forum.state = "attendance_confirmed"
    forum.save()
    refused = host.post(page_of(forum, "activity-tick"), {"person": other.pk, "kind": "present"})
    assert (refused.status_code, "can no longer be changed" in refused.json()["refusal"]) == (409, True)
    assert there(forum) == {(one.pk, "late")}


def test_the_list_and_the_door_take_as_many_statements_for_fifty_as_for_one(host, forum, group, django_assert_max_num_queries):
    numbers = []
    for more in (1, 2, 47):
        for _time in range(more):
            person = make_member(group)
            Invitation.objects.create(
                programme=group.programme, activity=forum, person=person, invited_at=forum.now(), answer="deputy", deputy=make_member(group)
            )
            forum.attendances.create(person=make_member(group), kind="deputy", deputy_for=person)
            DoorEntry.objects.create(programme=group.programme, activity=forum, key=uuid4(), name="누구", arrived_at=forum.now())
        for name in ("attendance", "activity-door", "activity-standing", "activity"):
            with django_assert_max_num_queries(45) as queries:
                host.get(page_of(forum, name))
            numbers.append((name, len(queries)))
    assert len(set(numbers)) == 4


def test_a_camera_reads_from_the_hosts_phone_where_a_guest_checks_in(host, forum, group):
    member = make_member(group, name_ko="김하늘")
    shown = host.get(page_of(forum, "activity-door"))
    drawn = re.search(r'<svg [^>]*class="qr".*?</svg>', text_of(shown), re.DOTALL)[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    picture = Image.open(io.BytesIO(vl_convert.svg_to_png(drawn, scale=8))).convert("L")
    [code] = zxingcpp.read_barcodes(picture)
    assert code.text.startswith(f"{settings.BASE_ADDRESS}/door/")
    guest = Client()
    page = text_of(guest.get(code.text.removeprefix(settings.BASE_ADDRESS)))
    assert ("열린 포럼" in page, "김하늘" in page) == (True, False)
    assert (DoorEntry.objects.count(), AuditEntry.objects.filter(action="check_in").count()) == (0, 0)
    answer = text_of(guest.post(reverse("meetings:door-check-in"), {**form_of(page), "name": "김하늘", "organisation_name": ""}))
    assert "김하늘, you are checked in" in answer
    assert there(forum) == {(member.pk, "present")}


def test_the_code_is_another_one_a_little_later_and_the_part_of_the_page_can_be_fetched_alone(host, forum):
    with time_machine.travel(forum.starts_at, tick=False):
        first = host.get(page_of(forum, "activity-door-code"))
    with time_machine.travel(forum.starts_at + timedelta(seconds=20), tick=False):
        second = host.get(page_of(forum, "activity-door-code"))
    assert first.context["address"] != second.context["address"]
    assert ("<html" in text_of(first), "<svg" in text_of(first)) == (False, True)


def test_a_door_that_is_not_open_says_so_on_the_hosts_phone(host, group):
    late = make_activity(group, "forum", state="held")
    assert "opens two hours before" in text_of(host.get(page_of(late, "activity-door")))
    late.state = "settled"
    late.save()
    assert "is closed" in text_of(host.get(page_of(late, "activity-door")))


def test_the_answer_is_the_same_for_whoever_is_on_the_list_and_whoever_is_not(forum, group):
    make_member(group, name_ko="김하늘")
    guest, answers = Client(), []
    with time_machine.travel(forum.starts_at, tick=False):
        for name in ("김하늘", "최나그네", "김하늘"):
            sent = {**form_of(text_of(guest.get(path_of_code(forum)))), "name": name}
            answers += [text_of(guest.post(reverse("meetings:door-check-in"), sent)).replace(name, "NAME") for _sending in range(2)]
    assert len({re.sub(r'value="[^"]+"|data-token="[^"]+"', "", answer) for answer in answers}) == 1
    assert (DoorEntry.objects.count(), forum.attendances.count()) == (3, 1)


def test_an_old_a_forged_and_a_closed_code_say_what_to_do(forum):
    guest, code = Client(), path_of_code(forum)
    sent = form_of(text_of(guest.get(code)))
    with time_machine.travel(forum.now() + timedelta(seconds=63)):
        assert "Please scan again" in text_of(guest.get(code), 410)
    assert "Please scan again" in text_of(guest.get(code[:-2] + "/"), 404)
    assert "Please scan again" in text_of(guest.post(reverse("meetings:door-check-in"), {**sent, "door_pass": "x", "name": "김하늘"}), 404)
    assert "Please scan again" in text_of(guest.post(reverse("meetings:door-check-in")), 404)
    forum.state = "attendance_confirmed"
    forum.save()
    assert "Please tell the host that you are here" in text_of(guest.get(code), 409)
    assert "Please tell the host that you are here" in text_of(guest.post(reverse("meetings:door-check-in"), {**sent, "name": "김하늘"}), 409)
    assert DoorEntry.objects.count() == 0


def test_a_form_that_is_not_filled_in_well_comes_back_with_its_pass_and_key(forum):
    guest = Client()
    sent = form_of(text_of(guest.get(path_of_code(forum))))
    for name, said in (("", "This field is required"), ("900101-1234567", "resident registration number")):
        page = text_of(guest.post(reverse("meetings:door-check-in"), {**sent, "name": name}), 422)
        assert (said in page, form_of(page)) == (True, sent)
    nobody = text_of(guest.post(reverse("meetings:door-check-in"), {**sent, "as_signed_in": "1"}), 422)
    assert "Please type your name" in nobody
    assert DoorEntry.objects.count() == 0


def test_whoever_is_signed_in_presses_one_button(forum, group):
    member, guest = make_member(group, name_en="Ash"), Client()
    guest.force_login(make_user(Role.FIRM_USER, group.programme, person=member, groups=[group]), SIGN_IN)
    page = text_of(guest.get(path_of_code(forum)))
    assert "You are Ash" in page
    assert guest.post(reverse("meetings:door-check-in"), {**form_of(page), "as_signed_in": "1"}).status_code == 200
    assert there(forum) == {(member.pk, "present")}


def test_without_the_cookie_of_the_form_nobody_is_checked_in_by_another_site(forum):
    guest = Client(enforce_csrf_checks=True)
    sent = form_of(text_of(guest.get(path_of_code(forum))))
    assert guest.post(reverse("meetings:door-check-in"), {**sent, "name": "김하늘"}).status_code == 403
    assert DoorEntry.objects.count() == 0


def test_an_unknown_name_is_settled_with_one_press(host, forum, group):
    one, other = (make_member(group, name_ko="김하늘") for _time in range(2))
    key = uuid4()
    for _sending in range(2):
        led_to = host.post(page_of(forum, "activity-by-name"), {"name": "김하늘", "key": key})
        assert led_to.headers["Location"] == reverse("meetings:door-entry", args=[DoorEntry.objects.get().pk])
    entry = DoorEntry.objects.get()
    assert page_of(entry, "door-entry") in text_of(host.get(page_of(forum, "attendance")))
    assert {person.pk for person in host.get(page_of(entry, "door-entry")).context["namesakes"]} == {one.pk, other.pk}
    assert "Select a valid choice" in text_of(host.post(page_of(entry, "door-entry"), {"person": make_person().pk}))
    assert host.post(page_of(entry, "door-entry"), {"person": other.pk}).headers["Location"] == page_of(forum, "attendance")
    assert there(forum) == {(other.pk, "present")}
    assert "looked at this check-in already" in text_of(host.post(page_of(entry, "door-entry"), {"visitor": "1"}))
    host.post(page_of(forum, "activity-by-name"), {"name": "최나그네", "key": uuid4()})
    host.post(page_of(DoorEntry.objects.get(name="최나그네"), "door-entry"), {"visitor": "1"})
    assert there(forum) == {(other.pk, "present"), (Person.objects.get(name_ko="최나그네").pk, "visitor")}
    host.post(page_of(forum, "activity-by-name"), {"name": "홍길동", "key": uuid4()})
    host.post(page_of(DoorEntry.objects.get(name="홍길동"), "door-entry"), {"dismiss": "1"})
    assert (forum.attendances.count(), DoorEntry.objects.get(name="홍길동").dismissed_at is None) == (2, False)
    assert "This field is required" in text_of(host.post(page_of(forum, "activity-by-name"), {"key": uuid4()}))


def test_in_whose_place_somebody_came_is_said_on_a_page_of_its_own(host, forum, group):
    chief, deputy = make_member(group, name_en="Ash"), make_member(group, name_en="Birch")
    attendance = forum.attendances.create(person=deputy, kind="deputy")
    page = reverse("meetings:attendance-deputy", args=[attendance.pk])
    assert "For whom is Birch here?" in text_of(host.get(page_of(forum, "attendance")))
    assert host.post(page, {"deputy_for": chief.pk}).headers["Location"] == page_of(forum, "attendance")
    assert "Birch for Ash" in text_of(host.get(page_of(forum, "activity")))


def test_nobody_elsewhere_opens_the_door_the_list_or_an_entry(client, forum, group):
    attendance = forum.attendances.create(person=make_member(group))
    entry = DoorEntry.objects.create(programme=group.programme, activity=forum, key=uuid4(), name="누구", arrived_at=forum.now())
    pages = [
        page_of(forum, name) for name in ("attendance", "activity-standing", "activity-sheet", "activity-signed-sheet", "activity-door", "activity-door-code")
    ]
    pages += [reverse("meetings:attendance-deputy", args=[attendance.pk]), reverse("meetings:door-entry", args=[entry.pk])]
    answers = {}
    for name, user in {
        "elsewhere": make_user(Role.COORDINATOR, group.programme, groups=[make_group(group.programme)]),
        "member": make_user(Role.FIRM_USER, group.programme, groups=[group]),
        "other programme": make_user(Role.PROGRAMME_OFFICE, make_group().programme),
    }.items():
        client.force_login(user, SIGN_IN)
        answers[name] = {client.get(page).status_code for page in pages}
    assert answers == {"elsewhere": {403}, "member": {403}, "other programme": {404}}


def test_the_sheet_to_sign_names_everyone_expected_and_leaves_lines_for_visitors(host, forum, group):
    person = make_member(group, name_en="Ash *bold* #1")
    person.affiliations.update(position="대표이사")
    answer = host.get(page_of(forum, "activity-sheet"))
    assert (answer.headers["Content-Type"], "attachment" in answer.headers["Content-Disposition"]) == ("application/pdf", True)
    text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages)
    said = (
        "Signature sheet",
        "열린 포럼",
        "원주 회관",
        str(group.name_en),
        "Ash *bold* #1",
        "대표이사",
        str(person.affiliations.get().organisation.name_en),
        "Visitors",
    )
    assert [one for one in said if one not in text] == []
    assert [number for number in range(1, 10) if str(number) not in text.split()] == []


def test_a_photographed_sheet_is_sent_and_downloaded_by_whoever_may(host, client, forum, group):
    person = make_member(group)
    content = io.BytesIO()
    Image.new("RGB", (20, 10)).save(content, "PNG")
    sent = {"photo": SimpleUploadedFile("sheet.png", content.getvalue()), "signed": [person.pk]}
    assert host.post(page_of(forum, "activity-signed-sheet"), sent).status_code == 302
    [sheet] = forum.files.all()
    assert there(forum) == {(person.pk, "present")}
    address = reverse("meetings:activity-file", args=[sheet.pk])
    assert address in text_of(host.get(page_of(forum, "activity")))
    got = host.get(address)
    assert (got.headers["Content-Type"], got.headers["X-Content-Type-Options"], got.content[:3]) == ("image/jpeg", "nosniff", b"\xff\xd8\xff")
    forged = {"photo": SimpleUploadedFile("sheet.jpg", b"<html></html>", "image/jpeg"), "signed": [person.pk]}
    assert "no photo that can be read" in text_of(host.post(page_of(forum, "activity-signed-sheet"), forged))
    large = {"photo": SimpleUploadedFile("sheet.jpg", bytes(10 * 1024 * 1024 + 1)), "signed": [person.pk]}
    assert "larger than 10 MB" in text_of(host.post(page_of(forum, "activity-signed-sheet"), large))
    client.force_login(make_user(Role.EXPERT, group.programme, groups=[group]), SIGN_IN)
    assert [client.get(address).status_code, forum.files.count()] == [403, 1]
