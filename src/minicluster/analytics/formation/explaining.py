"""Why requirements cannot be met: a set of rules of which none can be spared, and what change would help.

Each rule gets a literal that is assumed to hold. CP-SAT names assumptions that suffice for the contradiction; those are tried one by one, and what the
contradiction does not need is let go (deletion; Marques-Silva 2010), so that what is left is minimal: without any of its rules the rest can be kept.
Organisations of which no rule speaks are counted by kind and not one by one, so that the programme is as small for 5,000 as for 50.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from ortools.sat.python import cp_model

from minicluster.analytics.formation.organisations import Organisations, Role
from minicluster.analytics.formation.requirements import Quota, Requirements, requirements
from minicluster.analytics.formation.rules import Kind, Rule
from minicluster.analytics.formation.wording import Wording

_LOWER: Final = frozenset({Kind.SIZE_LOWER, Kind.ROLE, Kind.INCLUDE})
_UPPER: Final = frozenset({Kind.SIZE_UPPER, Kind.SEATS, Kind.PERSON})
_SECONDS_EACH: Final = 5.0
_POSSIBLE: Final = frozenset({cp_model.OPTIMAL, cp_model.FEASIBLE})
_FEWEST_GROUPS, _GROUPS_BEYOND = 2, 3


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot all be kept, and changes each of which is enough (where several conflicts stand side by side: enough for its own)."""

    rules: tuple[Rule, ...]
    cures: tuple[Wording, ...]

    @property
    def wording(self) -> Wording:
        """The conflict as a statement."""
        return Wording("conflict", {"rules": [rule.wording for rule in self.rules]}) if self.rules else Wording("undecided", {})

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        said = self.wording
        return {
            "rules": [rule.wording.as_data() for rule in self.rules],
            "cures": [cure.as_data() for cure in self.cures],
            "ko": said.ko,
            "en": said.en,
        }


class InfeasibleError(ValueError):
    """No number of groups that was asked for can keep the rules.

    Attributes:
        conflicts: K → why not.
    """

    def __init__(self, conflicts: Mapping[int, tuple[Conflict, ...]]) -> None:
        self.conflicts = dict(conflicts)
        super().__init__("\n".join(_lines(self.conflicts)))


def explain(organisations: Organisations, needs: Requirements) -> tuple[Conflict, ...]:
    """The conflicts among the rules; none where they can be kept."""
    programme = _Programme(organisations, needs)
    every, dropped, cores = list(needs.rules), [], []
    while (core := programme.core([rule for rule in every if rule not in dropped])) is not None:
        cores.append(core)
        if not core:
            break
        dropped.append(_least_firm(core))
    return tuple(Conflict(tuple(core), tuple(_cures(organisations, needs, core, [rule for rule in dropped if rule not in core]))) for core in cores)


class _Programme:
    """The requirements as a programme for CP-SAT, with a literal for every rule."""

    def __init__(self, organisations: Organisations, needs: Requirements) -> None:
        self.needs, self.groups, self.count = needs, range(needs.groups), len(organisations)
        self.model = cp_model.CpModel()
        self.holds = {rule: self.model.new_bool_var(str(number)) for number, rule in enumerate(needs.rules)}
        named = {row for members, _rule in needs.together for row in members}
        named |= {row for one, other, _rule in needs.apart for row in (one, other)}
        named |= {row for attendance in needs.attendances for row in attendance.members}
        named |= {company.anchor for company in needs.companies}
        self.seats: dict[int, list[Any]] = {row: [self.model.new_bool_var(f"{row} {group}") for group in self.groups] for row in sorted(named)}
        for row in self.seats.values():
            self.model.add_exactly_one(row)
        self.kinds = self._kinds()
        self._write()

    def core(self, assumed: Sequence[Rule]) -> list[Rule] | None:
        """A minimal set of these rules that cannot be kept; None where all can; empty where that could not be decided in time."""
        status = self._decided(assumed)
        if status != cp_model.INFEASIBLE:
            return None if status in _POSSIBLE else []
        core = self._suspects(assumed)
        for rule in tuple(core):
            without = [other for other in core if other != rule]
            if self._decided(without) == cp_model.INFEASIBLE:
                core = without
        return core

    def is_feasible(self, assumed: Sequence[Rule]) -> bool:
        """Whether these rules can be kept together."""
        return self._decided(assumed) in _POSSIBLE

    def _decided(self, kept: Sequence[Rule]) -> Any:
        """The status with these rules as fixed and the others switched off: presolve sees more in fixed literals than in assumptions."""
        model = self.model.clone()
        model.clear_assumptions()
        for rule, literal in self.holds.items():
            model.add(model.get_bool_var_from_proto_index(literal.index) == int(rule in kept))
        return _solver().solve(model)

    def _suspects(self, assumed: Sequence[Rule]) -> list[Rule]:
        """Rules that suffice for the contradiction; all, where CP-SAT does not find it from assumptions in time."""
        self.model.clear_assumptions()
        self.model.add_assumptions([self.holds[rule] for rule in assumed])
        solver = _solver()
        if solver.solve(self.model) != cp_model.INFEASIBLE:
            return list(assumed)
        indices = set(solver.sufficient_assumptions_for_infeasibility())
        suspects = [rule for rule in assumed if self.holds[rule].index in indices]
        return suspects if self._decided(suspects) == cp_model.INFEASIBLE else list(assumed)

    def _kinds(self) -> dict[tuple[bool, ...], list[Any]]:
        """Who is named by no rule, by what they count for: how many sit in each group."""
        columns = [mask for mask, _lower in self._masks()]
        sizes: dict[tuple[bool, ...], int] = defaultdict(int)
        for row, kind in enumerate(map(tuple, np.column_stack(columns).tolist())):
            if row not in self.seats:
                sizes[kind] += 1
        found = {}
        for number, (kind, size) in enumerate(sorted(sizes.items())):
            found[kind] = [self.model.new_int_var(0, size, f"kind {number} {group}") for group in self.groups]
            self.model.add(sum(found[kind]) == size)
        return found

    def _masks(self) -> list[tuple[Any, int]]:
        return [(quota.members, quota.lower) for quota in self.needs.quotas] + [(company.members, company.lower) for company in self.needs.companies]

    def _counted(self, number: int, group: int) -> Any:
        """How many of mask `number` sit in the group."""
        mask = self._masks()[number][0]
        return sum(seats[group] for row, seats in self.seats.items() if mask[row]) + sum(own[group] for kind, own in self.kinds.items() if kind[number])

    def _write(self) -> None:
        for number, quota in enumerate(self.needs.quotas):
            self._write_quota(number, quota)
        for number, company in enumerate(self.needs.companies, start=len(self.needs.quotas)):
            for group in self.groups:
                self.model.add(self._counted(number, group) >= company.lower).only_enforce_if(self.holds[company.rule], self.seats[company.anchor][group])
        self._write_pairs()
        self._write_persons()

    def _write_pairs(self) -> None:
        for members, rule in self.needs.together:
            for row in members[1:]:
                for group in self.groups:
                    self.model.add(self.seats[members[0]][group] == self.seats[row][group]).only_enforce_if(self.holds[rule])
        for one, other, rule in self.needs.apart:
            for group in self.groups:
                self.model.add_bool_or(self.seats[one][group].negated(), self.seats[other][group].negated(), self.holds[rule].negated())

    def _write_persons(self) -> None:
        for attendance in self.needs.attendances:
            sits = [self.model.new_bool_var(f"{attendance.person} {group}") for group in self.groups]
            for group in self.groups:
                for row in attendance.members:
                    self.model.add_implication(self.seats[row][group], sits[group])
            self.model.add(sum(sits) <= attendance.most).only_enforce_if(self.holds[attendance.rule])

    def _write_quota(self, number: int, quota: Quota) -> None:
        lower = quota.rules[0]
        counts = [self._counted(number, group) for group in self.groups]
        if lower.kind is Kind.SIZE_LOWER:
            for count in counts:
                self.model.add(count >= max(quota.lower, 1)).only_enforce_if(self.holds[lower])
                self.model.add(count <= quota.upper).only_enforce_if(self.holds[quota.rules[1]])
            return
        limited = next((rule for rule in quota.rules if rule.kind is Kind.SEATS), None)
        lacking = [self.model.new_int_var(0, quota.lower, f"lacking {number} {group}") for group in self.groups]
        for count, lack in zip(counts, lacking, strict=True):
            self.model.add(count + lack >= quota.lower).only_enforce_if(self.holds[lower])
        bounded = self.model.add(sum(lacking) <= quota.spare)
        if limited:
            bounded.only_enforce_if(self.holds[limited])


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    # CP-SAT would keep Ctrl-C to itself from then on, and the server could not be stopped by it.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers, solver.parameters.random_seed = 1, 0
    solver.parameters.max_time_in_seconds = _SECONDS_EACH
    return solver


def _least_firm(core: Iterable[Rule]) -> Rule:
    """The rule to give up first: one of the file rather than a standard one, the later rather than the earlier."""
    return max(core, key=lambda rule: (rule.number is not None, rule.number or 0))


def _cures(organisations: Organisations, needs: Requirements, core: Sequence[Rule], gone: Sequence[Rule]) -> Iterable[Wording]:
    """Changes that make everything possible but for other conflicts, whose rules are `gone`."""
    kept = [rule for rule in needs.rules if rule not in gone]
    programme = _Programme(organisations, needs)
    for rule in core:
        if not programme.is_feasible([other for other in kept if other != rule]):
            continue
        changed = _least_change(organisations, needs, kept, rule)
        if changed is None:
            yield Wording("cure_drop", {"rule": rule.wording})
        else:
            code = "cure_lower" if changed < rule.limit else "cure_raise"
            yield Wording(code, {"rule": rule.wording, "limit": rule.limit, "changed": changed})
    yield from _more_of_a_role(organisations, needs, core)
    other = next((groups for groups in _other_numbers(needs.groups) if _possible(organisations, kept, groups)), None)
    if core and other is not None:
        yield Wording("cure_groups", {"groups": other})


def _other_numbers(groups: int) -> list[int]:
    """Numbers of groups near the one that was asked for, the nearest first, fewer before more."""
    return sorted(
        (number for number in range(_FEWEST_GROUPS, groups + _GROUPS_BEYOND + 1) if number != groups), key=lambda number: (abs(number - groups), number)
    )


def _possible(organisations: Organisations, rules: Sequence[Rule], groups: int) -> bool:
    """Whether these rules can be kept by that many groups; standard sizes follow the number of groups."""
    written = [rule for rule in rules if rule.number is not None]
    present = {(rule.kind, rule.role) for rule in rules}
    needs = requirements(organisations, written, groups)
    return _Programme(organisations, needs).is_feasible([rule for rule in needs.rules if (rule.kind, rule.role) in present])


def _least_change(organisations: Organisations, needs: Requirements, kept: Sequence[Rule], rule: Rule) -> int | None:
    """The limit nearest to the rule's own with which all can be kept; None where the rule has no limit, or none helps."""
    if rule.kind in _LOWER:
        tried = list(range(rule.limit - 1, (1 if rule.kind is Kind.SIZE_LOWER else 0) - 1, -1))
    elif rule.kind in _UPPER:
        tried = list(range(rule.limit + 1, (len(organisations) if rule.kind is Kind.SIZE_UPPER else needs.groups) + 1))
    else:
        return None
    first, last = 0, len(tried)
    while first < last:
        middle = (first + last) // 2
        changed = [replace(other, limit=tried[middle]) if other == rule else other for other in kept]
        others = requirements(organisations, [*changed, *(gone for gone in needs.rules if gone not in kept)], needs.groups)
        if _Programme(organisations, others).is_feasible(changed):
            last = middle
        else:
            first = middle + 1
    return tried[first] if first < len(tried) else None


def _more_of_a_role(organisations: Organisations, needs: Requirements, core: Sequence[Rule]) -> Iterable[Wording]:
    """Where a conflict is about a role alone: how many more organisations of it would do."""
    roles = [rule for rule in core if rule.kind is Kind.ROLE]
    if len(roles) != 1 or any(rule.kind not in {Kind.ROLE, Kind.SEATS} for rule in core):
        return
    rule, seats = roles[0], next((other.limit for other in core if other.kind is Kind.SEATS), needs.groups)
    role = Role(rule.role or "")
    seats = 1 if role is Role.FIRM else min(seats, needs.groups)
    available = int(organisations.of_role(role).sum())
    yield Wording("cure_add", {"role": role, "count": max(-(-needs.groups * rule.limit // seats), rule.limit) - available})


def _lines(conflicts: Mapping[int, tuple[Conflict, ...]]) -> Iterable[str]:
    """The same conflicts at several numbers of groups are said once."""
    said: dict[str, list[int]] = {}
    for groups, found in conflicts.items():
        for conflict in found:
            cures = "".join(f"\n  - {cure.en}" for cure in conflict.cures)
            said.setdefault(f"{conflict.wording.en}{chr(10) + '  Any of these helps:' if cures else ''}{cures}", []).append(groups)
    for text, numbers in said.items():
        yield f"{', '.join(map(str, numbers))} groups cannot be formed: {text}"
