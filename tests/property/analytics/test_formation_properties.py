"""Whatever the complex and the rules: a proposal keeps every one of them and is never worse than a feasible start."""

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planted_complexes import fit_by_pairs, read

from minicluster.analytics.formation import InfeasibleError, explain, propose, requirements, rules_from
from minicluster.analytics.formation.searching import search

ROLES = ("firm", "university", "institute", "agency")


@st.composite
def complexes(draw):
    """A table of 8 to 24 organisations and rules about some of them."""
    count = draw(st.integers(8, 24))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    table = pl.DataFrame(
        {
            "id": [f"o{row}" for row in range(count)],
            "name": [f"기관 {row}" for row in range(count)],
            "role": [*ROLES, *rng.choice(ROLES, count - 4, p=[0.7, 0.1, 0.1, 0.1])],
            "industry": [f"{rng.integers(10, 16)}" for _row in range(count)],
            "persons": [f"p{rng.integers(4)}" if rng.random() < 0.4 else "" for _row in range(count)],
        }
    )
    ids = st.lists(st.sampled_from(table["id"].to_list()), min_size=2, max_size=3, unique=True)
    together, apart = draw(ids), draw(ids)
    written = [{"kind": "together", "organisations": together}] if draw(st.booleans()) else []
    if draw(st.booleans()) and not (written and len({*together} & {*apart}) > 1):
        written.append({"kind": "apart", "organisations": apart})
    if draw(st.booleans()):
        written.append({"kind": "include", "industry": table["industry"][0], "lower": 1, **({"organisation": draw(ids)[0]} if draw(st.booleans()) else {})})
    if draw(st.booleans()):
        written.append({"kind": "seats", "role": "university", "upper": draw(st.integers(1, 3))})
    return table, written, draw(st.integers(2, 4))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(complexes())
def test_every_rule_is_kept_or_the_conflict_is_named(given_complex):
    table, written, groups = given_complex
    organisations, likeness = read(table)
    rules = rules_from(written, organisations)
    needs = requirements(organisations, rules, groups)
    if explain(organisations, needs):
        # Two programmes, written apart, agree that nothing can be done: CP-SAT names why, and HiGHS finds no partition.
        with pytest.raises(InfeasibleError):
            propose(organisations, likeness, rules, groups=(groups, groups), replicates=1)
        return
    proposal = propose(organisations, likeness, rules, groups=(groups, groups), replicates=1)
    assert proposal.violations == ()
    labels = proposal.standing.labels.tolist()
    assert _broken(table, written, labels, proposal) == []
    start = search(likeness, needs)
    random_start = start.assigner.best(np.random.default_rng(0).normal(size=(len(start.blocks.sizes), groups)))
    assert fit_by_pairs(labels, likeness, groups) >= fit_by_pairs(random_start[start.blocks.of].tolist(), likeness, groups) - 1e-9


def _broken(table, written, labels, proposal):
    """The rules that are broken, counted from the table as plainly as can be."""
    home, groups = dict(zip(table["id"], labels, strict=True)), len(proposal.groups)
    mean = len(labels) / groups
    broken = [group for group in range(groups) if not max(int(mean / 2), 1) <= labels.count(group) <= -(-3 * mean // 2)]
    for group in proposal.groups:
        broken += [role for role in ROLES if role not in {table["role"][member.row] for member in group.members}]
    for person in {*table["persons"]} - {""}:
        broken += [person] if len({label for name, label in zip(table["persons"], labels, strict=True) if name == person}) > 2 else []
    for rule in written:
        own = [home[name] for name in rule.get("organisations", [])]
        if rule["kind"] == "together":
            broken += [rule] if len({*own}) > 1 else []
        elif rule["kind"] == "apart":
            broken += [rule] if len({*own}) < len(own) else []
        elif rule["kind"] == "include":
            where = [home[rule["organisation"]]] if "organisation" in rule else range(groups)
            there = [label for code, label in zip(table["industry"], labels, strict=True) if code.startswith(rule["industry"])]
            broken += [rule for group in where if there.count(group) < rule["lower"]]
        elif rule["kind"] == "seats":
            sits = [member.row for group in proposal.groups for member in group.members if table["role"][member.row] == rule["role"]]
            broken += [rule for row in {*sits} if sits.count(row) > rule["upper"]]
    return broken
