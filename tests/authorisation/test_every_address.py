"""Every URL × every role × every method × {own place, elsewhere in the programme, another programme}, compared with the reviewed table.

`MINICLUSTER_REVIEW=1 pytest tests/authorisation` writes the table anew; its diff is what a reviewer reads.
"""

import os
from itertools import product

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from minicluster.problems.views import ANSWER_LINK
from url_table import Address, addresses, reviewed, write_reviewed
from world import make_users, make_world

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role

PLACES = ("own", "elsewhere", "other")
METHODS = ("GET", "POST")
READERS = (Role.ANONYMOUS, Role.FUNDER, Role.REVIEWER)
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
            places = PLACES if address.parameters else ("own",)
            got[str(address), method, role] = [_ask(clients[role], address, method, world[place]) for place in places]
        transaction.set_rollback(True)
    if os.environ.get("MINICLUSTER_REVIEW"):
        write_reviewed({key: " ".join(answer.cell for answer in row) for key, row in got.items()}, list(Role))
    return got


class Answer:
    """An answer in short: its status, whether it led to sign-in, its text, and how many acts it journalled."""

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
    cookies = client.cookies.output()
    with transaction.atomic():
        before = AuditEntry.objects.count()
        response = client.generic(method, _path(address, thread))
        answer = Answer(response, AuditEntry.objects.count() - before)
        transaction.set_rollback(True)
    if client.cookies.output() != cookies:
        client.cookies.load(cookies)
    return answer


def _path(address: Address, thread):
    values = {parameter: _value(address, parameter, thread) for parameter in address.parameters}
    return reverse(address.name, kwargs=values)


def _value(address, parameter, thread):
    if parameter == "verb":
        return address.verb
    if parameter == "token":
        return ANSWER_LINK.token(thread.introduction.pk, version=thread.introduction.asked_at.isoformat())
    if parameter == "reference":
        return thread.problem.reference
    return thread.records[_record_of(address)].pk


RECORDS = {}


def _record_of(address):
    """Which record an address is about: by its name, `problem-step` → `problem`, `members:group` → `group`."""
    name = address.name.split(":")[-1]
    return RECORDS.get(address.name) or name.split("-")[0]


def test_every_address_answers_as_reviewed(answers):
    got = {key: " ".join(answer.cell for answer in row) for key, row in answers.items()}
    expected = reviewed()
    differing = {key: (expected.get(key, "no row"), cell) for key, cell in got.items() if expected.get(key) != cell}
    assert differing == {}
    assert set(expected) == set(got), "the reviewed table has rows without an address"


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
    reading = {"problems:introduction", "problems:problem"}
    assert [key for key, row in answers.items() if key[1] == "GET" and any(answer.acts for answer in row) and key[0] not in reading] == []


def test_nobody_reads_another_programme(answers):
    assert [key for key, row in answers.items() for answer in row if "canary-other" in answer.text and key[0] != "problems:answer"] == []


MAY_READ = {
    # place, secret → roles whose pages may hold it
    ("own", "problem"): {Role.FIRM_USER, Role.COORDINATOR},
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
    ("elsewhere", "problem"): set(),
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
