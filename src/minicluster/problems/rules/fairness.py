"""The pure rules of fairness: who is in a conflict of interest, who is asked too often, who is a new face, and what the learning log records."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from minicluster.platform.permissions import Role, Scope

OPEN_REQUESTS_PER_EXPERT: Final = 3
NEW_FACE_SHARE: Final = 0.2
CANDIDATES_PER_PROBLEM: Final = 1
NEW_FACE_AFTER: Final = timedelta(days=365)


class InterestKind(TextChoices):
    """What is declared between a person or an organisation and a firm."""

    RIVAL = "rival", _("Rival")
    PARTNER = "partner", _("Partner (joint project or stake)")
    RELATIVE = "relative", _("Relative")
    CONTRACT = "contract", _("Current contract")
    EMPLOYMENT = "employment", _("Employed there")
    ADVISER = "adviser", _("Adviser")
    KEPT_OUT = "kept_out", _("Must not see the firm's problems")


class ConflictReason(TextChoices):
    """Why a candidate is not put before a problem; the words stand on the shortlist behind a number, never behind a name."""

    OWN_FIRM = "own_firm", _("the firm itself or its people")
    KEPT_OUT = "kept_out", _("the firm named them as not to see it")
    RIVAL = "rival", _("declared rivals of the firm")
    RIVAL_STAFF = "rival_staff", _("people of a declared rival")
    RIVAL_PARTNER = "rival_partner", _("partners of a declared rival")
    PARTNER = "partner", _("declared partners of the firm")
    RELATIVE = "relative", _("relatives")
    CONTRACT = "contract", _("under contract with the firm now")
    MEMBER_STAFF = "member_staff", _("people of another member firm")
    OVERLOADED = "overloaded", _("as many open requests as one person is sent")


class BondKind(TextChoices):
    """What ties a candidate to an organisation without anybody's declaration."""

    ITSELF = "itself", _("It is the organisation")
    STAFF = "staff", _("Works there")
    PROJECT = "project", _("Partner in a current project")


@dataclass(frozen=True)
class Bond:
    """One fact that ties a candidate to an organisation today, with the record that it stands in, such as `interest-12`."""

    kind: str
    organisation_id: int
    record: str


@dataclass(frozen=True)
class Party:
    """The firm that asks, as far as conflicts go: its rivals and whom it keeps out (organisation → record), the other firms of its mini-cluster."""

    firm_id: int
    rivals: Mapping[int, str] = field(default_factory=dict)
    kept_out: Mapping[int, str] = field(default_factory=dict)
    fellow_firms: Collection[int] = frozenset()


@dataclass(frozen=True)
class Conflict:
    """Why a candidate is left out, and in which record it stands."""

    reason: ConflictReason
    record: str


_WITH_THE_FIRM: Final[Mapping[str, ConflictReason]] = {
    BondKind.ITSELF: ConflictReason.OWN_FIRM,
    BondKind.STAFF: ConflictReason.OWN_FIRM,
    InterestKind.KEPT_OUT: ConflictReason.KEPT_OUT,
    InterestKind.RIVAL: ConflictReason.RIVAL,
    InterestKind.RELATIVE: ConflictReason.RELATIVE,
    InterestKind.PARTNER: ConflictReason.PARTNER,
    **dict.fromkeys((InterestKind.CONTRACT, InterestKind.EMPLOYMENT, InterestKind.ADVISER), ConflictReason.CONTRACT),
}
# A rival of a rival is no rival, and whom a rival keeps out is no friend of it.
_WITH_A_RIVAL: Final[Mapping[str, ConflictReason]] = {
    BondKind.ITSELF: ConflictReason.RIVAL,
    BondKind.STAFF: ConflictReason.RIVAL_STAFF,
    BondKind.PROJECT: ConflictReason.RIVAL_PARTNER,
    InterestKind.EMPLOYMENT: ConflictReason.RIVAL_STAFF,
    **dict.fromkeys((InterestKind.PARTNER, InterestKind.RELATIVE, InterestKind.CONTRACT, InterestKind.ADVISER), ConflictReason.RIVAL_PARTNER),
}
_BELONGS: Final = (BondKind.ITSELF, BondKind.STAFF)
_ORDER: Final = {reason: place for place, reason in enumerate(ConflictReason)}


def conflict_of(party: Party, bonds: Iterable[Bond]) -> Conflict | None:
    """The conflict of interest that a candidate with these bonds has with the firm that asks, and the record it stands in; None without one.

    Of several the gravest is given, in the order of `ConflictReason`. Names do not count: a firm of the same family name is not a conflict.
    """
    found = [conflict for bond in bonds if (conflict := _conflict(party, bond)) is not None]
    return min(found, key=lambda conflict: (_ORDER[conflict.reason], conflict.record), default=None)


def _conflict(party: Party, bond: Bond) -> Conflict | None:
    place = bond.organisation_id
    if place == party.firm_id:
        reason = _WITH_THE_FIRM.get(bond.kind)
        return Conflict(reason, bond.record) if reason else None
    if place in party.kept_out and bond.kind in _BELONGS:
        return Conflict(ConflictReason.KEPT_OUT, party.kept_out[place])
    if place in party.rivals and bond.kind in _WITH_A_RIVAL:
        # The declaration says who the rival is; what ties the candidate to it is the fact to look at, unless it is the rival itself.
        return Conflict(_WITH_A_RIVAL[bond.kind], party.rivals[place] if bond.kind == BondKind.ITSELF else bond.record)
    if place in party.fellow_firms and bond.kind == BondKind.STAFF:
        return Conflict(ConflictReason.MEMBER_STAFF, bond.record)
    return None


def may_be_asked(open_requests: int, limit: int = OPEN_REQUESTS_PER_EXPERT) -> bool:
    """Whether an expert with so many open requests may be asked once more: experts stay with a programme that asks seldom and well."""
    return open_requests < limit


def is_new_face(last_asked_on: date | None, today: date) -> bool:
    """Whether somebody has not been asked within the last year."""
    return last_asked_on is None or last_asked_on <= today - NEW_FACE_AFTER


def may_end_interest(role: Role, declared_as: str) -> bool:
    """Whether a role may end what was declared: each side its own declarations, a coordinator any."""
    return role is Role.COORDINATOR or role == declared_as


class LearningAct(TextChoices):
    """What happened to a candidate, from the list to the solved problem."""

    SHOWN = "shown", _("Shown")
    OPENED = "opened", _("Opened")
    UNFIT = "unfit", _("Judged as not fitting")
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    MET = "met", _("Met")
    SOLVED = "solved", _("Solved")


class ShownList(TextChoices):
    """The lists on which candidates are shown."""

    SHORTLIST = "shortlist", _("Shortlist")
    BATCH = "batch", _("Batch")


# Acts that are logged once a day, however often the page is opened.
ONCE_A_DAY: Final = (LearningAct.SHOWN, LearningAct.OPENED)
# How good a candidate turned out to be; what is not named here says nothing good.
GRADE_OF_ACT: Final[Mapping[str, int]] = {LearningAct.ACCEPTED: 1, LearningAct.MET: 2, LearningAct.SOLVED: 3}


class Decision(TextChoices):
    """What an administrator decided on a verdict of the gate."""

    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class Verdict(TextChoices):
    """What the gate found."""

    KEEP = "keep fixed weights", _("Keep the fixed weights")
    USE = "use the learned ranker", _("Use the learned ranker")


_DECLARERS: Final = {Role.COORDINATOR: Scope.GROUPS, Role.EXPERT: Scope.PERSON, Role.FIRM_USER: Scope.ORGANISATION}
FAIRNESS_GRANTS: Final[Mapping[str, Mapping[Role, Scope]]] = {
    "view_interest": {**_DECLARERS, Role.PRIVACY_OFFICER: Scope.PROGRAMME},
    "declare_interest": _DECLARERS,
    "end_interest": _DECLARERS,
    "view_matching_policy": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME, Role.ADMINISTRATOR: Scope.PROGRAMME},
    "set_matching_policy": {Role.PROGRAMME_OFFICE: Scope.PROGRAMME},
    "measure_ranker": {Role.ADMINISTRATOR: Scope.PROGRAMME},
    "decide_on_ranker": {Role.ADMINISTRATOR: Scope.PROGRAMME},
}
