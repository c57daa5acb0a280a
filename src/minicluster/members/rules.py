"""The pure rules of members: kinds, lifecycles, permissions, identifiers."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.eligibility import Rule, Test
from minicluster.platform.lifecycle import Lifecycle, step
from minicluster.platform.permissions import PermissionMap, Role, Scope


class OrganisationKind(TextChoices):
    """What an organisation is. A firm's size class is a dated fact of its own."""

    FIRM = "firm", _("Firm")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    AGENCY = "agency", _("Support agency")
    GOVERNMENT = "government", _("Local government")
    ASSOCIATION = "association", _("Association")
    FINANCE = "finance", _("Finance")
    BUYER = "buyer", _("Buyer")
    COMPLEX_OFFICE = "complex_office", _("Complex office")


class FirmSize(TextChoices):
    """Size classes of firms in Korean support law."""

    LARGE = "large", _("Large firm")
    MID = "mid", _("Mid-size firm")
    SMALL = "sme", _("SME")
    MICRO = "micro", _("Micro firm")


class Sector(TextChoices):
    """Sectors of performance of the Frascati Manual (OECD 2015)."""

    BES = "BES", _("Business enterprise")
    GOV = "GOV", _("Government")
    HES = "HES", _("Higher education")
    PNP = "PNP", _("Private non-profit")


class Sphere(TextChoices):
    """Spheres of the triple helix (Etzkowitz and Leydesdorff 2000)."""

    UNIVERSITY = "university", _("University")
    INDUSTRY = "industry", _("Industry")
    GOVERNMENT = "government", _("Government")


_SECTORS: Final = {
    OrganisationKind.FIRM: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.BUYER: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.FINANCE: (Sector.BES, Sphere.INDUSTRY),
    OrganisationKind.UNIVERSITY: (Sector.HES, Sphere.UNIVERSITY),
    OrganisationKind.INSTITUTE: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.AGENCY: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.GOVERNMENT: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.COMPLEX_OFFICE: (Sector.GOV, Sphere.GOVERNMENT),
    OrganisationKind.ASSOCIATION: (Sector.PNP, Sphere.INDUSTRY),
}


def sector_of(kind: str) -> Sector:
    """The sector of performance, derived from the kind and never stored."""
    return _SECTORS[OrganisationKind(kind)][0]


def sphere_of(kind: str) -> Sphere:
    """The triple-helix sphere, derived from the kind and never stored."""
    return _SECTORS[OrganisationKind(kind)][1]


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
ENDED_MEMBERSHIP: Final = (
    *FORMER_MEMBERSHIP,
    MembershipState.REFUSED,
    MembershipState.WITHDRAWN,
)
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


class TieKind(TextChoices):
    """What joined two people, from records only."""

    MET = "met", _("Met")
    INTRODUCED = "introduced", _("Introduced")
    COOPERATED = "cooperated", _("Cooperated")
    CONTRACTED = "contracted", _("Contracted")


MEETING_TIE_LIMIT: Final = 12


def meeting_ties(present: Iterable[int]) -> tuple[list[tuple[int, int]], float]:
    """Who met whom at a meeting, as ordered pairs of persons, with the weight of each pair.

    The weight is 1/(n-1) (Newman 2001), so that each person's ties from one meeting sum to 1. Above twelve people sitting in one room is no evidence
    that two of them spoke, and no pair is recorded.
    """
    people = sorted(set(present))
    if not 1 < len(people) <= MEETING_TIE_LIMIT:
        return [], 0.0
    pairs = [(one, other) for place, one in enumerate(people) for other in people[place + 1 :]]
    return pairs, 1 / (len(people) - 1)


_BUSINESS_NUMBER_WEIGHTS: Final = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def is_business_number(number: str) -> bool:
    """Whether ten digits form a Korean business registration number (사업자등록번호) with a right check digit.

    Weights 1 3 7 1 3 7 1 3 5 over the first nine digits, plus the tens of 5 × the ninth; the check digit makes the sum a multiple of ten.
    """
    digits = [int(character) for character in number if character.isdigit()]
    if len(digits) != len(_BUSINESS_NUMBER_WEIGHTS) + 1:
        return False
    total = sum(weight * digit for weight, digit in zip(_BUSINESS_NUMBER_WEIGHTS, digits, strict=False)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10 == digits[9]


def is_orcid(identifier: str) -> bool:
    """Whether sixteen characters form an ORCID iD with a right check character (ISO 7064 MOD 11-2)."""
    characters = identifier.replace("-", "").upper()
    if not re.fullmatch(r"[0-9]{15}[0-9X]", characters):
        return False
    total = 0
    for character in characters[:15]:
        total = (total + int(character)) * 2
    return characters[15] == "0123456789X"[(12 - total % 11) % 11]


def is_lei(identifier: str) -> bool:
    """Whether twenty characters form a Legal Entity Identifier (ISO 17442): letters as 10 to 35, the whole number is 1 modulo 97."""
    if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{2}", identifier):
        return False
    return int("".join(str(int(character, 36)) for character in identifier)) % 97 == 1


BUSINESS_NUMBER: Final = "KR-BRN"
_IDENTIFIER_CHECKS: Final = {BUSINESS_NUMBER: is_business_number, "LEI": is_lei}


def normal_identifier(scheme: str, value: str) -> str:
    """The one way an identifier is written here: half-width, without spaces, a business number as 123-45-67890."""
    plain = "".join(unicodedata.normalize("NFKC", value).split()).upper()
    digits = "".join(character for character in plain if character.isdigit())
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}" if scheme == BUSINESS_NUMBER else plain


def is_identifier(scheme: str, value: str) -> bool:
    """Whether the value is well formed in its scheme; a scheme without a published check takes any value."""
    check = _IDENTIFIER_CHECKS.get(scheme, bool)
    return check(value)


def normal_orcid(identifier: str) -> str:
    """An ORCID iD in groups of four, whether it was typed with hyphens, without, or as an address."""
    characters = identifier.rstrip("/").rsplit("/", maxsplit=1)[-1].replace("-", "").strip().upper()
    return "-".join(characters[start : start + 4] for start in range(0, len(characters), 4))


_STAFF: Final = {
    Role.COORDINATOR: Scope.GROUPS,
    Role.COMPLEX_MANAGER: Scope.COMPLEX,
    Role.PROGRAMME_OFFICE: Scope.PROGRAMME,
    Role.ADMINISTRATOR: Scope.PROGRAMME,
}
_STAFF_AND_MEMBER: Final = {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION, Role.EXPERT: Scope.PERSON}
_STAFF_AND_OFFICERS: Final = {**_STAFF, Role.GROUP_OFFICER: Scope.GROUPS}
_OFFICE: Final = {Role.COMPLEX_MANAGER: Scope.COMPLEX, Role.PROGRAMME_OFFICE: Scope.PROGRAMME}
_SIGNED_IN: Final[dict[Role, Scope]] = {role: Scope.PROGRAMME for role in Role if role is not Role.ANONYMOUS}
_GROUP_DECISIONS: Final = ("review_group_proposal", "approve_group", "found_group", "activate_group", "begin_yearly_review", "continue_group",
                           "put_group_on_watch", "reorganise_group", "graduate_group", "close_group")  # fmt: skip
_MEMBERSHIP_DECISIONS: Final = ("check_membership", "approve_membership", "activate_membership", "refuse_membership", "mark_membership_dormant",
                                "reactivate_membership", "remove_member", "end_eligibility", "keep_member")  # fmt: skip

PERMISSIONS: Final = PermissionMap(
    "members",
    {
        "view_programme": dict.fromkeys(Role, Scope.PROGRAMME),
        "view_group": _SIGNED_IN,
        "view_organisation": _SIGNED_IN,
        "view_person": _SIGNED_IN,
        "view_contact": {
            **_STAFF,
            Role.FIRM_USER: Scope.ORGANISATION,
            Role.EXPERT: Scope.PERSON,
            Role.GROUP_OFFICER: Scope.GROUPS,
            Role.PRIVACY_OFFICER: Scope.PROGRAMME,
        },
        "view_firm_year": {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION},
        "view_privacy_register": {Role.PRIVACY_OFFICER: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "view_rights": dict.fromkeys(Role, Scope.PROGRAMME),
        "register_organisation": _STAFF,
        "register_person": _STAFF,
        "propose_group": _OFFICE,
        **dict.fromkeys(_GROUP_DECISIONS, _OFFICE),
        "apply_for_membership": _STAFF_AND_MEMBER,
        **dict.fromkeys(_MEMBERSHIP_DECISIONS, _STAFF),
        # A chair for their own group where the by-laws say so, an officer who writes down what a meeting decided.
        "approve_membership": _STAFF_AND_OFFICERS,
        "withdraw_application": _STAFF_AND_MEMBER,
        "leave_group": _STAFF_AND_MEMBER,
        # The door to the steps of memberships: which of them somebody may take, each step says for itself.
        "lead_membership": {**_STAFF_AND_MEMBER, Role.GROUP_OFFICER: Scope.GROUPS},
        "view_membership": {**_STAFF_AND_MEMBER, Role.GROUP_OFFICER: Scope.GROUPS},
        "name_representative": {**_STAFF, Role.FIRM_USER: Scope.ORGANISATION},
        "set_by_laws": _STAFF,
        "view_fees": _STAFF_AND_OFFICERS,
        "charge_fees": _STAFF,
        "record_fee_payment": _STAFF_AND_OFFICERS,
        "waive_fee": _STAFF,
        "remind_of_fee": _STAFF_AND_OFFICERS,
        "record_affiliation": _STAFF,
        "give_office": _STAFF,
        "record_dated_fact": _STAFF,
        "give_consent": {Role.EXPERT: Scope.PERSON, Role.FIRM_USER: Scope.PERSON, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "withdraw_consent": {Role.EXPERT: Scope.PERSON, Role.FIRM_USER: Scope.PERSON, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
        "hand_over_work": {**_OFFICE, Role.ADMINISTRATOR: Scope.PROGRAMME},
        "open_programme": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "open_complex": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "give_role": {Role.ADMINISTRATOR: Scope.PROGRAMME},
        "import_records": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
    },
)
