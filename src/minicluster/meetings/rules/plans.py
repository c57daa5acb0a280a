"""What a group means to do in a year."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class WorkPlanState(TextChoices):
    """States of a group's plan for a year."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


WORK_PLAN_LIFECYCLE: Final = Lifecycle(
    "work plan",
    WorkPlanState.DRAFT,
    {
        "approve_work_plan": step(WorkPlanState.DRAFT, WorkPlanState.APPROVED),
        "reopen_work_plan": step(WorkPlanState.APPROVED, WorkPlanState.DRAFT, needs_reason=True),
    },
)
