"""Memberships: applying, being taken in, leaving. Membership is not eligibility for support."""

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import end_of, locked, same_programme
from minicluster.members.models import Group, Membership, Organisation, Person
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


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
def take_membership_step(*, actor: Viewer, membership: Membership, verb: str, why: str = "") -> Membership:
    """Lead a membership over one step of its lifecycle; the day on which it ends is kept."""
    if verb == "activate_membership":
        return activate_membership(actor=actor, membership=membership, why=why)
    ends = rules.MEMBERSHIP_LIFECYCLE.steps[verb].target in rules.ENDED_MEMBERSHIP
    dates = {"valid_to": end_of(membership, membership.programme.today())} if ends else {}
    take_step(membership, verb, actor=actor, why=why, **dates)
    return membership


@transaction.atomic
def activate_membership(*, actor: Viewer, membership: Membership, why: str = "") -> Membership:
    """Welcome an approved member; the membership holds from today.

    The end of the group and the limit of groups are asked again: either may have come since the application.
    """
    rules.PERMISSIONS.require(actor, "activate_membership", membership.place())
    membership.group = locked(membership.group)
    locked(membership.organisation or membership.person)
    _refuse_an_ended_group(membership)
    _refuse_a_third_group(membership)
    take_step(membership, "activate_membership", actor=actor, why=why, valid_from=membership.programme.today())
    return membership
