"""Which rules a partition breaks, and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from minicluster.analytics.formation.requirements import Quota, Requirements
from minicluster.analytics.formation.rules import Kind, Rule
from minicluster.analytics.formation.standing import Standing


@dataclass(frozen=True)
class Violation:
    """A rule that is not kept, and in which groups (counted from 1)."""

    rule: Rule
    groups: tuple[int, ...]

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {"rule": self.rule.wording.as_data(), "groups": list(self.groups)}


def violations(standing: Standing, needs: Requirements) -> tuple[Violation, ...]:
    """What is broken where every organisation is a block of its own; where a role is shared, what no guest could fill."""
    return (*_quotas(standing, needs), *_pairs(standing, needs), *_companies(standing, needs))


def _quotas(standing: Standing, needs: Requirements) -> Iterator[Violation]:
    for number, quota in enumerate(needs.quotas):
        counts = standing.counts[:, number]
        lacking = np.maximum(quota.lower - counts, 0)
        if lacking.sum() > quota.spare:
            yield Violation(quota.rules[0], _numbers(lacking > 0))
        if (counts > quota.upper).any():
            yield Violation(_upper(quota), _numbers(counts > quota.upper))


def _upper(quota: Quota) -> Rule:
    return next(rule for rule in quota.rules if rule.kind is Kind.SIZE_UPPER)


def _pairs(standing: Standing, needs: Requirements) -> Iterator[Violation]:
    labels = standing.labels
    for members, rule in needs.together:
        homes = {int(labels[row]) for row in members}
        if len(homes) > 1:
            yield Violation(rule, tuple(sorted(home + 1 for home in homes)))
    for one, other, rule in needs.apart:
        if labels[one] == labels[other]:
            yield Violation(rule, (int(labels[one]) + 1,))
    for attendance in needs.attendances:
        homes = {int(labels[row]) for row in attendance.members}
        if len(homes) > attendance.most:
            yield Violation(attendance.rule, tuple(sorted(home + 1 for home in homes)))


def _companies(standing: Standing, needs: Requirements) -> Iterator[Violation]:
    for company in needs.companies:
        home = standing.labels[company.anchor]
        if int(company.members[standing.labels == home].sum()) < company.lower:
            yield Violation(company.rule, (int(home) + 1,))


def _numbers(where: Any) -> tuple[int, ...]:
    return tuple(int(group) + 1 for group in np.flatnonzero(where))
