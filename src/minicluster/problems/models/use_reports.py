"""Use reports (활용보고): what became of a project's result in each of the five years after its settlement."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import ProgrammeRecord
from minicluster.platform.permissions import Place
from minicluster.problems import rules
from minicluster.problems.models.projects import Project


class UseReport(ProgrammeRecord):
    """One yearly report: due on its day, reminded of, and written by the firm or its coordinator. Its figures are the firm's own."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="use_reports")
    year_number = models.PositiveSmallIntegerField(_("year after the settlement"))
    due_on = models.DateField(_("due on"))
    is_used = models.BooleanField(_("the result is in use"), null=True, blank=True)
    use = models.TextField(_("how it is used, or why not"), blank=True)
    sales_krw = models.PositiveBigIntegerField(_("sales with it in that year (KRW)"), null=True, blank=True)
    new_jobs = models.PositiveIntegerField(_("new jobs in that year"), null=True, blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    reminded_at = models.DateTimeField(_("last reminded at"), null=True, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("use report")
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "year_number"], name="problems_use_report_once")]

    def __str__(self) -> str:
        return self.reference

    def place(self) -> Place:
        """A use report stands with its project."""
        return self.project.place()

    def is_asked_for(self, today: date) -> bool:
        """Whether it is to be written now: from a month before its day until it is."""
        return self.reported_at is None and self.due_on - rules.FOLLOW_UP_NOTICE <= today
