import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from factories import make_expert, make_firm, make_group, make_membership, make_problem, make_programme, make_viewer

from minicluster.cli.claims import command
from minicluster.outcomes.domain.claim_checks import checked_claims, claims_report
from minicluster.outcomes.domain.claim_formulas import PUBLISHED_FORMULAS
from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import NotAllowedError

pytestmark = pytest.mark.django_db


def in_2007():
    """A programme whose clock stands where that of the published figures did."""
    return make_programme(clock_shift=datetime(2007, 10, 15, tzinfo=UTC) - datetime.now(UTC))


def office(programme):
    return make_viewer(Role.PROGRAMME_OFFICE, programme)


def by_code(programme):
    return {checked.claim.code: checked for checked in checked_claims(office(programme))}


def test_every_published_sentence_with_numbers_is_checked_and_only_the_headline_fails():
    programme = make_programme()
    load_claims(programme)
    found = by_code(programme)
    assert {code: str(checked.own.verdict) for code, checked in found.items() if checked.own} == dict.fromkeys(PUBLISHED_FORMULAS, "holds") | {
        "art-07": "fails"
    }
    assert [checked for checked in found.values() if checked.problem or checked.stale] == []
    assert float(found["art-06"].own.found.middle) == pytest.approx(139 / 67)
    assert float(found["art-07"].own.found.middle) == pytest.approx(130 / 67)


def test_what_is_counted_here_stands_beside_figures_of_the_same_year_and_perimeter():
    programme = in_2007()
    group, claims = make_group(programme), load_claims(programme)
    make_membership(group, person=make_expert(programme))
    make_problem(group, make_firm(group), state="raised")
    found = by_code(programme)
    assert {code: checked.counted for code, checked in found.items() if checked.ours} == {
        "art-03": 1, "art-04": 1, "prg-05": 1, "prg-06": 0, "prg-07": 1, "prg-08": 1, "prg-09": 0,
    }  # fmt: skip
    assert {str(checked.ours.verdict) for checked in found.values() if checked.ours} == {"fails"}
    Claim.objects.filter(pk=claims["art-04"].pk).update(value=1)
    assert str(by_code(programme)["art-04"].ours.verdict) == "holds"


def test_a_figure_that_ends_in_noughts_is_taken_for_rounded():
    group = make_group(in_2007())
    claims = load_claims(group.programme)
    for _firm in range(11):
        make_firm(group)
    Claim.objects.filter(pk=claims["prg-07"].pk).update(value=10)
    assert str(by_code(group.programme)["prg-07"].ours.verdict) == "holds"
    Claim.objects.filter(pk=claims["prg-07"].pk).update(value=12)
    assert str(by_code(group.programme)["prg-07"].ours.verdict) == "fails"


def test_a_formula_that_quotes_another_figure_than_is_recorded_is_told():
    programme = make_programme()
    claims = load_claims(programme)
    Claim.objects.filter(pk=claims["art-05"].pk).update(value=80_000_000_000)
    found = by_code(programme)
    assert {code for code, checked in found.items() if checked.stale} == {"art-06", "art-07"}
    assert found["art-06"].stale == ("art-05",)


def test_a_formula_that_nobody_understands_is_told_and_breaks_nothing(client):
    programme = make_programme()
    claims = load_claims(programme)
    Claim.objects.filter(pk=claims["art-05"].pk).update(formula={"formula": "median", "numbers": ["1"]})
    found = by_code(programme)["art-05"]
    assert (found.own, found.problem) == (None, "There is no formula “median”. Write one of ratio, share, growth, growth_per_year, sum.")
    assert client.get("/claims/").status_code == 200


def test_those_that_contradict_each_other_stand_side_by_side_once():
    programme = make_programme()
    claims = load_claims(programme)
    claims["art-11"].conflicts_with.add(claims["art-06"])
    report = claims_report(office(programme))
    assert [[claim["code"] for claim in together] for together in report["conflicts"]] == [["art-06", "art-07", "art-11"]]
    assert report["summary"] == {"holds": 9, "fails": 1, "undecided": 0, "no_formula": len(claims) - 10}


def test_a_visitor_who_is_not_signed_in_does_not_learn_what_is_counted_here():
    programme = make_programme()
    load_claims(programme)
    with pytest.raises(NotAllowedError, match="signed in"):
        checked_claims(make_viewer(Role.ANONYMOUS, programme))


def test_a_programme_that_was_set_up_before_there_were_formulas_gets_them_and_one_of_its_own_is_kept():
    programme = make_programme()
    load_claims(programme)
    own = {"formula": "sum", "numbers": ["=1"], "wording": "as_printed", "figure": "1"}
    Claim.objects.filter(programme=programme).update(formula={})
    Claim.objects.filter(programme=programme, code="art-06").update(formula=own)
    load_claims(programme)
    formulas = dict(Claim.objects.filter(programme=programme).exclude(formula={}).values_list("code", "formula"))
    assert formulas == {code: dict(formula) for code, formula in PUBLISHED_FORMULAS.items()} | {"art-06": own}


def test_the_command_says_the_same_to_a_machine_and_to_a_person():
    programme = make_programme()
    load_claims(programme)
    machine = json.loads(CliRunner().invoke(command, ["check", "--json"], catch_exceptions=False).output)
    assert machine == json.loads(json.dumps(claims_report(office(programme))))
    lines = CliRunner().invoke(command, ["check"], catch_exceptions=False).output.splitlines()
    assert lines[0].startswith("holds 9, fails 1, undecided 0, no_formula ")
    assert [line.partition(" · ")[2] for line in lines if line.startswith("art-07")] == ["fails: 1.9403 (1.91852 to 1.96241)"]
    assert [line[:10] for line in lines[lines.index("Side by side:") + 1 :]] == ["  art-06: ", "  art-07: "]


def test_the_page_says_whether_the_sentence_agrees(client):
    programme = make_programme()
    load_claims(programme)
    page = client.get("/claims/").content.decode()
    assert page.count("The sentence agrees with its numbers") == 9
    assert page.count("The sentence does not agree with its numbers") == 1
    assert page.count("measured by the words beside the other figure") == 2
