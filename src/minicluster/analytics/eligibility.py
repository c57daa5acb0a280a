"""Who may apply for what, and why not: rules as data over dated facts. Pure; it knows neither Django nor the database.

A rule compares one fact with what a call asks for. It has three answers. What is not known is neither yes nor no: whoever asks is told what to bring.
Being a member of a group is one fact among others and decides nothing unless a rule asks for it: membership is not eligibility.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

Value = str | float


class Verdict(StrEnum):
    """The three answers of a rule, and of all rules together."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Test(StrEnum):
    """How a rule compares the values that a fact has on the day with `value`."""

    __test__ = False  # the name is the domain's; pytest need not look into it

    ONE_OF = "one_of"  # at least one of them is in `value`
    BEGINS_WITH = "begins_with"  # at least one of them begins with one in `value`
    ANY = "any"  # there is one, whichever
    NONE_OF = "none_of"  # none of them is in `value`
    NONE = "none"  # there is none
    AT_LEAST = "at_least"  # the largest is not less than `value`
    AT_MOST_BY = "at_most_by"  # the largest is not more than what `value` gives for the fact `by`
    WITHIN = "within"  # the day itself lies between the two days of `value`, both included


@dataclass(frozen=True)
class Rule:
    """One condition: `fact` has to pass `test` against `value`.

    Args:
        name: what the condition is called, for instance `site_in_complex`.
        test: how it compares.
        fact: the name of the fact; empty for `within`, which looks at the day only.
        value: what is asked for: a list, a number, or a table from the values of `by` to numbers.
        by: for `at_most_by`, the fact that chooses the row of the table.
    """

    name: str
    test: Test
    fact: str = ""
    value: Any = None
    by: str = ""


@dataclass(frozen=True)
class Fact:
    """A value that held from `since` (always, if None) up to but not including `until` (still, if None)."""

    name: str
    value: Value
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it held on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Facts:
    """What is known of an applicant.

    `complete` names the facts whose rows are all there are, so that no row means no: a register of support received is complete, a missing size class
    is not.
    """

    rows: tuple[Fact, ...] = ()
    complete: frozenset[str] = frozenset()

    def on(self, name: str, day: date) -> tuple[Fact, ...] | None:
        """The rows of a fact that hold on the day; None where nothing is known of it."""
        found = tuple(row for row in self.rows if row.name == name and row.holds_on(day))
        return found if found or name in self.complete else None


@dataclass(frozen=True)
class Finding:
    """What one rule says, and from which facts."""

    rule: Rule
    verdict: Verdict
    found: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What all rules say together."""

    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """One no is a no; otherwise one unknown leaves it open."""
        said = {finding.verdict for finding in self.findings}
        return Verdict.NO if Verdict.NO in said else Verdict.UNKNOWN if Verdict.UNKNOWN in said else Verdict.YES


def judge(rules: Iterable[Rule], facts: Facts, *, day: date) -> Answer:
    """Hold every rule against the facts of one day.

    >>> in_complex = Rule("site_in_complex", Test.ONE_OF, "complex", ("wonju",))
    >>> moved = Facts((Fact("complex", "wonju", date(2005, 1, 1), date(2007, 1, 1)), Fact("complex", "changwon", date(2007, 1, 1))))
    >>> [judge([in_complex], moved, day=date(year, 6, 1)).verdict.value for year in (2004, 2006, 2007)]
    ['unknown', 'yes', 'no']
    """
    return Answer(tuple(_judge_one(rule, facts, day) for rule in rules))


def _judge_one(rule: Rule, facts: Facts, day: date) -> Finding:
    if rule.test is Test.WITHIN:
        first, last = rule.value
        return Finding(rule, _said(passed=first <= day <= last))
    wanted = {name: facts.on(name, day) for name in (rule.fact, rule.by) if name}
    missing = tuple(name for name, rows in wanted.items() if rows is None)
    found = tuple(row for rows in wanted.values() for row in rows or ())
    if rule.test is Test.AT_MOST_BY:
        return _judge_by_table(rule, found, missing)
    if missing:
        return Finding(rule, Verdict.UNKNOWN, found, missing)
    return Finding(rule, _said(passed=_PASSES[rule.test]([row.value for row in found], rule.value)), found)


def _judge_by_table(rule: Rule, found: tuple[Fact, ...], missing: tuple[str, ...]) -> Finding:
    """Where the table has nothing for the applicant, the answer is no, whatever else is unknown."""
    rows = [row.value for row in found if row.name == rule.by]
    limits = [rule.value[value] for value in rows if value in rule.value]
    if rule.by not in missing and not any(limits):
        return Finding(rule, Verdict.NO, found)
    if missing:
        return Finding(rule, Verdict.UNKNOWN, found, missing)
    highest = max((float(row.value) for row in found if row.name == rule.fact), default=0.0)
    return Finding(rule, _said(passed=highest <= max(limits) + _ROUNDING), found)


def _said(*, passed: bool) -> Verdict:
    return Verdict.YES if passed else Verdict.NO


# Shares are quotients of sums in won: what is equal on paper may differ in the last binary digit.
_ROUNDING: Final = 1e-9
_PASSES: Final[Mapping[Test, Callable[[list[Value], Any], bool]]] = {
    Test.ONE_OF: lambda values, wanted: any(value in wanted for value in values),
    Test.BEGINS_WITH: lambda values, wanted: any(str(value).startswith(tuple(wanted)) for value in values),
    Test.ANY: lambda values, _wanted: bool(values),
    Test.NONE_OF: lambda values, wanted: not any(value in wanted for value in values),
    Test.NONE: lambda values, _wanted: not values,
    Test.AT_LEAST: lambda values, wanted: max((float(value) for value in values), default=0.0) >= wanted,
}
