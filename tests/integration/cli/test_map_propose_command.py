import json

import numpy as np
import pytest
from click.testing import CliRunner
from factories import make_complex, make_organisation
from planted_complexes import planted

from minicluster.analytics.formation import InfeasibleError, RulesError
from minicluster.cli.map import command
from minicluster.cli.map_propose import propose_command
from minicluster.platform.refusals import NotVisibleError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "complex.csv"
    planted(4, firms=5)[0].write_csv(path)
    return path


def run(*arguments):
    return CliRunner().invoke(command, ["propose", *map(str, arguments)], catch_exceptions=False)


def test_the_answer_holds_groups_members_names_reasons_and_the_criterion(file):
    result = run("--complex", file, "--groups", "4:5", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert list(found) == ["groups", "violations", "broken", "stability", "criterion", "chosen", "rules", "seconds"]
    assert (found["chosen"], found["violations"], found["stability"]) == (4, 0, 1)
    assert [trial["groups"] for trial in found["criterion"]] == [4, 5]
    assert [len(group["members"]) for group in found["groups"]] == [8, 8, 8, 8]
    assert all(member["reasons"] for group in found["groups"] for member in group["members"])


def test_rules_ties_relatedness_and_vectors_are_read_from_files(file, tmp_path):
    (tmp_path / "rules.toml").write_text('[[rule]]\nkind = "together"\norganisations = ["o0", "o8"]\n', encoding="utf-8")
    (tmp_path / "ties.csv").write_text("a,b,weight\no0,o1,2\n", encoding="utf-8")
    codes = [f"{20 + group}{last}" for group in range(4) for last in range(3)]
    pairs = [f"{one},{other},{0.5 if one[:2] == other[:2] else 0.1}" for one in codes for other in codes if one != other]
    (tmp_path / "related.csv").write_text("\n".join(["industry_1,industry_2,proximity", *pairs]), encoding="utf-8")
    np.save(tmp_path / "vectors.npy", np.repeat(np.eye(4), 8, axis=0))
    files = [
        f"--{name}={tmp_path / path}"
        for name, path in (("rules", "rules.toml"), ("ties", "ties.csv"), ("relatedness", "related.csv"), ("vectors", "vectors.npy"))
    ]
    found = json.loads(run("--complex", file, "--groups", "4", *files, "--json").stdout)
    home = {member["id"]: group["number"] for group in found["groups"] for member in group["members"] if not member["guest"]}
    assert home["o0"] == home["o8"]
    assert "rule 1 (line 1): together: o0, o8" in [rule["en"] for rule in found["rules"]]


def test_a_person_reads_the_same_as_text(file):
    text = run("--complex", file, "--groups", "4").stdout
    assert text.startswith("4 groups, 0 rules broken, stability 1.0, ")
    assert "4 groups: silhouette" in text
    assert "made of: 5 firms, 1 university, 1 research institute, 1 support agency" in text


def test_rules_that_conflict_or_make_no_sense_are_told(file, tmp_path):
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nkind = "size"\nlower = 30\n', encoding="utf-8")
    with pytest.raises(InfeasibleError, match=r"rule 1 \(line 1\): every group has at least 30 members: lower 30 to 8"):
        run("--complex", file, "--groups", "4", "--rules", rules)
    rules.write_text('[[rule]]\nkind = "colour"\n', encoding="utf-8")
    with pytest.raises(RulesError, match=r"Rule 1 \(line 1\): There is no kind of rule colour"):
        run("--complex", file, "--rules", rules)


def test_a_range_or_vectors_that_are_none_are_refused(file, tmp_path):
    assert "many is no range; write 4:7 or 5." in run("--complex", file, "--groups", "many").output
    (tmp_path / "vectors.npy").write_bytes(b"none")
    assert "vectors.npy is no .npy file of numbers" in run("--complex", file, "--vectors", tmp_path / "vectors.npy").output


def test_the_help_names_the_columns():
    help_text = CliRunner().invoke(propose_command, ["--help"]).output
    assert all(column in help_text for column in ("id", "role", "industry", "speciality", "size", "location", "persons"))


@pytest.mark.django_db
def test_a_complex_of_the_programme_is_taken_by_its_name_and_files_beside_it_are_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("MINICLUSTER_DATABASE_ROLE", "owner")
    complex_ = make_complex(name_ko="한빛산업단지", name_en="Hanbit complex")
    for number in range(12):
        kind = ("firm", "firm", "firm", "university", "institute", "agency")[number % 6]
        organisation = make_organisation(complex_.programme, kind=kind, products=("강판 압연", "회로 기판")[number % 2])
        organisation.sites.create(complex=complex_, valid_from=complex_.programme.started_on)
    for name in (complex_.slug, "한빛산업단지", "한빛", "hanbit"):
        found = json.loads(run("--complex", name, "--groups", "2", "--json").stdout)
        assert (found["chosen"], found["violations"]) == (2, 0)
    with pytest.raises(NotVisibleError, match=complex_.slug):
        run("--complex", "nowhere")
    (tmp_path / "ties.csv").write_text("a,b,weight\n", encoding="utf-8")
    refused = run("--complex", complex_.slug, "--ties", tmp_path / "ties.csv")
    assert (refused.exit_code, "--ties go with a table" in refused.stderr) == (2, True)
