"""Rules of a proposal: read with line and cure, kept, and where they cannot be kept, explained by a minimal conflict."""

import itertools
import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from planted_complexes import planted, read

from minicluster.analytics.formation import InfeasibleError, Kind, Rule, RulesError, explain, likeness_of, propose, read_rules, requirements, rules_from
from minicluster.analytics.formation.searching import search

TEXT = """# For the founding assembly
[[rule]]
kind = "size"
lower = 5
upper = 14

[[rule]]
kind = "together"
organisations = ["o0", "o12"]

[[rule]]
kind = "include"
industry = "20"
organisation = "o30"
lower = 1
"""


@pytest.fixture(scope="module")
def complex_read():
    table, _truth = planted(4, firms=6)
    return read(table)


@pytest.fixture(scope="module")
def organisations(complex_read):
    return complex_read[0]


def said(rules):
    return [rule.wording.en for rule in rules]


def test_rules_are_read_from_toml_with_their_lines(organisations, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(TEXT, encoding="utf-8")
    rules = read_rules(path, organisations)
    assert said(rules) == [
        "rule 1 (line 2): every group has at least 5 members",
        "rule 1 (line 2): every group has at most 14 members",
        "rule 2 (line 7): together: o0, o12",
        "rule 3 (line 11): the group of o30 has at least 1 in industry 20",
    ]
    assert rules[2].wording.ko == "규칙 2 (7행): 같은 미니클러스터: o0, o12"


def test_rules_are_read_from_json_with_their_numbers(organisations, tmp_path):
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({"rule": [{"kind": "seats", "role": "agency", "upper": 2}]}), encoding="utf-8")
    assert said(read_rules(path, organisations)) == ["rule 1: each support agency sits in at most 2 groups"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rule]]\nkind = "near"', "Rule 1 (line 1): There is no kind of rule near. Write one of size, role, seats, together, apart, person, include."),
        (
            '\n[[rule]]\nkind = "apart"\norganisations = ["o0", "x"]',
            "Rule 1 (line 2): There is no organisation x. Correct the id, or add the organisation to the table.",
        ),
        ('[[rule]]\nkind = "apart"\norganisations = ["o0"]', "Rule 1 (line 1): organisations names fewer than two. Write a list of at least two ids."),
        ('[[rule]]\nkind = "apart"\norganisations = ["o0", "o0"]', "Rule 1 (line 1): o0 stands in it twice. Name each organisation once."),
        ('[[rule]]\nkind = "role"\nrole = "firm"', "Rule 1 (line 1): The rule role lacks lower. Add it."),
        (
            '[[rule]]\nkind = "role"\nrole = "club"\nlower = 1',
            "Rule 1 (line 1): There is no role club. Write one of firm, university, institute, agency, government, association, finance, buyer.",
        ),
        ('[[rule]]\nkind = "size"\nmost = 3', "Rule 1 (line 1): A rule size has no key most. It has lower, upper."),
        ('[[rule]]\nkind = "size"\nlower = -1', "Rule 1 (line 1): lower is -1. Write a whole number of 1 or more."),
        ('[[rule]]\nkind = "size"\nlower = 9\nupper = 8', "Rule 1 (line 1): lower (9) is above upper (8). Change one of them."),
        (
            '[[rule]]\nkind = "include"\nindustry = "99"\nlower = 1',
            "Rule 1 (line 1): No organisation is in industry 99. Correct the code, or leave the rule out.",
        ),
        ('[[rule]]\nkind = "person"\nperson = "Kim"\nupper = 1', "Rule 1 (line 1): There is no person Kim. Correct the name, or add it to the column persons."),
        (
            '[[rule]]\nkind = "size"\nlower = 3\n[[rule]]\nkind = "size"\nlower = 4',
            "Rule 2 (line 4): It says 4 where rule 1 says 3. Keep one of them.",
        ),
        (
            '[[rule]]\nkind = "apart"\norganisations = ["o0", "o1"]\n[[rule]]\nkind = "together"\norganisations = ["o2", "o1", "o0"]',
            "Rule 2 (line 4): It puts o0 and o1 together, whom rule 1 keeps apart. Take one of the two rules out.",
        ),
        ("size = 3", "rules.toml holds something else than rules. Write each rule under a heading [[rule]] with its kind."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_its_line_and_cure(organisations, tmp_path, text, message):
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as refusal:
        read_rules(path, organisations)
    assert str(refusal.value) == message


def test_a_file_that_is_no_toml_says_where(organisations, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text("[[rule]]\nkind = \n", encoding="utf-8")
    with pytest.raises(RulesError, match=r"rules\.toml cannot be read: Invalid value \(at line 2, column 8\)"):
        read_rules(path, organisations)
    with pytest.raises(RulesError, match=r"There is no file .*gone\.toml\. Check the path\."):
        read_rules(tmp_path / "gone.toml", organisations)


def test_together_apart_and_company_are_kept(complex_read):
    organisations, likeness = complex_read
    written = [
        {"kind": "together", "organisations": ["o0", "o12", "o30"]},
        {"kind": "apart", "organisations": ["o1", "o2", "o3"]},
        {"kind": "include", "industry": "23", "organisation": "o9", "lower": 2},
        {"kind": "include", "industry": "20", "lower": 1},
    ]
    proposal = propose(organisations, likeness, rules_from(written, organisations), groups=(4, 4))
    home = dict(zip(organisations.ids, proposal.standing.labels.tolist(), strict=True))
    assert len({home["o0"], home["o12"], home["o30"]}) == 1
    assert len({home["o1"], home["o2"], home["o3"]}) == 3
    industries = [[organisations.industries[row][:2] for row, label in enumerate(home.values()) if label == group] for group in range(4)]
    assert all(own.count("20") >= 1 for own in industries)
    assert industries[home["o9"]].count("23") >= 2
    assert proposal.violations == ()


def test_a_person_sits_in_at_most_two_groups_and_in_one_if_a_rule_says_so():
    table, _truth = planted(4, firms=6)
    persons = ["김하나" if row in {0, 9, 18, 27} else "이두리; 박세인" if row in {1, 10} else "" for row in range(len(table))]
    organisations, likeness = read(table.with_columns(persons=pl.Series(persons)))
    standard = propose(organisations, likeness, groups=(4, 4))
    assert len({standard.standing.labels[row] for row in (0, 9, 18, 27)}) == 2
    strict = propose(organisations, likeness, rules_from([{"kind": "person", "person": "박세인", "upper": 1}], organisations), groups=(4, 4))
    assert strict.standing.labels[1] == strict.standing.labels[10]
    assert len({strict.standing.labels[row] for row in (0, 9, 18, 27)}) == 2
    assert strict.violations == ()


def test_too_few_helpers_who_may_sit_once_are_explained_with_every_cure(organisations):
    written = [{"kind": "seats", "role": "university", "upper": 1}]
    rules = rules_from(written, organisations, [4])
    conflicts = explain(organisations, requirements(organisations, rules, 6))
    assert [said(conflict.rules) for conflict in conflicts] == [
        ["rule 1 (line 4): each university sits in at most 1 groups", "standard rule: every group has at least 1 of: university"]
    ]
    assert [cure.en for cure in conflicts[0].cures] == [
        "rule 1 (line 4): each university sits in at most 1 groups: raise 1 to 2",
        "standard rule: every group has at least 1 of: university: lower 1 to 0",
        "win 2 more of: university",
        "ask for 4 groups",
    ]
    assert conflicts[0].cures[2].ko == "대학 2곳을 더 모집하십시오"


def test_a_role_that_nobody_has_is_explained():
    table, _truth = planted(4, firms=6)
    organisations, likeness = read(table.filter(table["role"] != "institute"))
    with pytest.raises(InfeasibleError) as refusal:
        propose(organisations, likeness)
    assert str(refusal.value) == (
        "4, 5, 6, 7 groups cannot be formed: these rules cannot all be kept: standard rule: every group has at least 1 of: research institute\n"
        "  Any of these helps:\n"
        "  - standard rule: every group has at least 1 of: research institute: lower 1 to 0\n"
        "  - win 1 more of: research institute"
    )


def test_two_conflicts_side_by_side_are_both_explained(organisations):
    written = [{"kind": "apart", "organisations": ["o0", "o1", "o2", "o3", "o4"]}, {"kind": "size", "lower": 10}]
    rules = rules_from(written, organisations)
    conflicts = explain(organisations, requirements(organisations, rules, 4))
    assert [said(conflict.rules) for conflict in conflicts] == [
        ["rule 2: every group has at least 10 members"],
        ["rule 1: apart: o0, o1, o2, o3, o4"],
    ]
    assert [cure.en for cure in conflicts[0].cures] == ["rule 2: every group has at least 10 members: lower 10 to 9", "ask for 3 groups"]
    assert [cure.en for cure in conflicts[1].cures] == ["take this rule out: rule 1: apart: o0, o1, o2, o3, o4", "ask for 5 groups"]


SETS = [
    [
        {"kind": "apart", "organisations": ["o0", "o1", "o2"]},
        {"kind": "together", "organisations": ["o0", "o9"]},
        {"kind": "together", "organisations": ["o9", "o1"]},
    ],
    [{"kind": "size", "upper": 9}, {"kind": "together", "organisations": [f"o{row}" for row in range(10)]}, {"kind": "apart", "organisations": ["o11", "o12"]}],
    [{"kind": "include", "industry": "20", "lower": 3}, {"kind": "together", "organisations": ["o0", "o1", "o2", "o3", "o4", "o5", "o6", "o7"]}],
    [{"kind": "role", "role": "university", "lower": 2}, {"kind": "seats", "role": "university", "upper": 1}, {"kind": "size", "upper": 12}],
    [{"kind": "size", "lower": 9, "upper": 9}, {"kind": "include", "industry": "21", "organisation": "o0", "lower": 9}],
]


@pytest.mark.parametrize("written", SETS)
def test_a_conflict_is_minimal(organisations, written):
    """Without any one of its rules the others can be kept, and all of them together cannot: found by forming groups, not by what explained it."""
    needs = requirements(organisations, rules_from(written, organisations), 4)
    for conflict in explain(organisations, needs):
        assert not _can_be_kept(organisations, conflict.rules)
        for without in itertools.combinations(conflict.rules, len(conflict.rules) - 1):
            assert _can_be_kept(organisations, without)


def _can_be_kept(organisations, rules):
    """Whether an assignment exists under these rules alone, by the flow programme of HiGHS."""
    absent = {Kind.SIZE_LOWER: 1, Kind.SIZE_UPPER: len(organisations)}
    idle = [Rule(kind, limit=limit) for kind, limit in absent.items() if kind not in {rule.kind for rule in rules}]
    idle += [
        Rule(Kind.ROLE, role=role, limit=0)
        for role in ("firm", "university", "institute", "agency")
        if role not in {rule.role for rule in rules if rule.kind is Kind.ROLE}
    ]
    needs = requirements(organisations, [*rules, *idle], 4)
    return search(likeness_of(organisations), needs).assigner.best(np.zeros((needs.blocks(len(organisations)).max() + 1, 4))) is not None


@pytest.mark.parametrize("written", SETS)
def test_every_cure_of_a_single_conflict_cures_it(organisations, written):
    rules = rules_from(written, organisations)
    conflicts = explain(organisations, requirements(organisations, rules, 4))
    assert conflicts
    if len(conflicts) > 1:
        return
    for cure in conflicts[0].cures:
        if cure.code == "cure_groups":
            assert explain(organisations, requirements(organisations, rules, cure.parameters["groups"])) == ()
        elif cure.code != "cure_add":
            needs = requirements(organisations, rules, 4)
            cured = next(rule for rule in needs.rules if rule.wording == cure.parameters["rule"])
            kept = [replace(rule, limit=cure.parameters["changed"]) if rule == cured and "changed" in cure.parameters else rule for rule in needs.rules]
            kept = [rule for rule in kept if not (rule == cured and cure.code == "cure_drop")]
            assert explain(organisations, requirements(organisations, kept, 4)) == ()
