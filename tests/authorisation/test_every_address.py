"""Every URL × every role × every method × {own place, elsewhere in the programme, another programme}, compared with the reviewed table.

`MINICLUSTER_REVIEW=1 pytest tests/authorisation` writes the table anew; its diff is what a reviewer reads.
"""

import os
from copy import deepcopy
from itertools import product

import pytest
from canaries import readable, spellings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from paths import body_of, path_of
from url_table import addresses, reviewed, write_reviewed
from world import make_users, make_world

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db

PLACES = ("own", "elsewhere", "other")
METHODS = ("GET", "POST")
READERS = (Role.ANONYMOUS, Role.FUNDER, Role.REVIEWER)
# Acts that say that something was read.
ACCESS_LOG = {"view_contact", "view_firm_year", "read_problem_text"}
# Addresses that open to everybody who holds a link, or sends the pass that one was changed for.
LINKS = {str(address) for address in addresses() if address.is_link} | {"meetings:door-check-in"}
# Addresses that everybody may post to, by what they are for.
OPEN_POSTS = {"sign-in", "sign-out", "choose-language", "choose-role"} | LINKS


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):  # noqa: ARG001  # the fixture makes the database
    """What every address answers, got once in a transaction that is rolled back."""
    # Sessions that stand in the cookie spare a statement at every request.
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"), django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        users = make_users(world["own"])
        ask = Asking(world, {role: _client(user) for role, user in users.items()})
        asked = [key for key in product(addresses(), METHODS, Role) if key[1] in key[0].access.methods]
        got = {(str(address), method, role): ask.everywhere(address, method, role) for address, method, role in asked}
        transaction.set_rollback(True)
    if os.environ.get("MINICLUSTER_REVIEW"):
        write_reviewed({key: " ".join(answer.cell for answer in row) for key, row in got.items()}, list(Role))
    return got


class Answer:
    """An answer in short: its status, whether it led to sign-in, its text, and which acts it journalled."""

    def __init__(self, response, acts):
        self.acts = acts
        self.text = readable(response)
        led_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(reverse("sign-in"))
        self.cell = "sign-in" if led_to_sign_in else str(response.status_code)


def _client(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


class Asking:
    """The world, and a browser for each role."""

    def __init__(self, world, clients):
        self.world, self.clients = world, clients
        self.last_act = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def everywhere(self, address, method, role):
        """What is answered at each place; whom the guard of a page turns away, it turns away everywhere."""
        places = PLACES if address.names_a_record else PLACES[:1]
        if address.turns_away(role):
            return [self._once(address, method, role, "own")] * len(places)
        return [self._once(address, method, role, place) for place in places]

    def _once(self, address, method, role, place):
        """Ask in a savepoint that is taken back, so that every cell starts from the same records and session."""
        client, thread = self.clients[role], self.world[place]
        send, cookies = client.get if method == "GET" else client.post, deepcopy(client.cookies)
        with transaction.atomic():
            response = send(path_of(address, thread), body_of(address, thread) if method == "POST" else {})
            answer = Answer(response, list(AuditEntry.objects.filter(pk__gt=self.last_act).values_list("action", flat=True)))
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer


def test_every_address_answers_as_reviewed(answers):
    got = {key: " ".join(answer.cell for answer in row) for key, row in answers.items()}
    expected = reviewed()
    differing = {key: (expected.get(key, "no row"), cell) for key, cell in got.items() if expected.get(key) != cell}
    assert differing == {}
    assert set(expected) == set(got), "the reviewed table has rows without an address"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_method_that_an_address_does_not_know_is_refused(method):
    thread = make_world()["own"]
    client = _client(make_users(thread)[Role.COORDINATOR])
    unknown = [address for address in addresses() if method not in address.access.methods]
    assert [str(address) for address in unknown if client.generic(method, path_of(address, thread)).status_code != 405] == []


def test_nothing_breaks(answers):
    assert [(key, answer.cell) for key, row in answers.items() for answer in row if answer.cell.startswith("5")] == []


def test_another_programmes_record_does_not_exist(answers):
    for (address, method, role), row in answers.items():
        if len(row) == 1 or address in LINKS:
            continue
        assert row[2].cell in {"404", "405", "sign-in", "403"}, (address, method, role)
        # 403 tells only that the role never has the page, whatever the record.
        assert row[2].cell != "403" or row[0].cell == "403", (address, method, role)


def test_no_reader_changes_anything(answers):
    assert [
        key for key, row in answers.items() if key[2] in READERS and any(answer.acts for answer in row) and key[0] not in OPEN_POSTS and key[1] == "POST"
    ] == []


def test_a_get_changes_nothing_but_the_access_log(answers):
    changed = [(key, act) for key, row in answers.items() if key[1] == "GET" for answer in row for act in answer.acts if act not in ACCESS_LOG]
    assert changed == []


def test_nobody_reads_another_programme(answers):
    assert [key for key, row in answers.items() for answer in row if "canary-other" in answer.text and key[0] not in LINKS] == []


# Those who run what a group does.
RUN = {Role.GROUP_OFFICER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE}
MAY_READ = {
    # place, secret → roles whose pages may hold it
    ("own", "problem"): {Role.FIRM_USER, Role.COORDINATOR},
    ("own", "intake"): {Role.FIRM_USER, Role.COORDINATOR},
    ("own", "visit-report"): {Role.FIRM_USER, Role.GROUP_OFFICER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE},
    ("own", "observation"): {Role.FIRM_USER, Role.GROUP_OFFICER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE},
    ("own", "phone"): {
        Role.FIRM_USER,
        Role.GROUP_OFFICER,
        Role.COORDINATOR,
        Role.COMPLEX_MANAGER,
        Role.PROGRAMME_OFFICE,
        Role.PRIVACY_OFFICER,
        Role.ADMINISTRATOR,
    },
    ("own", "firm-year"): {Role.FIRM_USER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR},
    # What one mini-cluster alone may see: its coordinator, the person, and those who look after the whole.
    ("own", "group-evidence"): {Role.EXPERT, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER},
    ("own", "disowned"): {Role.EXPERT},
    ("elsewhere", "group-evidence"): {Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER},
    ("elsewhere", "disowned"): set(),
    ("own", "interest"): {Role.COORDINATOR, Role.EXPERT, Role.PRIVACY_OFFICER},
    ("elsewhere", "interest"): {Role.PRIVACY_OFFICER},
    ("own", "decline"): {Role.COORDINATOR},
    ("own", "nda"): {Role.COORDINATOR, Role.PRIVACY_OFFICER},
    ("own", "rating"): {Role.FIRM_USER, Role.COORDINATOR},
    ("own", "kept-figure"): {Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE},
    ("elsewhere", "kept-figure"): {Role.PROGRAMME_OFFICE},
    ("own", "aside"): RUN,
    ("elsewhere", "aside"): {Role.PROGRAMME_OFFICE},
    ("own", "use-report"): {Role.FIRM_USER, Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE},
    ("own", "decision"): {Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    ("elsewhere", "decline"): set(),
    ("elsewhere", "nda"): {Role.PRIVACY_OFFICER},
    ("elsewhere", "rating"): set(),
    ("elsewhere", "use-report"): {Role.PROGRAMME_OFFICE},
    ("elsewhere", "problem"): set(),
    ("elsewhere", "intake"): set(),
    ("elsewhere", "visit-report"): {Role.PROGRAMME_OFFICE},
    ("elsewhere", "observation"): {Role.PROGRAMME_OFFICE},
    ("elsewhere", "phone"): {Role.PROGRAMME_OFFICE, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR},
    ("elsewhere", "firm-year"): {Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR},
    # An activity for its group alone, with its agenda, decisions and action items.
    ("own", "meeting"): {*RUN, Role.FIRM_USER, Role.EXPERT, Role.ADMINISTRATOR},
    ("elsewhere", "meeting"): {Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR},
    # Minutes are for the group once they went round; a draft, and what others want put right in it, for those who write it.
    ("own", "minutes"): {*RUN, Role.FIRM_USER},
    ("own", "draft"): RUN,
    ("own", "comment"): RUN,
    ("own", "own-comment"): {*RUN, Role.FIRM_USER},
    ("own", "survey"): RUN,
    ("own", "door-name"): RUN,
    ("own", "invitation-note"): RUN,
    ("own", "honorarium"): {Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE},
    ("own", "fee"): {*RUN, Role.FIRM_USER, Role.ADMINISTRATOR},
    # Another firm's of the same group.
    ("own", "waiver"): {*RUN, Role.ADMINISTRATOR},
    **{("elsewhere", secret): {Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR} for secret in ("fee", "waiver")},
    **{
        ("elsewhere", secret): {Role.PROGRAMME_OFFICE}
        for secret in ("minutes", "draft", "comment", "own-comment", "survey", "door-name", "invitation-note", "honorarium")
    },
}


@pytest.mark.parametrize(("place", "secret"), MAY_READ)
def test_a_secret_is_on_the_pages_of_those_who_may_read_it_and_of_nobody_else(answers, place, secret):
    pages = _pages_with(answers, place, secret)
    assert {role for _address, role in pages} == MAY_READ[place, secret], sorted(pages)


def _pages_with(answers, place, secret):
    """The pages on which a secret stands, and whose; what a link opens is looked at by itself."""
    sought = spellings(place, secret)
    found = ((address, role) for (address, _method, role), row in answers.items() if address not in LINKS and _holds(row, sought))
    return set(found)


def _holds(row, sought):
    return any(spelling in answer.text for answer in row for spelling in sought)


MAY_READ_AT_MEETINGS = {
    # Whoever is in the programme knows everybody's name, but not where somebody was, or is going.
    ("own", "attendee"): {*RUN, Role.FIRM_USER},
    ("own", "guest"): RUN,
    ("elsewhere", "attendee"): {Role.PROGRAMME_OFFICE},
    ("elsewhere", "guest"): {Role.PROGRAMME_OFFICE},
}


@pytest.mark.parametrize(("place", "secret"), MAY_READ_AT_MEETINGS)
def test_who_was_at_a_meeting_is_for_its_groups_alone(answers, place, secret):
    pages = {(address, role) for address, role in _pages_with(answers, place, secret) if address.startswith("meetings:")}
    assert {role for _address, role in pages} == MAY_READ_AT_MEETINGS[place, secret], sorted(pages)


TOLD_BY_LINK = {
    # A figure stands behind it, and no text of the firm's.
    "outcomes:follow-up-by-link": set(),
    "problems:answer": set(),
    "meetings:invitation-by-link": {"meeting"},
    "meetings:minutes-link": {"minutes"},
    "meetings:survey": set(),
    # With whom one can talk.
    "meetings:talk-wishes": {"meeting", "guest"},
    "meetings:talk-list": {"meeting"},
    "meetings:door": {"meeting"},
    "meetings:door-check-in": {"meeting"},
    "meetings:calendar-feed": {"meeting"},
}


def test_a_link_tells_what_it_was_sent_for_and_the_same_whoever_holds_it(answers):
    secrets = {secret for _place, secret in (*MAY_READ, *MAY_READ_AT_MEETINGS)}
    told = {(address, role): set() for address, _method, role in answers if address in LINKS}
    for (address, method, role), secret in product(answers, secrets):
        if address in LINKS and _holds(answers[address, method, role][:1], spellings("own", secret)):
            told[address, role].add(secret)
    assert told == {(address, role): secrets for address, secrets in TOLD_BY_LINK.items() for role in Role}
