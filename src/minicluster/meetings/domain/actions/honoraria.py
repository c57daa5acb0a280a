"""Lecture and advice fees: recorded with what is withheld, corrected until accounting has them, settled in one act."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.models import Activity, Honorarium
from minicluster.members.models import Person
from minicluster.platform.audit.journal import record_act, record_acts
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotVisibleError


@transaction.atomic
def record_honorarium(*, actor: Viewer, activity: Activity, person: Person, service: str, income: str, gross_krw: int, paid_on: date) -> Honorarium:
    """Record what somebody was paid for a lecture or advice at an activity, with the taxes that the day of payment asks to withhold.

    Raises:
        IllegalStepError: the activity was not held.
        InvalidInputError: nothing was paid, on no day that is known, or it is recorded already.
    """
    rules.PERMISSIONS.require(actor, "record_honorarium", activity.place())
    if person.programme_id != activity.programme_id:
        raise NotVisibleError
    if activity.state not in rules.WAS_HELD:
        raise IllegalStepError(_("This activity is not marked as held yet. Nothing was changed; please mark it as held first."))
    honorarium = Honorarium(programme_id=activity.programme_id, activity=activity, person=person, service=service, invented=activity.invented)
    _assess(honorarium, income=income, gross_krw=gross_krw, paid_on=paid_on)
    _save_once(honorarium)
    record_act(actor=actor, action="record_honorarium", record=honorarium, fields=["gross_krw", "income_tax_krw", "local_tax_krw"])
    return honorarium


def _assess(honorarium: Honorarium, *, income: str, gross_krw: int, paid_on: date) -> None:
    """Put the sum and what is withheld from it on the record."""
    if gross_krw <= 0:
        raise InvalidInputError(_("Please give the sum before taxes, in won. Nothing was saved yet; what you typed is kept."), field="gross_krw")
    if paid_on > honorarium.activity.programme.today():
        raise InvalidInputError(_("This day lies in the future. Nothing was changed; please record the payment when it has come."), field="paid_on")
    if paid_on < rules.FIRST_KNOWN_DAY:
        raise InvalidInputError(
            _("What had to be withheld before %(day)s is not known here. Nothing was saved; please look at the day again.")
            % {"day": rules.FIRST_KNOWN_DAY.isoformat()},
            field="paid_on",
        )
    withheld = rules.withholding(gross=gross_krw, income=income, paid_on=paid_on)
    honorarium.income, honorarium.gross_krw, honorarium.paid_on = income, gross_krw, paid_on
    honorarium.income_tax_krw, honorarium.local_tax_krw = withheld.income_tax, withheld.local_tax


def _save_once(honorarium: Honorarium) -> None:
    try:
        with transaction.atomic():
            honorarium.save()
    except IntegrityError as error:
        raise InvalidInputError(
            _("A fee of this person for the same service at this activity is recorded already. Nothing was recorded twice; please correct that one instead."),
            field="person",
        ) from error


@transaction.atomic
def correct_honorarium(*, actor: Viewer, honorarium: Honorarium, income: str, gross_krw: int, paid_on: date, why: str) -> Honorarium:
    """Correct the sum, the kind of income or the day of a fee that accounting does not have yet.

    Raises:
        IllegalStepError: it was settled.
        InvalidInputError: nothing was paid, on no day that is known, or no reason is given.
    """
    rules.PERMISSIONS.require(actor, "record_honorarium", honorarium.place())
    stored = Honorarium.objects.select_for_update(of=("self",)).get(pk=honorarium.pk)
    if stored.settled_at is not None:
        raise IllegalStepError(_("Accounting has this fee already, so that it stays as it is. Nothing was changed; please talk to accounting."))
    if not why.strip():
        raise InvalidInputError(_("Please say why: this step needs a reason. Nothing was changed."), field="why")
    _assess(honorarium, income=income, gross_krw=gross_krw, paid_on=paid_on)
    honorarium.save()
    record_act(actor=actor, action="correct_honorarium", record=honorarium, fields=["income", "gross_krw", "paid_on"], why=why)
    return honorarium


@transaction.atomic
def settle_honoraria(*, actor: Viewer, honoraria: Iterable[Honorarium]) -> int:
    """Hand these fees to accounting in one act; what was settled before stays as it was.

    Returns:
        How many were settled now.
    """
    wanted = [row.pk for row in honoraria]
    rows = list(Honorarium.objects.select_for_update(of=("self",)).filter(pk__in=wanted, settled_at=None).select_related("activity__programme").order_by("pk"))
    for row in rows:
        rules.PERMISSIONS.require(actor, "settle_honoraria", row.place())
    if not rows:
        return 0
    now = rows[0].activity.now()
    Honorarium.objects.filter(pk__in=[row.pk for row in rows]).update(settled_at=now)
    acts = [(row.record_type, row.pk, ("settled_at",)) for row in rows]
    record_acts(actor=actor, action="settle_honoraria", programme_id=actor.programme_id, at=now, acts=acts)
    return len(rows)
