"""Deciding, for a programme, what may be sent to a language model: by the privacy officer or the administrator, for one address, for a time."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from minicluster.members.models import Programme
from minicluster.platform.audit.journal import record_acts
from minicluster.platform.language_model.configuration import Configuration
from minicluster.platform.language_model.models import SendingDecision
from minicluster.platform.permissions import Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError
from minicluster.problems import rules

_RECORD_TYPE = "sending-decision"


@transaction.atomic
def decide_language_model(*, actor: Viewer, address: str, secrecy_levels: Iterable[int], valid_until: date, reason: str) -> SendingDecision:
    """Decide that problems of these secrecy levels may be sent to this address until this day.

    Raises:
        InvalidInputError: no level, no reason, a day that has passed, or an address on which others could read along.
    """
    programme = Programme.objects.get(pk=actor.programme_id)
    rules.PERMISSIONS.require(actor, "decide_language_model", Place(programme.pk))
    refuse_resident_registration_numbers(reason=reason)
    levels, address = sorted(set(secrecy_levels)), address.strip().rstrip("/")
    _refuse_incomplete(levels, reason)
    if not Configuration(address).is_safe:
        raise InvalidInputError(
            _("The address has to begin with https://, or be on this machine: others could read along. Nothing was decided."), field="address"
        )
    if valid_until < programme.today():
        raise InvalidInputError(_("This day has passed. Nothing was decided; please give a later one."), field="valid_until")
    decision = SendingDecision.objects.create(
        programme_id=programme.pk, address=address, secrecy_levels=levels, reason=reason.strip(), decided_by_id=actor.user_id, decided_role=actor.role,
        decided_at=programme.now(), valid_until=valid_until,
    )  # fmt: skip
    _journal(actor, programme, "decide_language_model", decision, reason)
    return decision


def _refuse_incomplete(levels: list[int], reason: str) -> None:
    if not levels or not set(levels) <= set(rules.Secrecy.values):
        raise InvalidInputError(_("Please choose the secrecy levels for which texts may be sent. Nothing was decided."), field="secrecy_levels")
    if not reason.strip():
        raise InvalidInputError(_("Please say why: a decision without a reason is none. Nothing was decided."), field="reason")


@transaction.atomic
def withdraw_language_model(*, actor: Viewer, decision: SendingDecision, why: str = "") -> SendingDecision:
    """Withdraw a decision: from now on nothing more is sent under it.

    Raises:
        IllegalStepError: it was withdrawn before.
    """
    programme = Programme.objects.get(pk=actor.programme_id)
    rules.PERMISSIONS.require(actor, "decide_language_model", Place(programme.pk))
    stored = SendingDecision.objects.select_for_update().filter(pk=decision.pk, programme_id=programme.pk).first()
    if stored is None:
        raise NotVisibleError
    if stored.withdrawn_at is not None:
        raise IllegalStepError(_("This decision was withdrawn before. Nothing was changed."))
    stored.withdrawn_at = programme.now()
    stored.save(update_fields=["withdrawn_at"])
    _journal(actor, programme, "withdraw_language_model", stored, why)
    return stored


def _journal(actor: Viewer, programme: Programme, action: str, decision: SendingDecision, why: str) -> None:
    fields = ["address", "secrecy_levels", "valid_until"] if action == "decide_language_model" else ["withdrawn_at"]
    record_acts(actor=actor, action=action, programme_id=programme.pk, at=programme.now(), acts=[(_RECORD_TYPE, decision.pk, fields)], why=why)
