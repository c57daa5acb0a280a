"""Who among the members is shut out of a call, and why: counted by the rule that decides, each firm with its fact and its cure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from minicluster.analytics.eligibility import Verdict
from minicluster.members.domain.queries import complexes_for, within
from minicluster.members.models import Complex, Membership, Organisation, Programme
from minicluster.members.rules import LIVING_MEMBERSHIP, OrganisationKind
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.eligibility import Eligibility, Line, judged_by_facts, open_calls
from minicluster.problems.domain.eligibility_facts import firms_with_facts
from minicluster.problems.models import Call


@dataclass(frozen=True)
class ShutFirm:
    """One firm under one rule that shuts it out; with how many other rules speak against it too."""

    firm: Organisation
    groups: str
    line: Line
    others: int


@dataclass
class ShutOut:
    """What a call says of all members of a part of the programme."""

    call: Call
    day: date
    members: int = 0
    shut: int = 0
    undecided: int = 0
    rows: list[ShutFirm] = field(default_factory=list)
    by_rule: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_complex: dict[int, list[int]] = field(default_factory=dict)

    @property
    def rules(self) -> list[tuple[str, str, int]]:
        """The rules that shut somebody out, with their words and how many firms each shuts out; the hardest first."""
        return [(rule, label, count) for (rule, label), count in self.by_rule.most_common()]


def calls_to_look_at(viewer: Viewer) -> list[Call]:
    """The calls that are open or still to come, in the order in which they close."""
    return list(open_calls(viewer.programme_id, Programme.objects.get(pk=viewer.programme_id).today()))


def complexes_to_look_at(viewer: Viewer) -> QuerySet[Complex]:
    """The complexes whose members this viewer sees together."""
    return complexes_for(viewer).filter(within(rules.PERMISSIONS.scope(viewer, "view_shut_out"), viewer, complex_="pk"))


def shut_out_of(viewer: Viewer, call: Call, *, complex_id: int | None = None, rule: str = "") -> ShutOut:
    """Who is shut out of a call among the member firms within the viewer's reach, in one complex or all; `rule` shows those of one rule only.

    A call that is still to come is judged as of its first day: until then its window would shut everybody out.
    """
    programme = Programme.objects.get(pk=viewer.programme_id)
    told = ShutOut(call, max(programme.today(), call.opens_on))
    for firm in firms_with_facts(_members(viewer, complex_id)).order_by("name_ko", "pk"):
        _count(told, firm, judged_by_facts(firm, [call], day=told.day)[0])
    told.rows = sorted((row for row in told.rows if rule in ("", row.line.rule)), key=lambda row: -told.by_rule[row.line.rule, row.line.label])
    return told


def _members(viewer: Viewer, complex_id: int | None) -> QuerySet[Organisation]:
    reach = within(rules.PERMISSIONS.scope(viewer, "view_shut_out"), viewer, complex_="group__complex_id")
    members = Membership.objects.filter(reach, state__in=LIVING_MEMBERSHIP)
    if complex_id:
        members = members.filter(group__complex_id=complex_id)
    return Organisation.objects.filter(programme_id=viewer.programme_id, kind=OrganisationKind.FIRM, pk__in=members.values("organisation_id"))


def _count(told: ShutOut, firm: Any, answer: Eligibility) -> None:
    is_shut = answer.verdict == Verdict.NO
    told.members += 1
    told.shut += is_shut
    told.undecided += answer.verdict == Verdict.UNKNOWN
    living = [membership.group for membership in firm.known_memberships if membership.state in LIVING_MEMBERSHIP]
    for complex_id in {group.complex_id for group in living}:
        counts = told.by_complex.setdefault(complex_id, [0, 0])
        counts[0] += 1
        counts[1] += is_shut
    told.rows.extend(_rows(firm, ", ".join(str(group) for group in living), answer.against))
    told.by_rule.update((line.rule, line.label) for line in answer.against)


def _rows(firm: Organisation, groups: str, against: list[Line]) -> Iterator[ShutFirm]:
    for line in against:
        yield ShutFirm(firm, groups, line, len(against) - 1)
