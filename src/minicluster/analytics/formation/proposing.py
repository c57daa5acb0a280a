"""Mini-clusters for a complex: from 4 to 7 groups that keep every rule, each with a name, reasons and how stable it is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.formation.board import Board
from minicluster.analytics.formation.criterion import Quality, quality
from minicluster.analytics.formation.explaining import Conflict, InfeasibleError, explain
from minicluster.analytics.formation.guests import guests
from minicluster.analytics.formation.labelling import Vocabulary
from minicluster.analytics.formation.likeness import Likeness
from minicluster.analytics.formation.organisations import Organisations
from minicluster.analytics.formation.reasons import Evidence, group_reasons, guest_reasons, member_reasons, names
from minicluster.analytics.formation.requirements import requirements
from minicluster.analytics.formation.rules import Rule
from minicluster.analytics.formation.searching import Search, search
from minicluster.analytics.formation.stability import Stability, stability_of
from minicluster.analytics.formation.standing import Standing, blocks_of
from minicluster.analytics.formation.wording import Wording
from minicluster.analytics.tables import TableError

Labels = NDArray[np.intp]

GROUPS: Final = (4, 7)
FEWEST_GROUPS: Final = 2
# Numbers of groups whose silhouette lies within this of the best are told apart by their stability.
NEAR_BEST: Final = 0.02
_SMALL: Final = 1000
_REPLICATES_SMALL, _REPLICATES_LARGE = 20, 8


@dataclass(frozen=True)
class Trial:
    """What came of one number of groups: its figures, or why it cannot be. Stability is measured only where it decides."""

    groups: int
    quality: Quality | None = None
    stability: float | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Member:
    """An organisation in a group; a guest is at home in another one, and no pair of its own is bootstrapped."""

    row: int
    is_guest: bool
    reasons: tuple[Wording, ...]
    stability: float | None


@dataclass(frozen=True)
class Group:
    """A proposed mini-cluster; `number` counts from 1."""

    number: int
    name: Wording
    reasons: tuple[Wording, ...]
    members: tuple[Member, ...]
    stability: float


@dataclass(frozen=True)
class Proposal(Board):
    """Groups for a complex, with all that is needed to price a move by hand.

    Attributes:
        trials: the figures for every number of groups that was tried.
    """

    groups: tuple[Group, ...]
    stability: Stability
    trials: tuple[Trial, ...]
    seconds: float


def propose(
    organisations: Organisations,
    likeness: Likeness,
    rules: Sequence[Rule] = (),
    *,
    groups: tuple[int, int] = GROUPS,
    seed: int = 0,
    replicates: int | None = None,
) -> Proposal:
    """Form mini-clusters.

    For every number of groups K the best partition is looked for; the K with the highest mean silhouette is taken, and among those within `NEAR_BEST` of it
    the most stable, then the fewest groups.

    Args:
        organisations: who is to be grouped.
        likeness: how alike they are.
        rules: of a file, see `rules`; without any the standard rules hold.
        groups: the fewest and the most groups.
        seed: everything random is drawn from it; the same input gives the same answer.
        replicates: bootstrap samples for the stability; 20 up to 1,000 organisations, 8 beyond.

    Raises:
        TableError: there are fewer organisations than groups, or the range is none.
        InfeasibleError: the rules cannot be kept with any of the numbers of groups; it says which conflict and what would help.

    >>> from minicluster.analytics.formation import likeness_of, propose, read_organisations, rules_from
    >>> import polars as pl
    >>> table = pl.DataFrame({"id": list("abcdef"), "name": list("ABCDEF"), "role": ["firm"] * 6, "industry": ["24", "24", "24", "26", "26", "26"]})
    >>> organisations = read_organisations(table)
    >>> free = [{"kind": "role", "role": role, "lower": 0} for role in ("university", "institute", "agency")]
    >>> found = propose(organisations, likeness_of(organisations), rules_from(free, organisations), groups=(2, 2))
    >>> [[organisations.ids[member.row] for member in group.members] for group in found.groups]
    [['a', 'b', 'c'], ['d', 'e', 'f']]
    """
    started = time.perf_counter()
    _refuse_range(groups, len(organisations))
    tried = {number: _tried(organisations, likeness, rules, number, seed) for number in range(groups[0], groups[1] + 1)}
    conflicts = {number: found for number, found in tried.items() if isinstance(found, tuple)}
    possible = {number: found for number, found in tried.items() if not isinstance(found, tuple)}
    if not possible:
        raise InfeasibleError(conflicts)
    best = max(found.quality.silhouette for found in possible.values())
    near = {number: found for number, found in possible.items() if found.quality.silhouette >= best - NEAR_BEST}
    count = replicates or (_REPLICATES_SMALL if len(organisations) <= _SMALL else _REPLICATES_LARGE)
    stable = {number: stability_of(found.searched, likeness, found.standing.labels, _dice(seed, number, 1), count) for number, found in near.items()}
    chosen = min(near, key=lambda number: (-round(stable[number].overall, 2), number))
    trials = tuple(
        Trial(number, conflicts=conflicts[number])
        if number in conflicts
        else Trial(number, possible[number].quality, stable[number].overall if number in stable else None)
        for number in tried
    )
    evidence = _evidence(organisations, likeness, near[chosen])
    return Proposal(
        organisations, evidence.needs, evidence.standing, tuple(evidence.guests), _groups(evidence, stable[chosen]), stable[chosen], trials,
        time.perf_counter() - started,
    )  # fmt: skip


@dataclass(frozen=True)
class _Found:
    searched: Search
    standing: Standing
    quality: Quality


def _tried(organisations: Organisations, likeness: Likeness, rules: Sequence[Rule], groups: int, seed: int) -> _Found | tuple[Conflict, ...]:
    needs = requirements(organisations, rules, groups)
    searched = search(likeness, needs)
    best = searched.best(_dice(seed, groups, 0))
    if best is None:
        # A conflict without rules says that nothing was found in time though nothing speaks against it.
        return explain(organisations, needs) or (Conflict((), ()),)
    single = blocks_of(likeness, needs, np.arange(len(organisations)))
    standing = Standing(single, needs, _ordered(best.labels[searched.blocks.of], groups))
    return _Found(searched, standing, quality(standing))


def _ordered(labels: Labels, groups: int) -> Labels:
    """Group numbers by size, the largest first, then by who comes first."""
    sizes = np.bincount(labels, minlength=groups)
    first = [int(np.argmax(labels == group)) for group in range(groups)]
    order = sorted(range(groups), key=lambda group: (-sizes[group], first[group]))
    return np.argsort(order)[labels]


def _dice(seed: int, groups: int, purpose: int) -> np.random.Generator:
    return np.random.default_rng([seed, groups, purpose])


def _refuse_range(groups: tuple[int, int], count: int) -> None:
    if not FEWEST_GROUPS <= groups[0] <= groups[1]:
        raise TableError("groups", f"{groups[0]}:{groups[1]} is no range of groups.", "Give the fewest and the most, such as 4:7, of 2 or more.")
    if count < groups[1]:
        raise TableError("too few", f"{count} organisations cannot make {groups[1]} groups.", "Ask for fewer groups, or add organisations.")


def _evidence(organisations: Organisations, likeness: Likeness, found: _Found) -> Evidence:
    needs, standing = found.searched.needs, found.standing
    return Evidence(organisations, likeness, needs, standing, guests(organisations, standing, needs), Vocabulary(organisations))


def _groups(evidence: Evidence, stability: Stability) -> tuple[Group, ...]:
    return tuple(
        Group(group + 1, name, tuple(group_reasons(evidence, group)), tuple(_members(evidence, group, stability)), float(stability.groups[group]))
        for group, name in enumerate(names(evidence))
    )


def _members(evidence: Evidence, group: int, stability: Stability) -> list[Member]:
    at_home = [
        Member(row, is_guest=False, reasons=tuple(reasons), stability=float(stability.members[row])) for row, reasons in member_reasons(evidence, group).items()
    ]
    visiting = [
        Member(guest.row, is_guest=True, reasons=tuple(guest_reasons(evidence, guest)), stability=None) for guest in evidence.guests if guest.group == group
    ]
    return [*at_home, *visiting]


def as_data(proposal: Proposal) -> dict[str, Any]:
    """The proposal for JSON: groups with members, names, reasons and stability; violations; the criterion for every number of groups; seconds."""
    organisations = proposal.organisations
    return {
        "groups": [
            {
                "number": group.number,
                "name": {"ko": group.name.ko, "en": group.name.en},
                "stability": round(group.stability, 3),
                "reasons": [reason.as_data() for reason in group.reasons],
                "members": [_member_data(organisations, member) for member in group.members],
            }
            for group in proposal.groups
        ],
        "violations": len(proposal.violations),
        "broken": [violation.as_data() for violation in proposal.violations],
        "stability": round(proposal.stability.overall, 3),
        "criterion": [_trial_data(trial) for trial in proposal.trials],
        "chosen": len(proposal.groups),
        "rules": [rule.wording.as_data() for rule in proposal.needs.rules],
        "seconds": round(proposal.seconds, 3),
    }


def _member_data(organisations: Organisations, member: Member) -> dict[str, Any]:
    row = member.row
    return {
        "id": organisations.ids[row],
        "name": organisations.names[row],
        "role": organisations.roles[row].value,
        "guest": member.is_guest,
        "stability": None if member.stability is None else round(member.stability, 3),
        "reasons": [reason.as_data() for reason in member.reasons],
    }


def _trial_data(trial: Trial) -> dict[str, Any]:
    measured = trial.quality
    if measured is None:
        return {"groups": trial.groups, "conflicts": [conflict.as_data() for conflict in trial.conflicts]}
    figures = {"fit": measured.fit, "silhouette": measured.silhouette, "within": measured.within, "between": measured.between}
    return {
        "groups": trial.groups,
        **{name: round(value, 4) for name, value in figures.items()},
        "stability": None if trial.stability is None else round(trial.stability, 3),
    }
