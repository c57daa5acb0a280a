"""What is done with proposals of groups."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.analytics import formation
from minicluster.analytics.formation import Group as DrawnGroup
from minicluster.analytics.formation import InfeasibleError, RulesError, Wording
from minicluster.analytics.tables import TableError
from minicluster.mapping import rules
from minicluster.mapping.domain.forming import board_for_moving, gathered, rules_of, said
from minicluster.mapping.domain.refusing import why_refused
from minicluster.mapping.models import Placement, Proposal, ProposedGroup
from minicluster.members.domain.actions import propose_group
from minicluster.members.models import Complex, Organisation
from minicluster.platform.audit.journal import record_act, take_step
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError

T = TypeVar("T")


@transaction.atomic
def draw_up_groups(
    *,
    actor: Viewer,
    complex_: Complex,
    groups_from: int = rules.FEWEST_GROUPS,
    groups_to: int = rules.MOST_GROUPS,
    rules_text: str = "",
    seed: int = 0,
    invented: bool = False,
) -> Proposal:
    """Draw up mini-clusters for a complex: the same organisations, rules and seed give the same proposal.

    Raises:
        InvalidInputError: the rules cannot be followed or not all be kept, or there are too few organisations.
    """
    rules.PERMISSIONS.require(actor, "draw_up_groups", complex_.place())
    refuse_resident_registration_numbers(rules_text=rules_text)
    drawn = _or_refused(lambda: _drawn(complex_, rules_text, (groups_from, groups_to), seed))
    proposal = Proposal.objects.create(
        programme=complex_.programme, complex=complex_, drawn_up_at=complex_.now(), groups_from=groups_from, groups_to=groups_to, rules_text=rules_text,
        seed=seed, criteria=formation.as_data(drawn)["criterion"], stability=drawn.stability.overall, invented=invented,
    )  # fmt: skip
    for group in drawn.groups:
        _write(proposal, drawn.organisations.ids, group)
    record_act(actor=actor, action="draw_up_groups", record=proposal, to_state=proposal.state)
    return proposal


@transaction.atomic
def move_member(*, actor: Viewer, proposal: Proposal, organisation: Organisation, to_number: int, why: str = "") -> Placement:
    """Move an organisation to another proposed group by hand; guests then sit where a scarce role is lacking now, and nowhere else.

    Raises:
        InvalidInputError: it is not in the proposal, there is no such group, or it is there already.
        IllegalStepError: the proposal has been decided upon.
    """
    rules.PERMISSIONS.require(actor, "move_member", proposal.place())
    if Proposal.objects.select_for_update().get(pk=proposal.pk).state != rules.ProposalState.DRAWN_UP:
        raise IllegalStepError(_("This proposal has been decided upon, so nobody can be moved in it any more. Draw up another one; nothing was changed."))
    target = proposal.groups.filter(number=to_number).first()
    home = Placement.objects.filter(proposed_group__proposal=proposal, organisation=organisation, is_guest=False).select_related("proposed_group").first()
    if target is None or home is None or home.proposed_group_id == target.pk:
        raise InvalidInputError(_("There is nothing to move: choose another mini-cluster of this proposal. Nothing was changed."), field="to_number")
    target.placements.filter(organisation=organisation, is_guest=True).delete()
    home.proposed_group, home.moved_by_hand = target, True
    home.reason_ko, home.reason_en, home.stability = why, why, None
    home.save(update_fields=["proposed_group", "moved_by_hand", "reason_ko", "reason_en", "stability"])
    _seat_guests(proposal)
    record_act(actor=actor, action="move_member", record=proposal, why=f"{organisation} → {target}" + (f": {why}" if why else ""))
    return home


@transaction.atomic
def accept_proposal(*, actor: Viewer, proposal: Proposal, why: str = "") -> Proposal:
    """Accept a proposal: each of its groups becomes a proposed mini-cluster whose history names the proposal. Nobody becomes a member by it."""
    take_step(proposal, "accept_proposal", actor=actor, why=why)
    for drawn in proposal.groups.all():
        drawn.group = propose_group(
            actor=actor, complex=proposal.complex, slug=f"proposal-{proposal.pk}-{drawn.number}", name_ko=drawn.name_ko, name_en=drawn.name_en,
            speciality_ko=_speciality(drawn.name_ko), speciality_en=_speciality(drawn.name_en), invented=proposal.invented,
            why=_("From %(reference)s: %(reason)s") % {"reference": proposal.reference, "reason": drawn.reason},
        )  # fmt: skip
        drawn.save(update_fields=["group"])
    return proposal


@transaction.atomic
def discard_proposal(*, actor: Viewer, proposal: Proposal, why: str) -> Proposal:
    """Put a proposal away with the reason; it stays readable."""
    take_step(proposal, "discard_proposal", actor=actor, why=why)
    return proposal


def _drawn(complex_: Complex, text: str, groups: tuple[int, int], seed: int) -> formation.Proposal:
    organisations, likeness = gathered(complex_)
    return formation.propose(organisations, likeness, rules_of(text, organisations), groups=groups, seed=seed)


def _or_refused(work: Callable[[], T]) -> T:
    """The work's result; what the library cannot do becomes a refusal that the form shows."""
    try:
        return work()
    except InfeasibleError as error:
        conflicts = {conflict.wording.ko: conflict for found in error.conflicts.values() for conflict in found}
        told = [" ".join((said(conflict.wording), *(said(cure) for cure in conflict.cures))) for conflict in conflicts.values()]
        raise InvalidInputError(_("These rules cannot all be kept. %(why)s Nothing was changed.") % {"why": " ".join(told)}, field="rules_text") from error
    except RulesError as error:
        why = _("The rules cannot be followed as they stand. %(why)s Nothing was changed.") % {"why": why_refused(error)}
        raise InvalidInputError(why, field="rules_text") from error
    except TableError as error:
        raise InvalidInputError(
            _("No mini-clusters can be drawn up from what is recorded. %(why)s Nothing was changed.") % {"why": why_refused(error)}
        ) from error


def _write(proposal: Proposal, ids: Sequence[str], group: DrawnGroup) -> None:
    row = ProposedGroup.objects.create(
        proposal=proposal, number=group.number, name_ko=group.name.ko[:80], name_en=group.name.en[:80], stability=group.stability,
        reason_ko=_joined("ko", group.reasons)[:400], reason_en=_joined("en", group.reasons)[:400],
    )  # fmt: skip
    Placement.objects.bulk_create(
        Placement(
            proposed_group=row, organisation_id=int(ids[member.row]), is_guest=member.is_guest, stability=member.stability,
            reason_ko=_joined("ko", member.reasons)[:300], reason_en=_joined("en", member.reasons)[:300],
        )
        for member in group.members
    )  # fmt: skip


def _seat_guests(proposal: Proposal) -> None:
    """Seat the guests anew, as the board that judges the rules sees them. Where it cannot be told any more, they stay where they are."""
    try:
        board = board_for_moving(proposal)
    except (TableError, RulesError):
        return
    needed = {(int(board.organisations.ids[guest.row]), guest.group + 1): guest.rule.wording for guest in board.guests}
    for seated in Placement.objects.filter(proposed_group__proposal=proposal, is_guest=True).select_related("proposed_group"):
        if needed.pop((seated.organisation_id, seated.proposed_group.number), None) is None:
            seated.delete()
    groups = {group.number: group for group in proposal.groups.all()}
    Placement.objects.bulk_create(
        Placement(proposed_group=groups[number], organisation_id=organisation, is_guest=True, reason_ko=reason.ko[:300], reason_en=reason.en[:300])
        for (organisation, number), reason in needed.items()
    )


def _joined(language: str, reasons: Sequence[Wording]) -> str:
    return " · ".join(getattr(reason, language) for reason in reasons)


def _speciality(name: str) -> str:
    """What a group is about: its name without the word for what it is."""
    return name.removesuffix(" 미니클러스터").removesuffix(" mini-cluster") or name
