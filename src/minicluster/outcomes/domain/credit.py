"""Whose outcome an entry is: shared among partners and groups by weights, and carried along when an entry is corrected."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from minicluster.members.domain.actions.history import locked
from minicluster.members.models import Group, Membership, Organisation
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.outcomes import rules
from minicluster.outcomes.models import Outcome, OutcomeCredit
from minicluster.outcomes.rules import OutcomeState, Realisation
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError
from minicluster.problems.models import ProjectPartner

MOST_WEIGHT: Final = 10_000
Share = tuple[Organisation, Group, int]
Whose = tuple[Organisation, Group]


@transaction.atomic
def share_credit(*, actor: Viewer, outcome: Outcome, shares: Iterable[Share], why: str = "") -> list[OutcomeCredit]:
    """Say whose an outcome is, in the place of what was said before; without shares it is its own firm's and group's alone again.

    Each share has a whole weight above 0; its part of the value is its part of all weights, so that the parts sum to the value whatever the weights are.

    Raises:
        InvalidInputError: a weight that is none, the same twice, or somebody who neither takes part in the project nor is a member of the group.
        IllegalStepError: the entry has been corrected; its correction counts.
    """
    rules.PERMISSIONS.require(actor, "share_credit", outcome.place())
    wanted = list(shares)
    stored: Outcome = locked(outcome)
    if stored.state == OutcomeState.CORRECTED:
        raise IllegalStepError(_("This entry has been corrected by a new one, which counts in its place. Nothing was changed; please share the new entry."))
    _refuse_wrong_weights(wanted)
    _refuse_strangers(stored, [(organisation, group) for organisation, group, _weight in wanted])
    stored.credits.all().delete()
    made = OutcomeCredit.objects.bulk_create(
        OutcomeCredit(outcome=stored, organisation=organisation, group=group, weight=weight) for organisation, group, weight in wanted
    )
    record_act(actor=actor, action="share_credit", record=stored, fields=("credits",), why=why)
    return made


def _refuse_wrong_weights(shares: Sequence[Share]) -> None:
    if any(not isinstance(weight, int) or not 0 < weight <= MOST_WEIGHT for _organisation, _group, weight in shares):
        raise InvalidInputError(_("A weight is a whole number from 1 to %(most)s. Nothing was changed.") % {"most": f"{MOST_WEIGHT:,}"})
    pairs = [(organisation.pk, group.pk) for organisation, group, _weight in shares]
    if len(set(pairs)) < len(pairs):
        raise InvalidInputError(_("The same organisation stands twice for the same mini-cluster. Nothing was changed; please give it one weight."))


def _refuse_strangers(outcome: Outcome, wanted: Sequence[Whose]) -> None:
    if any(record.programme_id != outcome.programme_id for pair in wanted for record in pair):
        raise NotVisibleError
    near = _taking_part(outcome)
    members = set(_memberships([organisation.pk for organisation, _group in wanted]).values_list("organisation_id", "group_id"))
    for organisation, group in wanted:
        is_near = organisation.pk in near and group.pk == outcome.group_id
        if not is_near and (organisation.pk, group.pk) not in members:
            raise InvalidInputError(
                _("%(organisation)s neither takes part in the project nor is a member of %(group)s. Nothing was changed; please choose somebody who is.")
                % {"organisation": organisation, "group": group}
            )


def credit_candidates(outcome: Outcome) -> list[Whose]:
    """Who can be credited at hand: the firm and the partners of the project, for the entry's group and for others of which they are members, then its other members."""
    near = _taking_part(outcome)
    partners = list(Organisation.objects.filter(pk__in=near).order_by("name_ko", "pk"))
    theirs = _memberships(near).exclude(group=outcome.group_id).select_related("organisation", "group").order_by("organisation__name_ko", "pk")
    others = _memberships().filter(group=outcome.group_id).exclude(organisation__in=near).select_related("organisation").order_by("organisation__name_ko", "pk")
    return [
        *((partner, outcome.group) for partner in sorted(partners, key=lambda partner: partner.pk != outcome.organisation_id)),
        *((row.organisation, row.group) for row in theirs if row.organisation),
        *((row.organisation, outcome.group) for row in others if row.organisation),
    ]


def carry_over(outcome: Outcome, correction: Outcome) -> None:
    """Let a correction take the place of the entry that it corrects: its shares, what it fulfils, and where both are expected its follow-ups and what fulfils it."""
    shares = outcome.credits.values_list("organisation_id", "group_id", "weight").order_by("pk")
    OutcomeCredit.objects.bulk_create(
        OutcomeCredit(outcome=correction, organisation_id=organisation, group_id=group, weight=weight) for organisation, group, weight in shares
    )
    # Read anew: a correction of what was expected may have led it elsewhere since the entry was fetched.
    fulfils = Outcome.objects.values_list("fulfils_id", flat=True).get(pk=outcome.pk)
    if correction.realisation == Realisation.REALISED and fulfils:
        correction.fulfils_id = fulfils
        correction.save(update_fields=["fulfils"])
    if Realisation.EXPECTED == correction.realisation == outcome.realisation:
        outcome.follow_ups.update(outcome=correction)
        outcome.fulfilled_by.update(fulfils=correction)


def _taking_part(outcome: Outcome) -> set[int]:
    """The firm, and the partners of the project if there is one."""
    partners = ProjectPartner.objects.filter(project=outcome.project_id).values_list("organisation_id", flat=True) if outcome.project_id else ()
    return {outcome.organisation_id, *partners}


def _memberships(organisations: Iterable[int] | None = None) -> QuerySet[Membership]:
    living = Membership.objects.filter(state__in=LIVING_MEMBERSHIP, organisation__isnull=False)
    return living if organisations is None else living.filter(organisation__in=list(organisations))
