"""Memberships: kinds, their life, what they cost, and the offices that members hold."""

from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.members.rules.organisations import OrganisationKind
from minicluster.platform.lifecycle import Lifecycle, step


class MembershipKind(TextChoices):
    """Kinds of membership in a group."""

    REGULAR = "regular", _("Regular member")
    ASSOCIATE = "associate", _("Associate member")
    EXPERT = "expert", _("Expert member")
    SUPPORT = "support", _("Supporting organisation")


class MembershipState(TextChoices):
    """States of a membership. Dormant is computed from attendance."""

    APPLIED = "applied", _("Applied")
    CHECKED = "checked", _("Checked")
    APPROVED = "approved", _("Approved")
    ACTIVE = "active", _("Active")
    DORMANT = "dormant", _("Dormant")
    LEFT = "left", _("Left")
    REMOVED = "removed", _("Removed")
    INELIGIBLE = "ineligible", _("Lost eligibility")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


APPLICATION: Final = (MembershipState.APPLIED, MembershipState.CHECKED, MembershipState.APPROVED)
LIVING_MEMBERSHIP: Final = (MembershipState.ACTIVE, MembershipState.DORMANT)
MEMBERSHIP_LIFECYCLE: Final = Lifecycle(
    "membership",
    MembershipState.APPLIED,
    {
        "check_membership": step(MembershipState.APPLIED, MembershipState.CHECKED),
        "approve_membership": step(MembershipState.CHECKED, MembershipState.APPROVED),
        "activate_membership": step(MembershipState.APPROVED, MembershipState.ACTIVE),
        "refuse_membership": step(APPLICATION, MembershipState.REFUSED, needs_reason=True),
        "withdraw_application": step(APPLICATION, MembershipState.WITHDRAWN),
        "mark_membership_dormant": step(MembershipState.ACTIVE, MembershipState.DORMANT),
        "reactivate_membership": step(MembershipState.DORMANT, MembershipState.ACTIVE),
        "leave_group": step(LIVING_MEMBERSHIP, MembershipState.LEFT),
        "remove_member": step(LIVING_MEMBERSHIP, MembershipState.REMOVED, needs_reason=True),
        "end_eligibility": step(LIVING_MEMBERSHIP, MembershipState.INELIGIBLE, needs_reason=True),
    },
)
# Those who were members once.
FORMER_MEMBERSHIP: Final = (MembershipState.LEFT, MembershipState.REMOVED, MembershipState.INELIGIBLE)
ENDED_MEMBERSHIP: Final = (*FORMER_MEMBERSHIP, MembershipState.REFUSED, MembershipState.WITHDRAWN)
FIRM_GROUP_LIMIT: Final = 2


def may_join_another_group(kind: str, living_memberships: int) -> bool:
    """A firm sits in at most two groups; universities, institutes and agencies in as many as want them."""
    return kind != OrganisationKind.FIRM or living_memberships < FIRM_GROUP_LIMIT


class FeeState(TextChoices):
    """How it stands with a membership fee; derived from its days and never stored."""

    OWED = "owed", _("Owed")
    OVERDUE = "overdue", _("Overdue")
    PAID = "paid", _("Paid")
    WAIVED = "waived", _("Waived")


# Experts and supporting organisations give their work instead.
PAYING_KINDS: Final = (MembershipKind.REGULAR, MembershipKind.ASSOCIATE)


def fee_state(*, paid_on: date | None, waived_because: str, due_on: date, day: date) -> FeeState:
    """How it stands with a fee on a day: overdue from the day after it was due."""
    if paid_on is not None:
        return FeeState.PAID
    if waived_because:
        return FeeState.WAIVED
    return FeeState.OVERDUE if due_on < day else FeeState.OWED


def receipt_name(year: int, number: int) -> str:
    """A receipt's running number within the programme and the year of the fee: `2007-0012`."""
    return f"{year}-{number:04d}"


class OfficeRole(TextChoices):
    """Held roles in a group."""

    CHAIR = "chair", _("Chair")
    VICE_CHAIR = "vice_chair", _("Vice-chair")
    SECRETARY = "secretary", _("Secretary")
    AUDITOR = "auditor", _("Auditor")
    STEERING = "steering_member", _("Steering member")
    COORDINATOR = "coordinator", _("Coordinator")
    MANAGER = "manager", _("Manager")


# A coordinator is staff: the office comes with the role that opens the group, by handing over the work.
ELECTED_OFFICES: Final = [choice for choice in OfficeRole.choices if choice[0] != OfficeRole.COORDINATOR]
ONE_HOLDER: Final = frozenset({OfficeRole.CHAIR, OfficeRole.SECRETARY, OfficeRole.COORDINATOR, OfficeRole.MANAGER})
