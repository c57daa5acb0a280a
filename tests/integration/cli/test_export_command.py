import csv
import errno
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from factories import make_concept, make_expert, make_group, make_membership, make_organisation, make_user
from python_calamine import CalamineWorkbook
from threads import CANARY, make_thread

from minicluster.cli.export import KINDS, command
from minicluster.meetings.models import Attendance
from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import NotAllowedError, RefusedError
from minicluster.stories.domain.exports import exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    return make_thread()


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("thread")
def test_every_kind_is_written_in_every_format(tmp_path, kind):
    paths = {form: tmp_path / f"out.{form}" for form in ("csv", "xlsx", "jsonl")}
    for path in paths.values():
        run(kind, "--out", path)
    rows = table(paths["csv"])
    lines = [json.loads(line) for line in paths["jsonl"].read_text(encoding="utf-8").splitlines()]
    sheet = CalamineWorkbook.from_path(str(paths["xlsx"])).get_sheet_by_index(0).to_python()
    assert [list(line) for line in lines] == [list(row) for row in rows] == [sheet[0]] * len(rows)
    assert [line["record"] for line in lines if "record" in line] == [row[0] for row in sheet[1:]]


def test_the_thesaurus_is_written_as_skos_and_says_how_many_concepts_it_holds(thread, tmp_path):
    make_concept(thread.group.programme, key="cwmt-001")
    told = json.loads(run("thesaurus", "--out", tmp_path / "thesaurus.jsonld", "--json").output)
    graph = json.loads((tmp_path / "thesaurus.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert (told["rows"], [entry["id"] for entry in graph]) == (1, ["cwmt", "cwmt-001"])


def test_the_record_that_was_written_is_the_one_that_stands_here(thread, tmp_path):
    run("organisations", "--out", tmp_path / "firms.csv")
    row = next(row for row in table(tmp_path / "firms.csv") if row["record"] == thread.firm.reference)
    assert (row["name"], row["kind"], row["country"], row["invented"]) == (thread.firm.name_ko, "firm", "KR", "False")


def test_a_confidential_problem_is_written_without_text_and_firm(thread, tmp_path):
    run("problems", "--out", tmp_path / "office.csv")
    row = table(tmp_path / "office.csv")[0]
    assert (row["title"], row["organisation"], row["description"], row["public_summary"]) == ("", "", "", "운동기기 기업이 인체 영향 검증을 찾습니다.")
    make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group])
    run("problems", "--out", tmp_path / "coordinator.csv", "--role", "coordinator")
    assert table(tmp_path / "coordinator.csv")[0]["title"] == CANARY


@pytest.mark.parametrize("kind", KINDS)
def test_no_role_gets_the_secret_text_but_those_who_may_read_it(thread, kind):
    elsewhere = make_thread(make_group(thread.group.programme))
    told = set()
    for role in set(Role) - {Role.ANONYMOUS}:
        viewer = vars(elsewhere.viewers).get({"firm_user": "firm", "expert": "expert", "coordinator": "coordinator"}.get(role, "office"))
        try:
            _columns, rows = exported(actor=viewer, kind=kind)
        except NotAllowedError:
            continue
        told |= {role for row in rows if row[0] == thread.problem.reference and CANARY in str(row)}
    assert told == set()


def test_contact_data_goes_along_only_where_it_may_and_is_entered_in_the_access_log(thread):
    stranger = make_expert(thread.group.programme, email="secret@mail.example", phone="+82-10-1234-5678")
    make_membership(make_group(thread.group.programme), person=stranger)
    emails = {
        name: [row[3] for row in exported(actor=viewer, kind="people")[1] if row[0] == stranger.reference] for name, viewer in vars(thread.viewers).items()
    }
    assert emails == {"office": ["secret@mail.example"], "coordinator": [""], "firm": [""], "expert": [""]}
    assert AuditEntry.objects.filter(action="view_contact", record_id=stranger.pk, role="programme_office", why="export").count() == 1
    own = [row[3] for row in exported(actor=thread.viewers.expert, kind="people")[1] if row[0] == thread.expert.reference]
    assert own == [thread.expert.email]


def test_another_programmes_records_are_not_written(thread):
    other = make_thread()
    for kind in KINDS:
        references = {row[0] for row in exported(actor=other.viewers.office, kind=kind)[1]}
        own = {row[0] for row in exported(actor=thread.viewers.office, kind=kind)[1]}
        assert references & own == set()


def test_a_role_without_the_records_gets_a_refusal(thread, tmp_path):
    with pytest.raises(NotAllowedError, match="does not see records of this kind"):
        exported(actor=thread.viewers.expert, kind="outcomes")
    assert list(tmp_path.iterdir()) == []


def test_a_formula_in_a_name_reaches_no_spreadsheet_as_one(thread, tmp_path):
    make_organisation(thread.group.programme, name_ko="=HYPERLINK(0)")
    run("organisations", "--out", tmp_path / "a.csv")
    run("organisations", "--out", tmp_path / "a.xlsx")
    assert "'=HYPERLINK(0)" in [row["name"] for row in table(tmp_path / "a.csv")]
    assert b"<f>" not in (tmp_path / "a.xlsx").read_bytes()


@pytest.mark.usefixtures("thread")
def test_a_full_disk_leaves_the_older_table_as_it_was(tmp_path, monkeypatch):
    older = tmp_path / "a.csv"
    older.write_text("older")

    def full(_path, _content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(RefusedError, match="the disk is full"):
        run("people", "--out", older)
    assert ([path.name for path in tmp_path.iterdir()], older.read_text()) == (["a.csv"], "older")


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_was_exported_comes_back_unchanged(thread, tmp_path, kind):
    from minicluster.cli.import_ import command as take_in

    Attendance.objects.create(activity=thread.visit, person=thread.expert, kind="present")
    make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group])
    run(kind, "--out", tmp_path / "table.csv", "--role", "coordinator")
    rows = len(table(tmp_path / "table.csv"))
    report = json.loads(CliRunner().invoke(take_in, [kind, str(tmp_path / "table.csv"), "--json"], catch_exceptions=False).output)
    assert {name: report[name] for name in ("unchanged", "created", "updated", "refused")} == {"unchanged": rows, "created": 0, "updated": 0, "refused": 0}
    assert rows > 0
