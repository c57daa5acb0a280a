"""Who stands for a member: named anew when somebody else follows, with the days kept."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import locked, refuse_future, same_programme
from minicluster.members.models import Membership, Person, Representation
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def name_representative(*, actor: Viewer, membership: Membership, representative: Person | None, deputy: Person | None = None, from_day: date) -> Membership:
    """Let this person represent the member from this day on, with this deputy; who did so until then stays on record with their days.

    Raises:
        IllegalStepError: it is an expert's membership, or one that has ended.
        InvalidInputError: the day lies in the future or before the present term began, or one person would be both.
    """
    rules.PERMISSIONS.require(actor, "name_representative", membership.place())
    same_programme(membership.programme_id, representative, deputy)
    stored = locked(membership)
    _refuse_what_cannot_be(stored, representative, deputy)
    refuse_future(from_day, membership.programme)
    if (stored.representative_id, stored.deputy_id) == (_pk(representative), _pk(deputy)):
        return membership
    _close_term(stored, from_day)
    membership.representative, membership.deputy = representative, deputy
    membership.save(update_fields=["representative", "deputy"])
    record_act(actor=actor, action="name_representative", record=membership, fields=["representative", "deputy"])
    return membership


def _pk(person: Person | None) -> int | None:
    return person.pk if person else None


def _refuse_what_cannot_be(membership: Membership, representative: Person | None, deputy: Person | None) -> None:
    if membership.organisation_id is None:
        raise IllegalStepError(_("An expert stands for themselves and is represented by nobody. Nothing was changed."))
    if membership.valid_to is not None:
        raise IllegalStepError(_("This membership has ended, so that nobody represents it any more. Nothing was changed."))
    if representative is not None and representative == deputy:
        raise InvalidInputError(_("Nobody deputises for themselves. Please choose another deputy, or none; what you typed is kept."), field="deputy")


def _close_term(membership: Membership, from_day: date) -> None:
    """Keep who represented until this day; where nobody did, there is nothing to keep."""
    last = membership.former_representations.order_by("valid_to").last()
    since: date = last.valid_to if last else membership.valid_from
    if membership.representative_id is None and membership.deputy_id is None:
        return
    if from_day <= since:
        raise InvalidInputError(
            _("There is already an entry from %(day)s on. History is not overwritten: please give a later day. Nothing was changed.")
            % {"day": since.isoformat()},
            field="from_day",
        )
    Representation.objects.create(
        membership=membership, representative_id=membership.representative_id, deputy_id=membership.deputy_id, valid_from=since, valid_to=from_day
    )
