"""What is known of firms and plans, as dated facts for the eligibility engine: the same for one firm as for all firms of a programme."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet

from minicluster.analytics.eligibility import Fact, Facts
from minicluster.members.models import Membership, Organisation, OrganisationClassification, Site
from minicluster.members.rules import FORMER_MEMBERSHIP, LIVING_MEMBERSHIP
from minicluster.problems import rules
from minicluster.problems.models import Call, Project, ProjectPartner

# What a register holds is all there is of it: no row means no.
_COMPLETE: Final = frozenset({"membership", "supported", "funded_work"})
_OUTSIDE: Final = ""


def firms_with_facts(firms: QuerySet[Organisation]) -> QuerySet[Any]:
    """The firms with all that the engine asks of them, in as many questions to the database for one as for a thousand."""
    # A membership that has ended since counts on the days on which it held.
    ended = Q(state__in=FORMER_MEMBERSHIP, valid_to__isnull=False)
    members = Membership.objects.filter(ended | Q(state__in=LIVING_MEMBERSHIP)).select_related("group")
    # Support that was granted counts, whatever came of it.
    granted = ProjectPartner.objects.filter(role=rules.PartnerRole.LEAD, project__call__isnull=False, project__state__in=rules.SELECTED_OR_LATER)
    return firms.select_related("programme").prefetch_related(
        Prefetch("sites", Site.objects.select_related("complex"), "known_sites"),
        "sizes",
        Prefetch("classifications", OrganisationClassification.objects.filter(scheme="KSIC"), "known_codes"),
        Prefetch("memberships", members, "known_memberships"),
        Prefetch("project_parts", granted.select_related("project__call").order_by("project__planned_at", "project_id"), "known_support"),
    )


def facts_of(firm: Any, project: Project | None = None) -> Facts:
    """What is known of a firm of `firms_with_facts`, each fact with the days on which it held; and of the plan, where there is one."""
    own = [*_dated_facts(firm), *_support_received(firm, project), Fact("of_a_call", "call")]
    return Facts((*own, *(_facts_of_plan(project) if project else ())), _COMPLETE)


def _dated_facts(firm: Any) -> Iterator[Fact]:
    for site in firm.known_sites:
        yield Fact("complex", str(site.complex_id or _OUTSIDE), site.valid_from, site.valid_to)
    for size in firm.sizes.all():
        yield Fact("size", size.size, size.valid_from, size.valid_to)
    for code in firm.known_codes:
        yield Fact("industry", code.code)
    for membership in firm.known_memberships:
        yield Fact("membership", str(membership.group_id), membership.valid_from, membership.valid_to)


def _support_received(firm: Any, project: Project | None) -> Iterator[Fact]:
    """The project that is being judged does not stand in its own way."""
    for part in firm.known_support:
        if project is None or part.project_id != project.pk:
            yield Fact("supported", year_of_support(part.project.call))
            yield Fact("funded_work", str(part.project.problem_id), part.project.starts_on, None)


def year_of_support(call: Call) -> str:
    """The support programme and the year to which a call counts, however early its projects were planned: that in which it closes."""
    return f"{call.support_programme_id}/{call.closes_on.year}"


def _facts_of_plan(project: Project) -> Iterator[Fact]:
    yield Fact("partners", float(len(project.partners.all())))
    items: Sequence[Any] = list(project.budget.all())
    total = sum(item.planned_krw for item in items)
    if total:
        public = sum(item.planned_krw for item in items if item.source in rules.PUBLIC_MONEY)
        yield Fact("state_share", public / total)
        yield Fact("state_krw", float(public))


def names_of(firm: Any) -> dict[tuple[str, str], str]:
    """What the complexes and mini-clusters among the facts of a firm are called."""
    complexes = {("complex", str(site.complex_id)): str(site.complex) for site in firm.known_sites if site.complex_id}
    return complexes | {("membership", str(row.group_id)): str(row.group) for row in firm.known_memberships}
