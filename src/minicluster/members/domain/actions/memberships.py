"""Memberships: applying, being taken in, leaving. Membership is not eligibility for support."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import end_of, locked, refuse_future, same_programme
from minicluster.members.domain.announcements import membership_activated
from minicluster.members.domain.queries import chairs
from minicluster.members.models import Group, Membership, Organisation, Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError


@transaction.atomic
def apply_for_membership(
    *,
    actor: Viewer,
    group: Group,
    kind: str = rules.MembershipKind.REGULAR,
    organisation: Organisation | None = None,
    person: Person | None = None,
    representative: Person | None = None,
    deputy: Person | None = None,
    invented: bool = False,
) -> Membership:
    """Apply for an organisation's, or an expert's, membership in a group.

    Raises:
        InvalidInputError: neither or both of organisation and person were named.
        IllegalStepError: the group has ended, they are in it already, or a firm sits in two groups.
    """
    if (organisation is None) == (person is None):
        raise InvalidInputError(_("Please name either an organisation or a person. Nothing was changed."), field="organisation")
    membership = Membership(
        programme_id=group.programme_id,
        group=group,
        organisation=organisation,
        person=person,
        kind=kind,
        representative=representative,
        deputy=deputy,
        valid_from=group.programme.today(),
        invented=invented,
    )
    rules.PERMISSIONS.require(actor, "apply_for_membership", membership.place())
    same_programme(group.programme_id, organisation, person, representative, deputy)
    locked(organisation or person)
    _refuse_what_cannot_be(membership)
    membership.save()
    record_act(actor=actor, action="apply_for_membership", record=membership, to_state=membership.state)
    return membership


def _refuse_what_cannot_be(membership: Membership) -> None:
    _refuse_an_ended_group(membership)
    member = {"organisation": membership.organisation, "person": membership.person}
    if Membership.objects.filter(group=membership.group, valid_to=None, **member).exists():
        raise IllegalStepError(_("They already belong to this mini-cluster or have applied. Nothing was changed."))
    _refuse_a_third_group(membership)


def _refuse_an_ended_group(membership: Membership) -> None:
    if not rules.takes_members(membership.group.state):
        raise IllegalStepError(_("This mini-cluster takes no members any more. Nothing was changed; please choose one that is at work."))


def _refuse_a_third_group(membership: Membership) -> None:
    firm = membership.organisation
    if firm is None:
        return
    living = Membership.objects.filter(organisation=firm, state__in=rules.LIVING_MEMBERSHIP).count()
    if not rules.may_join_another_group(firm.kind, living):
        raise IllegalStepError(
            _("A firm sits in at most %(limit)s mini-clusters, and this one already does. It would have to leave one first. Nothing was changed.")
            % {"limit": rules.FIRM_GROUP_LIMIT}
        )


@transaction.atomic
def take_membership_step(*, actor: Viewer, membership: Membership, verb: str, why: str = "", on_day: date | None = None) -> Membership:
    """Lead a membership over one step of its lifecycle. Of one that ends the day is kept: `on_day` is the first on which it holds no more, else today.

    Raises:
        InvalidInputError: that day lies in the future, or not after the day on which the membership began.
    """
    if verb == "activate_membership":
        return activate_membership(actor=actor, membership=membership, why=why)
    if verb == "approve_membership":
        return approve_membership(actor=actor, membership=membership, why=why)
    ends = rules.MEMBERSHIP_LIFECYCLE.steps[verb].target in rules.ENDED_MEMBERSHIP
    dates = {"valid_to": _last_day(membership, on_day)} if ends else {}
    take_step(membership, verb, actor=actor, why=why, **dates)
    return membership


def _last_day(membership: Membership, on_day: date | None) -> date:
    programme = membership.programme
    if on_day is None:
        return end_of(membership, programme.today())
    refuse_future(on_day, programme, field="on_day")
    if on_day <= membership.valid_from:
        raise InvalidInputError(
            _("The membership began on %(day)s, so that it cannot have ended before. Please give a later day; nothing was changed.")
            % {"day": membership.valid_from.isoformat()},
            field="on_day",
        )
    return on_day


@transaction.atomic
def approve_membership(*, actor: Viewer, membership: Membership, why: str = "", through: str = "") -> Membership:
    """Take an applicant in, as the by-laws of the group have it: by the coordinator, the chair, or through the decision of a meeting.

    Args:
        actor: who decides, or writes down what was decided.
        membership: an application that was checked.
        why: a note for the journal.
        through: the reference of the decision, from an action that has looked at that meeting and its decision.

    Raises:
        NotAllowedError: the by-laws leave it to somebody else.
        IllegalStepError: the by-laws ask for the decision of a meeting, and none is named.
    """
    rules.PERMISSIONS.require(actor, "approve_membership", membership.place())
    membership.group = locked(membership.group)
    if not through:
        _refuse_whoever_does_not_decide(actor, membership.group)
    take_step(membership, "approve_membership", actor=actor, why=why or through, approved_through=through)
    return membership


def _refuse_whoever_does_not_decide(actor: Viewer, group: Group) -> None:
    body = {"body": group.get_approval_body_display()}
    if group.approval_body in rules.DECIDED_AT_A_MEETING:
        raise IllegalStepError(
            _(
                "By the by-laws of this mini-cluster members are taken in by: %(body)s. Nothing was changed; please record the decision on the page of that "
                "meeting and take the applicants in there."
            )
            % body
        )
    is_staff = actor.role is not Role.GROUP_OFFICER
    if not rules.approves_alone(group.approval_body, is_staff=is_staff, is_chair=group.pk in chairs(actor)):
        raise NotAllowedError(_("By the by-laws of this mini-cluster members are taken in by: %(body)s. Nothing was changed.") % body)


@transaction.atomic
def activate_membership(*, actor: Viewer, membership: Membership, why: str = "") -> Membership:
    """Welcome an approved member; the membership holds from today, and the stations above hear of it.

    The end of the group and the limit of groups are asked again: either may have come since the application.
    """
    rules.PERMISSIONS.require(actor, "activate_membership", membership.place())
    membership.group = locked(membership.group)
    locked(membership.organisation or membership.person)
    _refuse_an_ended_group(membership)
    _refuse_a_third_group(membership)
    take_step(membership, "activate_membership", actor=actor, why=why, valid_from=membership.programme.today())
    membership_activated.send(sender=Membership, membership=membership)
    return membership


@transaction.atomic
def keep_member(*, actor: Viewer, membership: Membership, why: str) -> Membership:
    """Decide that somebody stays a member although they no longer are what the group asks for; it is not proposed again until the facts or the by-laws change.

    Raises:
        IllegalStepError: they are no member.
        InvalidInputError: no reason is given.
    """
    rules.PERMISSIONS.require(actor, "keep_member", membership.place())
    stored = locked(membership)
    if stored.state not in rules.LIVING_MEMBERSHIP:
        raise IllegalStepError(_("This is no living membership any more. Nothing was changed."))
    if not why.strip():
        raise InvalidInputError(_("Please say why: this step needs a reason. Nothing was changed."), field="why")
    record_act(actor=actor, action="keep_member", record=membership, why=why)
    return membership
