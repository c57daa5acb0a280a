"""The way of a project, who takes part, who pays, what comes of it, and whether somebody may apply."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.lifecycle import Lifecycle, step


class EligibilityVerdict(TextChoices):
    """Whether somebody may apply."""

    YES = "yes", _("Eligible")
    NO = "no", _("Not eligible")
    UNKNOWN = "unknown", _("Not yet known")


class ProjectState(TextChoices):
    """States of a project (지원과제·수행과제)."""

    PLANNED = "planned", _("Planned")
    APPLIED = "applied", _("Applied")
    REVIEWED = "reviewed", _("Reviewed")
    SELECTED = "selected", _("Selected")
    REJECTED = "rejected", _("Rejected")
    RESERVE = "reserve", _("On the reserve list")
    AGREED = "agreement", _("Agreement signed")
    RUNNING = "running", _("Running")
    MID_REVIEWED = "mid_review", _("Mid review")
    CHANGED = "changed", _("Changed")
    STOPPED = "stopped", _("Stopped")
    FINAL_REVIEWED = "final_review", _("Final review")
    SETTLED = "settlement", _("Settled")
    REPORTING = "use_reports", _("Reporting its use")
    CLOSED = "closed", _("Closed")


_P = ProjectState
PROJECT_LIFECYCLE: Final = Lifecycle(
    "project",
    _P.PLANNED,
    {
        "apply_for_project": step(_P.PLANNED, _P.APPLIED),
        "review_project": step(_P.APPLIED, _P.REVIEWED),
        "select_project": step((_P.REVIEWED, _P.RESERVE), _P.SELECTED),
        "reject_project": step((_P.REVIEWED, _P.RESERVE), _P.REJECTED, needs_reason=True),
        "reserve_project": step(_P.REVIEWED, _P.RESERVE),
        "sign_agreement": step((_P.PLANNED, _P.SELECTED), _P.AGREED),
        "start_project": step(_P.AGREED, _P.RUNNING),
        "hold_mid_review": step((_P.RUNNING, _P.CHANGED), _P.MID_REVIEWED),
        "continue_project": step(_P.MID_REVIEWED, _P.RUNNING),
        "change_project": step((_P.RUNNING, _P.MID_REVIEWED), _P.CHANGED, needs_reason=True),
        "stop_project": step((_P.RUNNING, _P.MID_REVIEWED, _P.CHANGED), _P.STOPPED, needs_reason=True),
        "hold_final_review": step((_P.RUNNING, _P.CHANGED, _P.MID_REVIEWED), _P.FINAL_REVIEWED),
        "settle_project": step((_P.FINAL_REVIEWED, _P.STOPPED), _P.SETTLED),
        "begin_use_reports": step(_P.SETTLED, _P.REPORTING),
        # A rejected project stays rejected and a stopped one is settled first, so that the funnel can be counted from the states alone.
        "close_project": step((_P.SETTLED, _P.REPORTING), _P.CLOSED),
    },
)
APPLIED_OR_LATER: Final = frozenset(_P.values) - {_P.PLANNED}
SELECTED_OR_LATER: Final = APPLIED_OR_LATER - {_P.APPLIED, _P.REVIEWED, _P.REJECTED, _P.RESERVE}
SUPPORTED: Final = SELECTED_OR_LATER - {_P.SELECTED}
FINISHED: Final = frozenset({_P.FINAL_REVIEWED, _P.SETTLED, _P.REPORTING, _P.CLOSED})
PROJECT_FUNNEL: Final = {"applied": APPLIED_OR_LATER, "selected": SELECTED_OR_LATER, "supported": SUPPORTED, "finished": FINISHED}
OUTPUTS_CAN_BE_RECORDED: Final = SUPPORTED
PLAN_CAN_CHANGE: Final = frozenset({_P.PLANNED, _P.APPLIED, _P.REVIEWED, _P.SELECTED, _P.RESERVE, _P.AGREED, _P.RUNNING, _P.MID_REVIEWED, _P.CHANGED})


class PartnerRole(TextChoices):
    """Roles in a project."""

    LEAD = "lead", _("Lead")
    PARTNER = "partner", _("Partner")
    EXPERT = "expert", _("Expert")


class FundingSource(TextChoices):
    """Who pays into a project."""

    STATE = "state", _("Central government")
    LOCAL = "local", _("Local government")
    FIRM = "firm", _("Firm")
    OTHER = "other", _("Other")


PUBLIC_MONEY: Final = (FundingSource.STATE, FundingSource.LOCAL)


class OutputKind(TextChoices):
    """What a project brings forth."""

    PATENT = "patent", _("Patent")
    PROTOTYPE = "prototype", _("Prototype")
    CERTIFICATION = "certification", _("Certification")
    PAPER = "paper", _("Paper")
    TRANSFER = "transfer", _("Technology transfer")
    PRODUCT = "product", _("Product")
    CONTRACT = "contract", _("Contract")
