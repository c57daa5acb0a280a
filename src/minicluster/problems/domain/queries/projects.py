"""Projects as a viewer may see them."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from minicluster.meetings.domain.years import on_days
from minicluster.members.models import Organisation
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems import rules
from minicluster.problems.domain.queries.visibility import visible_projects
from minicluster.problems.models import BudgetItem, Call, Output, Problem, Project, ReadableQuerySet


def projects_for(viewer: Viewer) -> ReadableQuerySet:
    """The projects that the viewer may see, newest first; the text of problems that they may not read is blank."""
    rows: ReadableQuerySet = Project.objects.filter(visible_projects(viewer)).order_by("-planned_at", "-pk")
    related = rows.select_related(
        "problem__group__complex", "problem__firm", "problem__programme", "programme", "introduction__expert", "call__support_programme"
    )
    return related.prefetch_related("problem__introductions", "partners__organisation").as_read_by(viewer)


def project_for(viewer: Viewer, pk: int) -> Project:
    """One project with its partners, money, milestones and outputs.

    Raises:
        NotVisibleError: there is none, or not for them.
    """
    rows = projects_for(viewer).prefetch_related("partners__person", "budget", "milestones", "outputs__counterpart")
    project: Project | None = rows.filter(pk=pk).first()
    if project is None:
        raise NotVisibleError
    return project


def filtered_projects(viewer: Viewer, chosen: dict[str, Any]) -> ReadableQuerySet:
    """The projects that fit what was chosen in the filter, with their money and outputs counted."""
    names = {
        "state": "state",
        "group": "problem__group",
        "complex": "problem__group__complex",
        "problem": "problem",
        "agreed_since": "agreement_date__gte",
        "agreed_until": "agreement_date__lte",
    }
    rows = projects_for(viewer).filter(**{look_up: chosen[name] for name, look_up in names.items() if chosen.get(name)})
    if chosen.get("funnel"):
        rows = rows.filter(state__in=rules.PROJECT_FUNNEL[chosen["funnel"]])
    rows = rows.filter(on_days("planned_at", chosen.get("since"), chosen.get("until")))
    money = BudgetItem.objects.all()
    outputs = Output.objects.filter(project=OuterRef("pk")).order_by().values("project").annotate(count=Count("pk")).values("count")
    counted: ReadableQuerySet = rows.annotate(
        planned_krw=_planned_in(money), public_krw=_planned_in(money.filter(source__in=rules.PUBLIC_MONEY)), output_count=Coalesce(Subquery(outputs), 0)
    )
    return counted


def _planned_in(money: QuerySet[BudgetItem]) -> Coalesce:
    """The sum of these lines of a project's plan, asked for apart: joined to its outputs every line would count once for each of them."""
    lines = money.filter(project=OuterRef("pk")).order_by().values("project")
    return Coalesce(Subquery(lines.annotate(sum=Sum("planned_krw")).values("sum")), 0)


def money_of(projects: ReadableQuerySet) -> dict[str, int]:
    """What is planned for filtered projects together, and how much of it is public."""
    sums: dict[str, int] = projects.order_by().aggregate(planned=Coalesce(Sum("planned_krw"), 0), public=Coalesce(Sum("public_krw"), 0))
    return sums


def projects_of(viewer: Viewer, problem: Problem) -> list[Project]:
    """The projects that work on a problem."""
    return list(projects_for(viewer).filter(problem=problem).order_by("planned_at", "pk"))


def calls_to_choose(viewer: Viewer) -> Any:
    """The calls of the programme, latest first."""
    return Call.objects.filter(programme_id=viewer.programme_id).select_related("support_programme").order_by("-opens_on")


def organisations_to_choose(viewer: Viewer) -> Any:
    """The organisations of the programme, for partners and buyers."""
    return Organisation.objects.filter(programme_id=viewer.programme_id).order_by("name_ko")
