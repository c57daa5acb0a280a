import json

import pytest
from click.testing import CliRunner
from factories import make_user
from threads import CANARY, make_thread, publish

from minicluster.cli.thread import command
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import NotVisibleError

pytestmark = pytest.mark.django_db
KINDS = ["activity", "visit-report", "problem", "match", "introduction", "activity", "project", "output", "outcome", "success-case"]


@pytest.fixture
def thread():
    found = make_thread()
    publish(found)
    return found


def run(*arguments):
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_the_chain_is_printed_for_a_machine_without_secret_text(thread):
    printed = run(thread.case.reference, "--json").output
    chain = json.loads(printed)
    assert set(chain) == {"records", "links"}
    assert [record["type"] for record in chain["records"]] == KINDS
    assert [set(record) for record in chain["records"]] == [{"type", "id", "title", "date", "state"}] * len(KINDS)
    assert CANARY not in printed


def test_the_chain_is_connected_from_the_visit_to_the_case(thread):
    chain = json.loads(run(thread.visit.reference, "--json").output)
    reached, frontier = {thread.visit.reference}, [thread.visit.reference]
    while frontier:
        here = frontier.pop()
        onward = [end for begin, end in chain["links"] if begin == here and end not in reached]
        reached.update(onward)
        frontier += onward
    assert reached == {record["id"] for record in chain["records"]}


def test_a_person_reads_one_line_a_stop(thread):
    lines = run(thread.problem.reference).output.splitlines()
    assert len(lines) == len(KINDS)
    assert lines[0] == f"2006-03-02  Activity · 원주 기업 방문 · Planned ({thread.visit.reference})"


def test_it_is_read_as_the_person_or_role_named(thread):
    user = make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group])
    assert CANARY in run(thread.problem.reference, "--as", user.email.upper()).output
    assert CANARY in run(thread.problem.reference, "--role", "coordinator").output


@pytest.mark.parametrize("arguments", [("problem-0",), ("nonsense",), ("--as", "nobody@mail.example"), ("--role", "reviewer")])
def test_what_is_not_there_is_refused(thread, arguments):
    reference = () if arguments[0].startswith(("problem", "nonsense")) else (thread.problem.reference,)
    with pytest.raises(NotVisibleError):
        run(*reference, *arguments)


def test_without_a_programme_it_says_what_to_do():
    with pytest.raises(NotVisibleError, match="minicluster demo --no-serve"):
        run("problem-1")
