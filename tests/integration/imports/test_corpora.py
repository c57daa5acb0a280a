"""The real expert corpora. These tests need ../shared/data (relative to the repository root) and pass by where it is absent; small records of the same
shapes are always taken in."""

import gzip
import json
import time
from pathlib import Path

import pytest
from integration.imports.conftest import verdicts

from minicluster.members.models import Organisation, Person
from minicluster.problems.models import Evidence, Facility

pytestmark = pytest.mark.django_db
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "data" / "matching"
EXPERT = {
    "id": "c1",
    "kind": "expert",
    "name": "진하람",
    "organisation": "미르제어기술㈜ CNC개발팀",
    "role": "engineer",
    "speciality": "x",
    "evidence": [
        {"id": "c1-1", "type": "paper", "lang": "ko", "year": 2006, "title": "이송축 마찰보상", "text": "상한 돌기가 감소하였다."},
        {"id": "c1-2", "type": "patent", "lang": "en", "year": 2005, "title": "Servo tuning", "text": "Gain mismatch."},
    ],
}


def json_lines(path, records):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    return path


def test_experts_and_facilities_come_each_with_their_evidence(take_in, tmp_path):
    facility = {
        **EXPERT,
        "id": "c2",
        "kind": "facility",
        "name": "전자파 시험실",
        "evidence": [{"id": "c2-1", "type": "equipment", "title": "무반사실", "text": ""}],
    }
    path = json_lines(tmp_path / "experts.jsonl", [EXPERT, facility])
    report = take_in("expertise", path)
    assert (verdicts(report), report.came_along) == ((2, 0, 0, 0), {"evidence": 3, "organisation": 1})
    assert [column.name for column in report.sheet.columns if not column.field] == ["speciality"]
    person = Person.objects.get()
    assert person.affiliations.values_list("organisation__name_ko", "position").get() == ("미르제어기술㈜ CNC개발팀", "engineer")
    assert list(person.evidence.order_by("pk").values_list("kind", "language", "year", "title")) == [
        ("paper", "ko", 2006, "이송축 마찰보상"),
        ("patent", "en", 2005, "Servo tuning"),
    ]
    assert Facility.objects.get().organisation == Organisation.objects.get()
    assert verdicts(take_in("expertise", path)) == (0, 0, 2, 0)


def test_papers_of_researchers_and_documents_with_authors_are_taken_in(take_in, tmp_path):
    papers = [{"id": "p1", "expert": "r1", "title": "Gesture", "abstract": "A"}, {"id": "p1", "expert": "r2", "title": "Gesture", "abstract": "A"}]
    assert verdicts(take_in("expertise", json_lines(tmp_path / "papers.jsonl.gz", papers))) == (2, 0, 0, 0)
    documents = [{"id": "d1", "text": "Agents " * 60, "experts": ["r1", "a2"]}]
    path = json_lines(tmp_path / "documents.jsonl", documents)
    assert verdicts(take_in("expertise", path)) == (1, 0, 0, 0)
    assert verdicts(take_in("expertise", path)) == (0, 0, 1, 0)
    assert (Person.objects.count(), Evidence.objects.filter(person__name_ko="r1").count()) == (3, 2)


def test_a_line_that_is_no_json_is_refused_alone(take_in, tmp_path):
    path = json_lines(tmp_path / "experts.jsonl", [EXPERT])
    path.write_text(path.read_text(encoding="utf-8") + '{"id": "c9", \n', encoding="utf-8")
    report = take_in("expertise", path)
    assert verdicts(report) == (1, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].refusals[0].value) == (2, '{"id": "c9", ')


@pytest.mark.skipif(not CORPORA.exists(), reason="needs ../shared/data/matching")
@pytest.mark.parametrize(
    ("name", "rows", "people", "evidence"),
    [("experts_dev.jsonl", 216, 180, 648), ("reviewers_evidence.jsonl.gz", 856, 58, 856), ("dblp_documents.jsonl.gz", 1641, 684, 3126)],
)
def test_a_real_corpus_is_taken_in_whole_and_a_second_time_changes_nothing(take_in, name, rows, people, evidence):
    started = time.monotonic()
    assert verdicts(take_in("expertise", CORPORA / name)) == (rows, 0, 0, 0)
    print(f"{name}: {rows / (time.monotonic() - started):.0f} rows/s")  # noqa: T201  # a figure to be read
    assert (Person.objects.count(), Evidence.objects.count()) == (people, evidence)
    assert verdicts(take_in("expertise", CORPORA / name)) == (0, 0, rows, 0)
