"""Complexes and groups: kinds, the life of a group, its by-laws, what it goes over into."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.eligibility import Rule, Test
from minicluster.platform.lifecycle import Lifecycle, step


class ComplexKind(TextChoices):
    """Kinds of industrial complex in the Industrial Sites and Development Act."""

    NATIONAL = "national", _("National complex")
    GENERAL = "general", _("General complex")
    URBAN = "urban", _("Urban high-tech complex")
    RURAL = "rural", _("Rural complex")


class GroupLevel(TextChoices):
    """Levels of council, from working party to federation."""

    MINI_CLUSTER = "mini_cluster", _("Mini-cluster")
    SUB_GROUP = "sub_group", _("Sub-group")
    PROJECT_GROUP = "project_group", _("Project group")
    FEDERATION = "federation", _("Federation")


class GroupModel(TextChoices):
    """Who steers a group."""

    MANAGED = "managed", _("Managed by the complex office")
    COOPERATIVE = "cooperative", _("Cooperative")
    AUTONOMOUS = "autonomous", _("Autonomous")


class GroupState(TextChoices):
    """States of a group."""

    PROPOSED = "proposed", _("Proposed")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Approved")
    FOUNDED = "founded", _("Founded")
    ACTIVE = "active", _("Active")
    UNDER_REVIEW = "under_review", _("In yearly review")
    ON_WATCH = "on_watch", _("On watch")
    REORGANISED = "reorganised", _("Merged or split")
    GRADUATED = "graduated", _("Graduated")
    CLOSED = "closed", _("Closed")


GROUP_LIFECYCLE: Final = Lifecycle(
    "group",
    GroupState.PROPOSED,
    {
        "review_group_proposal": step(GroupState.PROPOSED, GroupState.REVIEWED),
        "approve_group": step(GroupState.REVIEWED, GroupState.APPROVED),
        "found_group": step(GroupState.APPROVED, GroupState.FOUNDED),
        "activate_group": step(GroupState.FOUNDED, GroupState.ACTIVE),
        "begin_yearly_review": step((GroupState.ACTIVE, GroupState.ON_WATCH), GroupState.UNDER_REVIEW),
        "continue_group": step(GroupState.UNDER_REVIEW, GroupState.ACTIVE),
        "put_group_on_watch": step(GroupState.UNDER_REVIEW, GroupState.ON_WATCH, needs_reason=True),
        "reorganise_group": step((GroupState.ACTIVE, GroupState.UNDER_REVIEW, GroupState.ON_WATCH), GroupState.REORGANISED, needs_reason=True),
        "graduate_group": step((GroupState.ACTIVE, GroupState.UNDER_REVIEW), GroupState.GRADUATED, needs_reason=True),
        "close_group": step(
            (
                GroupState.PROPOSED,
                GroupState.REVIEWED,
                GroupState.APPROVED,
                GroupState.FOUNDED,
                GroupState.ACTIVE,
                GroupState.UNDER_REVIEW,
                GroupState.ON_WATCH,
            ),
            GroupState.CLOSED,
            needs_reason=True,
        ),
    },
)
ENDED_GROUP: Final = (GroupState.REORGANISED, GroupState.GRADUATED, GroupState.CLOSED)


def takes_members(group_state: str) -> bool:
    """Whether a group in this state takes applications: from the proposal on, until it ends."""
    return group_state not in ENDED_GROUP


class ApprovalBody(TextChoices):
    """Who takes a member in, by the by-laws of a mini-cluster."""

    COORDINATOR = "coordinator", _("Coordinator")
    CHAIR = "chair", _("Chair")
    STEERING = "steering", _("Steering meeting")
    ASSEMBLY = "assembly", _("Assembly")


# Of these a decision is recorded at the meeting; nobody takes a member in on their own.
DECIDED_AT_A_MEETING: Final = (ApprovalBody.STEERING, ApprovalBody.ASSEMBLY)


def approves_alone(body: str, *, is_staff: bool, is_chair: bool) -> bool:
    """Whether somebody may take a member in without a meeting: the coordinator, the chair, or the coordinator who writes down what the chair decided."""
    if body == ApprovalBody.CHAIR:
        return is_staff or is_chair
    return body == ApprovalBody.COORDINATOR and is_staff


def is_quorum(share: float) -> bool:
    """Whether a share of the members can be a quorum: more than none, at most all."""
    return 0 < share <= 1


def is_majority(share: float) -> bool:
    """Whether more than this share of the votes can be a majority: of more than all of them no decision could come."""
    return 0 < share < 1


# The fields of the by-laws that say what a firm has to be.
ADMISSION_FIELDS: Final = ("demands_site", "demands_industry", "admitted_sizes")


def admission_rules(*, complex_id: int, demands_site: bool, sizes: Iterable[str], industries: Iterable[str]) -> list[Rule]:
    """What a mini-cluster asks of a firm that is, or would be, its regular member; what it does not ask becomes no rule."""
    asked = []
    if demands_site:
        asked.append(Rule("site", Test.ONE_OF, "complex", (str(complex_id),)))
    if sizes := tuple(sizes):
        asked.append(Rule("size", Test.ONE_OF, "size", sizes))
    if industries := tuple(industries):
        asked.append(Rule("industry", Test.BEGINS_WITH, "industry", industries))
    return asked


class SuccessionKind(TextChoices):
    """How one group came out of another."""

    MERGE = "merge", _("Merged into")
    SPLIT = "split", _("Split into")
    RENAME = "rename", _("Renamed to")


def fits_succession(kind: str, successors: int) -> bool:
    """A split has two successors or more; a merger and a renaming have one."""
    return successors > 1 if kind == SuccessionKind.SPLIT else successors == 1
