"""What a group means to do in a year, and what it may spend."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.members.models import Group, ProgrammeRecord
from minicluster.platform.permissions import Place


class WorkPlan(ProgrammeRecord):
    """The plan of one group for one programme year."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="work_plans")
    year = models.PositiveSmallIntegerField(_("year"))
    note = models.TextField(_("note"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=rules.WorkPlanState, default=rules.WorkPlanState.DRAFT)

    LIFECYCLE = rules.WORK_PLAN_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("work plan")
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "year"], name="meetings_one_plan")]

    def __str__(self) -> str:
        return f"{self.group} {self.year}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:work-plan", args=[self.pk])

    def place(self) -> Place:
        """A plan stands with its group."""
        return self.group.place()


class PlanLine(models.Model):
    """How often a plan means to hold one kind of activity, for how many people, and for how much money."""

    plan = models.ForeignKey(WorkPlan, verbose_name=_("work plan"), on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=20, choices=rules.ActivityKind)
    times = models.PositiveSmallIntegerField(_("times"))
    people = models.PositiveIntegerField(_("people each time"), null=True, blank=True)
    budget_krw = models.PositiveBigIntegerField(_("budget (KRW)"), default=0)

    class Meta:
        verbose_name = _("budget line")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "kind"], name="meetings_plan_kind_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
