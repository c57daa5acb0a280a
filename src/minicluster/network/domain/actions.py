"""What can be done about proposals: set a pair aside, propose it again, and invite pairs to an activity."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.meetings.domain.actions import invite_people
from minicluster.meetings.models import Activity, Invitation
from minicluster.members.models import Group, Person
from minicluster.network import rules
from minicluster.network.domain.proposals import Proposal, activities_to_invite_to, proposals_for
from minicluster.network.models import PairSetAside
from minicluster.network.rules.proposing import Pair, pair_of
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError, NotVisibleError


@transaction.atomic
def set_pair_aside(*, actor: Viewer, group: Group, one: Person, other: Person, why: str) -> PairSetAside:
    """Say that two people need not meet, and why; they are not proposed again in this mini-cluster. Whoever says so twice changes the reason.

    Raises:
        InvalidInputError: there is no reason, or both are the same person.
    """
    rules.PERMISSIONS.require(actor, "set_pair_aside", group.place())
    reason = " ".join(why.split())
    if not reason:
        raise InvalidInputError(_("Please say why the two do not fit: the next coordinator reads it. Nothing was changed."), field="why")
    if one.pk == other.pk or {one.programme_id, other.programme_id} != {group.programme_id}:
        raise NotVisibleError
    first, second = pair_of(one.pk, other.pk)
    facts = {"programme": group.programme, "invented": group.invented, "why": reason, "set_aside_by_id": actor.user_id, "set_aside_at": group.now()}
    pair, _is_new = PairSetAside.objects.update_or_create(group=group, one_id=first, other_id=second, defaults=facts)
    # The reason may speak of people, and what the journal says is never erased.
    record_act(actor=actor, action="set_pair_aside", record=pair, fields=["why"])
    return pair


@transaction.atomic
def propose_pair_again(*, actor: Viewer, pair: PairSetAside) -> None:
    """Take back that a pair was set aside."""
    rules.PERMISSIONS.require(actor, "set_pair_aside", pair.place())
    record_act(actor=actor, action="propose_pair_again", record=pair)
    pair.delete()


@transaction.atomic
def invite_pairs(*, actor: Viewer, group: Group, activity: Activity, pairs: Collection[Pair]) -> list[Invitation]:
    """Put proposed pairs on the list of an activity that is still ahead; who stands on it already stands on it once. What comes back are the new invitations.

    While the activity is planned nobody is written to (see `meetings.invite_people`). The journal of the activity keeps who was to meet, by number.

    Raises:
        InvalidInputError: no pair was chosen, or one is no longer proposed.
        NotVisibleError: the activity is not one of this mini-cluster to which the actor may invite.
    """
    rules.PERMISSIONS.require(actor, "view_meeting_proposals", group.place())
    if not activities_to_invite_to(actor, group).filter(pk=activity.pk).exists():
        raise NotVisibleError
    chosen = _chosen(proposals_for(actor, group).rows, pairs)
    people = {side.person.pk: side.person for proposal in chosen for side in proposal.sides}
    invitations = invite_people(actor=actor, activity=activity, people=people.values())
    for proposal in chosen:
        record_act(actor=actor, action="invite_person", record=activity, why=_to_meet(proposal))
    return invitations


def _chosen(rows: Iterable[Proposal], pairs: Collection[Pair]) -> list[Proposal]:
    by_pair = {row.pair: row for row in rows}
    if not pairs:
        raise InvalidInputError(_("Please choose at least one pair. Nobody was invited."), field="pairs")
    if any(pair not in by_pair for pair in pairs):
        raise InvalidInputError(
            _("A pair is no longer proposed: the two have met, or somebody set it aside. Nobody was invited; please look again."), field="pairs"
        )
    return [by_pair[pair] for pair in pairs]


def _to_meet(proposal: Proposal) -> str:
    """For the journal: who is to meet, by number, as it outlives an erasure."""
    facts = {"one": f"person-{proposal.pair[0]}", "other": f"person-{proposal.pair[1]}", "common": proposal.common}
    return _("Proposed to meet: %(one)s and %(other)s; people whom both know: %(common)s.") % facts
