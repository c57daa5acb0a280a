"""Use reports: asked for once a year for five years after the settlement, reminded of, and part of what closes a project."""

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.platform.audit.journal import history_of, record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError
from minicluster.problems import rules
from minicluster.problems.domain.messages import send_use_report_is_due
from minicluster.problems.domain.use_report_days import is_time_to_remind, use_report_days
from minicluster.problems.models import Project, UseReport


@transaction.atomic
def begin_use_reports(*, actor: Viewer, project: Project, why: str = "") -> Project:
    """Begin the reports on the use of a project's result: one a year, five in all, counted from the day of the settlement."""
    take_step(project, "begin_use_reports", actor=actor, why=why)
    settled = history_of(project).filter(action="settle_project").last()
    days = use_report_days(localtime(settled.programme_time).date() if settled else project.programme.today())
    own = {"programme_id": project.programme_id, "invented": project.invented, "project": project}
    UseReport.objects.bulk_create(UseReport(year_number=number, due_on=day, **own) for number, day in enumerate(days, start=1))
    return project


@transaction.atomic
def record_use_report(
    *, actor: Viewer, project: Project, report: UseReport, is_used: bool, use: str, sales_krw: int | None = None, new_jobs: int | None = None
) -> UseReport:
    """Record what became of the result in one year. A report that has been written is not written over.

    Raises:
        InvalidInputError: it belongs to another project, or does not say how the result is used or why not.
        IllegalStepError: it was written before, or its year has not come yet.
    """
    rules.PERMISSIONS.require(actor, "record_use_report", project.place())
    refuse_resident_registration_numbers(use=use)
    stored: UseReport = locked(report)
    if stored.project_id != project.pk:
        raise InvalidInputError(_("This report belongs to another project. Nothing was changed."), field="report")
    if not use.strip():
        raise InvalidInputError(_("Please say in a sentence how the result is used, or why it is not. Nothing was changed."), field="use")
    if not stored.is_asked_for(project.programme.today()):
        raise IllegalStepError(_("This report was written already, or is asked for later. Nothing was changed."))
    stored.is_used, stored.use, stored.sales_krw, stored.new_jobs, stored.reported_at = is_used, use.strip(), sales_krw, new_jobs, project.now()
    stored.save(update_fields=["is_used", "use", "sales_krw", "new_jobs", "reported_at"])
    record_act(actor=actor, action="record_use_report", record=stored, fields=["is_used", "use", "sales_krw", "new_jobs"])
    record_act(actor=actor, action="record_use_report", record=project, fields=[f"use_report_{stored.year_number}"])
    return stored


@transaction.atomic
def remind_of_use_report(*, actor: Viewer, report: UseReport) -> UseReport:
    """Remind the firm of a report: a month before its day, and once more when the day has passed."""
    rules.PERMISSIONS.require(actor, "remind_of_use_report", report.place())
    stored: UseReport = locked(report)
    if stored.reported_at is not None or not may_remind_today(stored):
        raise IllegalStepError(_("There is nothing to remind of. Nothing was sent."))
    stored.reminders, stored.reminded_at = stored.reminders + 1, report.now()
    stored.save(update_fields=["reminders", "reminded_at"])
    send_use_report_is_due(stored)
    record_act(actor=actor, action="remind_of_use_report", record=stored, fields=["reminders"])
    return stored


def may_remind_today(report: UseReport) -> bool:
    """Whether the firm is to be reminded of this report today."""
    reminded_on = localtime(report.reminded_at).date() if report.reminded_at else None
    return is_time_to_remind(report.due_on, report.reminders, reminded_on, report.programme.today())


@transaction.atomic
def close_project(*, actor: Viewer, project: Project, why: str = "") -> Project:
    """Close a project. While reports are outstanding it takes a reason, so that none is forgotten in silence.

    Raises:
        InvalidInputError: reports are outstanding and no reason is given.
    """
    outstanding = project.use_reports.filter(reported_at=None).count()
    if outstanding and not why.strip():
        raise InvalidInputError(
            _("%(count)s reports on its use are outstanding. Please say why the project is closed all the same; nothing was changed.") % {"count": outstanding},
            field="why",
        )
    take_step(project, "close_project", actor=actor, why=why)
    return project
