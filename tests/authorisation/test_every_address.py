"""Every URL × every role × every method × {own place, elsewhere in the programme, another programme}, compared with the reviewed table.

`MINICLUSTER_REVIEW=1 pytest tests/authorisation` writes the table anew; its diff is what a reviewer reads.
"""

import os
from copy import deepcopy
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from url_table import Address, addresses, reviewed, write_reviewed
from world import make_users, make_world

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.problems.domain.messages import ANSWER_LINK

pytestmark = pytest.mark.django_db

PLACES = ("own", "elsewhere", "other")
METHODS = ("GET", "POST")
READERS = (Role.ANONYMOUS, Role.FUNDER, Role.REVIEWER)
# Acts that say that something was read.
ACCESS_LOG = {"view_contact", "view_firm_year", "read_problem_text"}
# Addresses that everybody may post to, by what they are for.
OPEN_POSTS = {"sign-in", "sign-out", "choose-language", "choose-role", "problems:answer"}


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):  # noqa: ARG001  # the fixture makes the database
    """What every address answers, got once in a transaction that is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        users = make_users(world["own"])
        clients = {role: _client(user) for role, user in users.items()}
        got = {}
        for address, method, role in product(addresses(), METHODS, Role):
            if method not in address.access.methods:
                continue
            places = PLACES if address.parameters else ("own",)
            got[str(address), method, role] = [_ask(clients[role], address, method, world[place]) for place in places]
        transaction.set_rollback(True)
    if os.environ.get("MINICLUSTER_REVIEW"):
        write_reviewed({key: " ".join(answer.cell for answer in row) for key, row in got.items()}, list(Role))
    return got


class Answer:
    """An answer in short: its status, whether it led to sign-in, its text, and which acts it journalled."""

    def __init__(self, response, acts):
        self.acts = acts
        self.text = response.content.decode(errors="replace")
        led_to_sign_in = response.status_code == 302 and response.headers["Location"].startswith(reverse("sign-in"))
        self.cell = "sign-in" if led_to_sign_in else str(response.status_code)


def _client(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _ask(client, address, method, thread):
    """Ask in a savepoint that is taken back, so that every cell starts from the same records and session."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        before = _last_act()
        response = client.generic(method, _path(address, thread))
        answer = Answer(response, list(AuditEntry.objects.filter(pk__gt=before).values_list("action", flat=True)))
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _last_act():
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _path(address: Address, thread):
    values = {parameter: _value(address, parameter, thread) for parameter in address.parameters}
    return reverse(address.name, kwargs=values)


def _value(address, parameter, thread):
    if parameter == "token":
        return ANSWER_LINK.token(thread.introduction.pk, version=thread.introduction.asked_at.isoformat())
    said = {
        "verb": address.verb,
        "reference": thread.problem.reference,
        "evidence_pk": thread.outcome_evidence.pk,
        "organisation_pk": thread.organisation.pk,
        "name": "strength",
    }
    return said[parameter] if parameter in said else thread.records[_record_of(address, thread)].pk


# Addresses whose number is that of another record than the one they are called after.
RECORDS = {
    "mapping:move": "proposal",
    "mapping:picture": "complex",
    "mapping:prices": "proposal",
    "mapping:profile": "complex",
    "mapping:propose": "complex",
    "meetings:attendance": "activity",
    "meetings:series-cancel": "activity",
    "meetings:visit-report-write": "activity",
    "outcomes:plan-against-actual": "group",
    "outcomes:plan-picture": "group",
    "problems:match": "problem",
    "problems:introduction-suggest": "problem",
    "problems:project-plan": "problem",
    "stories:case-seen": "published_case",
}


def _record_of(address, thread):
    """Which record an address is about: the longest name of a record with which its own begins."""
    name = address.name.split(":")[-1].replace("-", "_")
    return RECORDS.get(address.name) or max((record for record in thread.records if name.startswith(record)), key=len)


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
    assert [str(address) for address in unknown if client.generic(method, _path(address, thread)).status_code != 405] == []


def test_nothing_breaks(answers):
    assert [(key, answer.cell) for key, row in answers.items() for answer in row if answer.cell.startswith("5")] == []


def test_another_programmes_record_does_not_exist(answers):
    for (address, method, role), row in answers.items():
        if len(row) == 1 or address == "problems:answer":
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
    assert [key for key, row in answers.items() for answer in row if "canary-other" in answer.text and key[0] != "problems:answer"] == []


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
}


@pytest.mark.parametrize(("place", "secret"), MAY_READ)
def test_a_secret_is_on_the_pages_of_those_who_may_read_it_and_of_nobody_else(answers, place, secret):
    canary = f"canary-{place}-{secret}"
    readers = {role for (_address, _method, role), row in answers.items() for answer in row if canary in answer.text}
    assert readers == MAY_READ[place, secret]
