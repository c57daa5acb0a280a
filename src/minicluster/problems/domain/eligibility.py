"""Whether a firm may apply to a call, and why not: what the call asks as rules, what is known of the firm as dated facts, and the answer in words.

The engine is `analytics.eligibility`; here the records become its data. It is asked for a firm alone, for a firm with a problem, or for a planned project.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from minicluster.analytics.eligibility import Answer, Facts, Finding, Rule, Test, Verdict, judge
from minicluster.members.models import Organisation
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.eligibility_facts import facts_of, firms_with_facts, names_of, year_of_support
from minicluster.problems.domain.eligibility_words import cure_sentence, fact_sentence, rule_label
from minicluster.problems.models import Call, Problem, Project


@dataclass(frozen=True)
class Line:
    """One rule as a page and the command line show it."""

    rule: str
    label: str
    fact: str
    verdict: str
    cure: str


@dataclass(frozen=True)
class Eligibility:
    """The answer to one call: all lines, and together yes, no, or not yet known."""

    call: Call
    verdict: str
    lines: tuple[Line, ...]

    @property
    def eligible(self) -> bool | None:
        """True, False, or None where something is still to be brought."""
        return {Verdict.YES: True, Verdict.NO: False}.get(Verdict(self.verdict))

    @property
    def label(self) -> str:
        """The verdict in words."""
        return str(rules.EligibilityVerdict(self.verdict).label)

    @property
    def against(self) -> list[Line]:
        """What speaks against it."""
        return [line for line in self.lines if line.verdict == Verdict.NO]

    @property
    def to_bring(self) -> list[Line]:
        """What is not known yet."""
        return [line for line in self.lines if line.verdict == Verdict.UNKNOWN]


def eligibility_of(
    viewer: Viewer, firm: Organisation, calls: Iterable[Call], *, problem: Problem | None = None, project: Project | None = None, day: date | None = None
) -> list[Eligibility]:
    """What each call says of a firm on a day (today, if none is given), in the order given.

    Args:
        viewer: the firm itself, or those who look after it.
        firm: who would apply.
        calls: got by `calls_with_conditions`, so that their number costs no further question to the database.
        problem: the work for which money is asked, where it is known: then double funding can be judged.
        project: the plan, where there is one: then partners and money are judged too.
        day: the facts of which day count.

    Raises:
        NotAllowedError, NotVisibleError: the viewer neither belongs to the firm nor looks after it.
    """
    rules.PERMISSIONS.require(viewer, "view_eligibility", firm.place())
    return judged(firm, calls, problem=problem, project=project, day=day)


def judged(
    firm: Organisation, calls: Iterable[Call], *, problem: Problem | None = None, project: Project | None = None, day: date | None = None
) -> list[Eligibility]:
    """The same within an action that has asked its own permission."""
    known = firms_with_facts(Organisation.objects.filter(pk=firm.pk)).get()
    return judged_by_facts(known, calls, problem=problem, project=project, day=day or known.programme.today())


def judged_by_facts(
    firm: Organisation, calls: Iterable[Call], *, problem: Problem | None = None, project: Project | None = None, day: date
) -> list[Eligibility]:
    """The same of a firm that was got by `firms_with_facts`, so that many are judged without asking the database for each."""
    facts, names = facts_of(firm, project), names_of(firm)
    work = problem or (project.problem if project else None)
    return [_told(call, judge(rules_of(call, day, facts, work), facts, day=day), names) for call in calls]


def calls_with_conditions(programme_id: int) -> QuerySet[Call]:
    """The calls of a programme with all that they ask, in the order in which they close."""
    rows = Call.objects.filter(programme_id=programme_id).select_related("support_programme", "conditions")
    return rows.prefetch_related("eligible_complexes", "conditions__groups").order_by("closes_on", "pk")


def open_calls(programme_id: int, today: date) -> QuerySet[Call]:
    """The calls to which one can apply today or later."""
    return calls_with_conditions(programme_id).filter(closes_on__gte=today)


def rules_of(call: Call, day: date, facts: Facts, problem: Problem | None) -> list[Rule]:
    """What a call asks, as rules: nothing that it does not ask becomes one."""
    return [*_rules_on_firm(call), *_rules_on_money(call), *_rules_on_work(call, day, facts, problem)]


def _rules_on_firm(call: Call) -> Iterator[Rule]:
    yield Rule("window", Test.WITHIN, value=(call.opens_on, call.closes_on))
    complexes = list(call.eligible_complexes.all())
    if complexes:
        yield Rule("site_in_complex", Test.ONE_OF, "complex", tuple(str(complex_.pk) for complex_ in complexes))
    asked = getattr(call, "conditions", None)
    if asked is None:
        return
    if asked.sizes:
        yield Rule("size_class", Test.ONE_OF, "size", tuple(asked.sizes))
    if asked.industry_codes:
        yield Rule("industry", Test.BEGINS_WITH, "industry", tuple(asked.industry_codes))
    if asked.asks_membership:
        groups = tuple(str(group.pk) for group in asked.groups.all())
        yield Rule("membership", Test.ONE_OF, "membership", groups) if groups else Rule("membership", Test.ANY, "membership")


def _rules_on_money(call: Call) -> Iterator[Rule]:
    if call.state_share_by_size:
        yield Rule("co_funding", Test.AT_MOST_BY, "state_share", {size: float(share) for size, share in call.state_share_by_size.items()}, by="size")
    if call.cap_krw:
        yield Rule("cap", Test.AT_MOST_BY, "state_krw", {"call": float(call.cap_krw)}, by="of_a_call")
    if call.minimum_partners > 1:
        yield Rule("partners", Test.AT_LEAST, "partners", call.minimum_partners)


def _rules_on_work(call: Call, day: date, facts: Facts, problem: Problem | None) -> Iterator[Rule]:
    """Whether the same work is paid twice can only be said once the work is known, or where nothing was paid for yet."""
    if call.one_per_year:
        yield Rule("once_a_year", Test.NONE_OF, "supported", (year_of_support(call),))
    paid_for = tuple(row.value for row in facts.on("funded_work", day) or ())
    if call.no_double_funding and problem is not None:
        yield Rule("double_funding", Test.NONE_OF, "funded_work", (str(problem.pk),))
    elif call.no_double_funding:
        yield Rule("double_funding", Test.NONE_OF, "work", paid_for) if paid_for else Rule("double_funding", Test.NONE, "funded_work")


def _told(call: Call, answer: Answer, names: Mapping[tuple[str, str], str]) -> Eligibility:
    return Eligibility(call, answer.verdict.value, tuple(_line(finding, call, names) for finding in answer.findings))


def _line(finding: Finding, call: Call, names: Mapping[tuple[str, str], str]) -> Line:
    rule = finding.rule.name
    return Line(rule, rule_label(rule), fact_sentence(finding, call, names), finding.verdict.value, cure_sentence(finding, call))
