"""What a partition into K groups must keep: standard rules and those of a file, made ready for counting.

Every organisation has one seat in one group, its home. Where a supporting role is scarcer than the groups' need (three universities, five groups), an
organisation of that role sits in further groups as a guest; only firms never do. Guests fill a role but count neither towards sizes nor towards likeness.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.formation.organisations import Organisations, Role
from minicluster.analytics.formation.rules import GROUPS_PER_PERSON, STANDARD_ROLES, Kind, Rule

Mask = NDArray[np.bool_]
# Standard sizes: from half to one and a half of the mean.
_SMALLEST, _LARGEST = 0.5, 1.5
UNLIMITED: Final = 1 << 30


@dataclass(frozen=True)
class Quota:
    """How many of some organisations every group has at home.

    Attributes:
        members: shape (n,), who counts.
        spare: how many may lack over all groups together, for guests can fill them; 0 where nobody can.
    """

    members: Mask
    lower: int
    upper: int
    rules: tuple[Rule, ...]
    spare: int = 0


@dataclass(frozen=True)
class Attendance:
    """A person: which organisations they would sit for, and in how many groups at most."""

    person: str
    members: tuple[int, ...]
    most: int
    rule: Rule


@dataclass(frozen=True)
class Company:
    """The group of `anchor` has at least `lower` of `members`."""

    anchor: int
    members: Mask
    lower: int
    rule: Rule


@dataclass(frozen=True)
class Sharing:
    """A scarce role, whose organisations sit in several groups: what each group needs, and in how many an organisation may sit."""

    role: Role
    members: Mask
    lower: int
    seats: int | None
    rule: Rule


@dataclass(frozen=True)
class Requirements:
    """All that K groups must keep. `quotas[0]` counts everybody."""

    groups: int
    quotas: tuple[Quota, ...]
    together: tuple[tuple[tuple[int, ...], Rule], ...]
    apart: tuple[tuple[int, int, Rule], ...]
    attendances: tuple[Attendance, ...]
    companies: tuple[Company, ...]
    sharings: tuple[Sharing, ...]
    rules: tuple[Rule, ...]

    def blocks(self, count: int) -> NDArray[np.intp]:
        """Shape (n,): the block of each organisation; those who must be together share one. Numbered by their first organisation."""
        pairs = [(members[0], other) for members, _rule in self.together for other in members[1:]]
        rows, columns = zip(*pairs, strict=True) if pairs else ((), ())
        graph = sparse.coo_array((np.ones(len(pairs)), (rows, columns)), shape=(count, count))
        found = sparse.csgraph.connected_components(graph, directed=False)[1]
        _first, order = np.unique(found, return_index=True)
        blocks: NDArray[np.intp] = np.argsort(np.argsort(order))[found]
        return blocks


def requirements(organisations: Organisations, rules: Sequence[Rule], groups: int) -> Requirements:
    """What `groups` groups of these organisations must keep.

    Args:
        organisations: who is to be grouped.
        rules: of a file; standard rules hold for the kinds of which it has none: sizes from half to one and a half of the mean, one firm, university,
            institute and agency in every group, a person in at most two groups.
        groups: K, 2 or more.
    """
    places, count = organisations.places, len(organisations)
    everybody = np.ones(count, dtype=bool)
    effective = (*rules, *_standard(rules, count, groups))
    by_kind = defaultdict(list)
    for rule in effective:
        by_kind[rule.kind].append(rule)
    lower, upper = max(by_kind[Kind.SIZE_LOWER], key=lambda rule: rule.limit), min(by_kind[Kind.SIZE_UPPER], key=lambda rule: rule.limit)
    seats = {rule.role: rule for rule in by_kind[Kind.SEATS]}
    quotas, sharings = [Quota(everybody, lower.limit, upper.limit, (lower, upper))], []
    for rule in by_kind[Kind.ROLE]:
        quota, sharing = _role(organisations, rule, seats, groups)
        quotas.append(quota)
        sharings += [sharing] if sharing else []
    quotas += [Quota(organisations.in_industry(rule.industry), rule.limit, count, (rule,)) for rule in by_kind[Kind.INCLUDE] if not rule.organisations]
    return Requirements(
        groups=groups,
        quotas=tuple(quotas),
        together=tuple((tuple(places[name] for name in rule.organisations), rule) for rule in by_kind[Kind.TOGETHER]),
        apart=tuple(
            (places[one], places[other], rule)
            for rule in by_kind[Kind.APART]
            for place, one in enumerate(rule.organisations)
            for other in rule.organisations[place + 1 :]
        ),
        attendances=tuple(_attendances(organisations, by_kind[Kind.PERSON])),
        companies=tuple(
            Company(places[rule.organisations[0]], organisations.in_industry(rule.industry), rule.limit, rule)
            for rule in by_kind[Kind.INCLUDE]
            if rule.organisations
        ),
        sharings=tuple(sharings),
        rules=effective,
    )


def _standard(rules: Sequence[Rule], count: int, groups: int) -> list[Rule]:
    kinds, roles = {rule.kind for rule in rules}, {rule.role for rule in rules if rule.kind is Kind.ROLE}
    mean = count / groups
    upper = max((rule.limit for rule in rules if rule.kind is Kind.SIZE_UPPER), default=count)
    sizes = {Kind.SIZE_LOWER: min(max(math.floor(_SMALLEST * mean), 1), upper), Kind.SIZE_UPPER: math.ceil(_LARGEST * mean)}
    lower = max((rule.limit for rule in rules if rule.kind is Kind.SIZE_LOWER), default=1)
    sizes[Kind.SIZE_UPPER] = max(sizes[Kind.SIZE_UPPER], lower)
    found = [Rule(kind, limit=limit) for kind, limit in sizes.items() if kind not in kinds]
    found += [Rule(Kind.ROLE, role=role, limit=1) for role in STANDARD_ROLES if role not in roles]
    everybody = any(rule.kind is Kind.PERSON and not rule.person for rule in rules)
    return found + ([] if everybody else [Rule(Kind.PERSON, limit=GROUPS_PER_PERSON)])


def _role(organisations: Organisations, rule: Rule, seats: dict[Role | None, Rule], groups: int) -> tuple[Quota, Sharing | None]:
    role = Role(rule.role or "")
    members = organisations.of_role(role)
    available, wanted = int(members.sum()), groups * rule.limit
    limited = seats.get(role)
    most = min(limited.limit, groups) if limited else groups
    if role is Role.FIRM or available >= wanted or available < rule.limit or most == 1:
        return Quota(members, rule.limit, len(organisations), (rule, *([limited] if limited and available < wanted else []))), None
    rules = (rule, limited) if limited else (rule,)
    sharing = Sharing(role, members, rule.limit, limited.limit if limited else None, rule)
    return Quota(members, rule.limit, len(organisations), rules, spare=available * (most - 1)), sharing


def _attendances(organisations: Organisations, rules: Sequence[Rule]) -> list[Attendance]:
    sits_for = defaultdict(list)
    for row, own in enumerate(organisations.persons):
        for person in own:
            sits_for[person].append(row)
    named = {rule.person: rule for rule in rules if rule.person}
    general = next(rule for rule in rules if not rule.person)
    found = []
    for person, rows in sits_for.items():
        rule = named.get(person, general)
        if len(rows) > rule.limit:
            found.append(Attendance(person, tuple(rows), rule.limit, rule))
    return found
