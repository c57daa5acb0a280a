"""Use reports as a viewer may see them: that one is due or written is as open as its project, what it says belongs to firm and office."""

from django.db.models import QuerySet

from minicluster.members.domain.queries import within
from minicluster.members.models import Programme
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.models import Project, UseReport


def use_reports_of(viewer: Viewer, project: Project) -> list[UseReport]:
    """The reports of a project, first year first; what they say is blank for whoever may not read it."""
    reports = list(project.use_reports.order_by("due_on", "pk"))
    if not rules.PERMISSIONS.allows(viewer, "view_use_report", project.problem.place_with(())):
        for report in reports:
            report.use, report.sales_krw, report.new_jobs, report.is_used = "", None, None, None
    return reports


def reports_asked_for(viewer: Viewer) -> QuerySet[UseReport]:
    """The reports that wait for this viewer to write them, or to see that the firm does."""
    scope = rules.PERMISSIONS.scope(viewer, "record_use_report")
    near = within(scope, viewer, organisation="project__problem__firm", group="project__problem__group")
    rows = UseReport.objects.filter(near, reported_at=None, project__state=rules.ProjectState.REPORTING)
    if scope is None:
        return rows
    today = Programme.objects.get(pk=viewer.programme_id).today()
    return rows.filter(due_on__lte=today + rules.FOLLOW_UP_NOTICE).select_related("project", "programme").order_by("due_on", "pk")
