"""Writing the journal, and taking a lifecycle step: the one place where a state changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils.translation import gettext as _

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.lifecycle import Lifecycle
from minicluster.platform.permissions import PermissionMap, Place, Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


class Record(Protocol):
    """What the journal needs to know of a record of a programme."""

    pk: Any

    @property
    def record_type(self) -> str:
        """The kind of record, as in its reference."""

    def place(self) -> Place:
        """Where the record stands."""

    def now(self) -> datetime:
        """The time by the clock of the record's programme."""


class LivingRecord(Record, Protocol):
    """A record with a lifecycle."""

    LIFECYCLE: Lifecycle
    PERMISSIONS: PermissionMap
    state: str

    def get_state_display(self) -> str:
        """The state in the reader's language."""


def record_act(
    *, actor: Viewer, action: str, record: Record, fields: Iterable[str] = (), why: str = "", from_state: str = "", to_state: str = ""
) -> AuditEntry:
    """Write one entry in the caller's transaction. What it says can never be erased, so a resident registration number in it is refused."""
    refuse_resident_registration_numbers(why=why)
    return AuditEntry.objects.create(
        programme_id=record.place().programme_id,
        actor_id=actor.user_id,
        role=actor.role,
        action=action,
        record_type=record.record_type,
        record_id=record.pk,
        from_state=from_state,
        to_state=to_state,
        changed_fields=sorted(fields),
        why=why,
        programme_time=record.now(),
    )


def record_acts(*, actor: Viewer, action: str, programme_id: int, at: datetime, acts: Iterable[tuple[str, int, Iterable[str]]], why: str = "") -> None:
    """Write one entry for each act (kind of record, its id, the changed fields) in the caller's transaction: for work on many records at once."""
    AuditEntry.objects.bulk_create(
        AuditEntry(
            programme_id=programme_id,
            actor_id=actor.user_id,
            role=actor.role,
            action=action,
            record_type=record_type,
            record_id=record_id,
            changed_fields=sorted(fields),
            why=why,
            programme_time=at,
        )
        for record_type, record_id, fields in acts
    )


@transaction.atomic
def take_step(record: Any, verb: str, *, actor: Viewer, why: str = "", **changes: Any) -> None:
    """Lead a record over one step of its lifecycle: permission, rule, state, the changed fields and the audit entry, all or nothing.

    The row is locked and read again first, so that of two people who press at once one gets a clear refusal.

    Raises:
        NotVisibleError, NotAllowedError: the actor may not.
        IllegalStepError: the step does not lead on from the record's state.
        InvalidInputError: the step asks for a reason and none was given.
    """
    record.PERMISSIONS.require(actor, verb, record.place())
    stored = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    target = record.LIFECYCLE.target_of(verb, stored.state)
    if target is None:
        raise IllegalStepError(_refusal(stored))
    if record.LIFECYCLE.steps[verb].needs_reason and not why.strip():
        raise InvalidInputError(_("Please say why: this step needs a reason. Nothing was changed."), field="why")
    if hasattr(record, "state_since"):
        changes["state_since"] = record.now()
    before = stored.state
    for field, value in {**changes, "state": target}.items():
        setattr(record, field, value)
    record.save(update_fields=["state", *changes])
    record_act(actor=actor, action=verb, record=record, fields=changes, why=why, from_state=before, to_state=target)


def _refusal(record: LivingRecord) -> str:
    return _("This step is not possible while the state is “%(state)s”. Nothing was changed; reload the page to see what can be done next.") % {
        "state": record.get_state_display()
    }


def history_of(record: models.Model) -> models.QuerySet[AuditEntry]:
    """Every act on the record, oldest first."""
    record_type: str = record.record_type  # type: ignore[attr-defined]  # every record of a programme has one
    return AuditEntry.objects.filter(record_type=record_type, record_id=record.pk).select_related("actor").order_by("pk")
