import json
import sys

import pytest
from click.testing import CliRunner
from factories import make_evidence, make_expert, make_facility, make_group, make_organisation, make_problem, make_programme, make_user

from minicluster.cli.main import main
from minicluster.cli.match import command
from minicluster.members.models import Programme
from minicluster.problems.domain.indexing import reindex

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _role_is_put_back(monkeypatch):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")


@pytest.fixture
def _programme():
    programme = make_programme(slug="first")
    expert = make_expert(programme, name_en="Heat Expert")
    make_evidence(expert, "주축 열변위 예측")
    make_facility(make_organisation(programme, kind="university", name_en="Hill University"), description="주축 열변위 측정")
    reindex(programme)
    return programme


def printed(*arguments):
    result = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    return json.loads(result.output)


@pytest.mark.usefixtures("_programme")
def test_it_prints_the_question_the_candidates_with_reasons_and_the_time():
    found = printed("주축 열변위를 예측하려고 합니다")
    assert list(found) == ["query", "results", "took_ms"]
    assert found["query"] == "주축 열변위를 예측하려고 합니다"
    assert 0 < found["took_ms"] < 60_000
    assert [(one["kind"], one["name"]) for one in found["results"]] == [("expert", "Heat Expert"), ("facility", "Metrology room")]
    assert list(found["results"][0]) == ["kind", "id", "name", "organisation", "score", "reasons"]
    assert found["results"][1]["organisation"] == "Hill University"
    assert found["results"][1]["reasons"][1]["text"] == "Equipment “정밀 측정실”"


@pytest.mark.usefixtures("_programme")
def test_kinds_and_their_number_can_be_chosen():
    programme = Programme.objects.get(slug="first")
    make_evidence(make_expert(programme), "주축 열변위")
    reindex(programme)
    assert [one["kind"] for one in printed("주축 열변위", "--kind", "facility")["results"]] == ["facility"]
    assert [one["kind"] for one in printed("주축 열변위", "--kind", "expert,facility", "--top", "1")["results"]] == ["expert", "facility"]


@pytest.mark.usefixtures("_programme")
def test_another_programme_is_found_only_by_its_own_people():
    other = make_programme(slug="other")
    make_evidence(make_expert(other, name_en="Other Expert"), "주축 열변위")
    reindex(other)
    office = make_user("programme_office", other)
    assert "Other Expert" not in [one["name"] for one in printed("주축 열변위")["results"]]
    assert [one["name"] for one in printed("주축 열변위", "--as", office.email)["results"]] == ["Other Expert"]


def test_records_of_the_guided_thread_do_not_count_in_the_demonstration():
    programme = make_programme(invented=True)
    problem = make_problem(make_group(programme), state="confirmed", public_summary="오후에 치수가 커지는 현상의 원인을 찾고 있습니다.")
    make_evidence(make_expert(programme, statement="다른 분야"), "solved", kind="solved_problem", problem=problem)
    reindex(programme)
    assert [one["kind"] for one in printed("오후에 치수가 커지는 현상")["results"]] == ["expert"]
    Programme.objects.filter(pk=programme.pk).update(guided_thread=problem.reference)
    assert printed("오후에 치수가 커지는 현상")["results"] == []


@pytest.mark.usefixtures("_programme")
def test_without_json_it_is_text_for_people():
    result = CliRunner().invoke(command, ["주축 열변위", "--kind", "expert"], catch_exceptions=False)
    assert "Heat Expert" in result.output
    assert "Paper “주축 열변위 예측” (2006)" in result.output


@pytest.mark.usefixtures("_programme")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no text to search for."),
        ("가" * 50_000, "The text has 50,000 characters"),
        ("12345", "The text holds no Korean or English word"),
        ("😀", "The text holds no Korean or English word"),
        ("800101-1234567 열변위", "resident registration number"),
    ],
)
def test_bad_input_gets_a_message_and_exit_status_2(monkeypatch, capsys, text, said):
    monkeypatch.setattr(sys, "argv", ["minicluster", "match", text])
    with pytest.raises(SystemExit) as end:
        main()
    output = capsys.readouterr()
    assert (end.value.code, output.out) == (2, "")
    assert said in output.err


@pytest.mark.usefixtures("_programme")
@pytest.mark.parametrize("options", [["--kind", "wizard"], ["--kind", ","], ["--top", "0"], ["--as", "nobody@mail.example"]])
def test_options_that_mean_nothing_are_refused(monkeypatch, capsys, options):
    monkeypatch.setattr(sys, "argv", ["minicluster", "match", "열변위", *options])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert capsys.readouterr().err


def test_where_no_programme_is_there_yet_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["minicluster", "match", "열변위"])
    with pytest.raises(SystemExit) as end:
        main()
    assert (end.value.code, capsys.readouterr().err.partition(".")[0]) == (2, "There is no programme here yet")
