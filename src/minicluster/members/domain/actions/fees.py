"""Membership fees: charged for a year at once, paid with a receipt, waived with a reason, reminded of."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from minicluster.members import rules
from minicluster.members.domain.actions.history import locked
from minicluster.members.domain.fee_letters import reminded_today, send_fee_reminder
from minicluster.members.models import Group, Membership, MembershipFee, Programme
from minicluster.platform.audit.journal import record_act
from minicluster.platform.permissions import Viewer
from minicluster.platform.personal_numbers import refuse_resident_registration_numbers
from minicluster.platform.refusals import IllegalStepError, InvalidInputError


@transaction.atomic
def charge_fees(*, actor: Viewer, group: Group, year: int, due_on: date, kinds: Iterable[str] = rules.PAYING_KINDS) -> int:
    """Charge every active member of these kinds the by-laws' fee of a year, in one act; whoever has been charged for it already is not charged again.

    Whoever joined after that year owes nothing for it; within the year everybody owes the whole fee.

    Returns:
        How many were charged.

    Raises:
        InvalidInputError: the by-laws name no fee, the year lies beyond the next one, or the fee would be due before its year begins.
    """
    rules.PERMISSIONS.require(actor, "charge_fees", group.place())
    stored: Group = locked(group)
    _refuse_wrong_year(stored, year, due_on)
    if not stored.yearly_fee_krw:
        raise InvalidInputError(_("The by-laws of this mini-cluster name no yearly fee. Nothing was charged; please write it into the by-laws first."))
    owing = Membership.objects.filter(group=group, state=rules.MembershipState.ACTIVE, kind__in=list(kinds), valid_from__lte=date(year, 12, 31))
    fees = MembershipFee.objects.bulk_create(
        MembershipFee(
            programme_id=group.programme_id, membership=membership, year=year, amount_krw=stored.yearly_fee_krw, due_on=due_on, invented=membership.invented
        )
        for membership in owing.exclude(fees__year=year).order_by("pk")
    )  # fmt: skip
    if fees:
        record_act(actor=actor, action="charge_fees", record=group, fields=["fees"], why=f"{year}: {len(fees)} × {stored.yearly_fee_krw:,} KRW")
    return len(fees)


def _refuse_wrong_year(group: Group, year: int, due_on: date) -> None:
    first, last = group.programme.started_on.year, group.programme.today().year + 1
    if not first <= year <= last:
        raise InvalidInputError(
            _("Fees can be charged for the years %(first)s to %(last)s. Nothing was charged; please look at the year again.") % {"first": first, "last": last},
            field="year",
        )
    if due_on.year < year:
        raise InvalidInputError(_("The fee would be due before its year begins. Nothing was charged; please look at the day again."), field="due_on")


@transaction.atomic
def record_fee_payment(*, actor: Viewer, fee: MembershipFee, paid_on: date) -> MembershipFee:
    """Record that a fee was paid; its receipt gets the next number of the programme and the fee's year.

    The programme's row is held until the transaction ends, so that of payments written down at once none shares a number, and one that comes to nothing
    leaves no gap.

    Raises:
        IllegalStepError: it was paid or waived before.
        InvalidInputError: the day lies in the future.
    """
    rules.PERMISSIONS.require(actor, "record_fee_payment", fee.place())
    _refuse_what_is_settled(locked(fee))
    if paid_on > fee.programme.today():
        raise InvalidInputError(_("This day lies in the future. Nothing was changed; please record the payment when it has come."), field="paid_on")
    fee.paid_on, fee.receipt_number = paid_on, _next_receipt(fee)
    fee.save(update_fields=["paid_on", "receipt_number"])
    record_act(actor=actor, action="record_fee_payment", record=fee, fields=["paid_on", "receipt_number"])
    return fee


def _next_receipt(fee: MembershipFee) -> int:
    Programme.objects.select_for_update(no_key=True).get(pk=fee.programme_id)
    given = MembershipFee.objects.filter(programme_id=fee.programme_id, year=fee.year).aggregate(last=Max("receipt_number"))
    return (given["last"] or 0) + 1


def _refuse_what_is_settled(stored: MembershipFee) -> None:
    if stored.paid_on is not None:
        raise IllegalStepError(
            _("This fee was paid on %(day)s, receipt %(receipt)s. Nothing was changed, and no second receipt was given.")
            % {"day": stored.paid_on.isoformat(), "receipt": stored.receipt_name}
        )
    if stored.waived_because:
        raise IllegalStepError(_("This fee was waived. Nothing was changed."))


@transaction.atomic
def waive_fee(*, actor: Viewer, fee: MembershipFee, why: str) -> MembershipFee:
    """Let a member off a fee, with the reason.

    Raises:
        IllegalStepError: it was paid or waived before.
        InvalidInputError: no reason is given.
    """
    rules.PERMISSIONS.require(actor, "waive_fee", fee.place())
    refuse_resident_registration_numbers(why=why)
    _refuse_what_is_settled(locked(fee))
    if not why.strip():
        raise InvalidInputError(_("Please say why: this step needs a reason. Nothing was changed."), field="why")
    fee.waived_because = why.strip()[:200]
    fee.save(update_fields=["waived_because"])
    record_act(actor=actor, action="waive_fee", record=fee, fields=["waived_because"], why=why)
    return fee


@transaction.atomic
def remind_of_fees(*, actor: Viewer, group: Group, year: int) -> tuple[int, int]:
    """Write to everyone whose fee of a year is overdue; at most one reminder a day for each.

    Returns:
        How many were written to, and how many have no mail address.
    """
    rules.PERMISSIONS.require(actor, "remind_of_fee", group.place())
    overdue = MembershipFee.objects.filter(membership__group=group, year=year, paid_on=None, waived_because="", due_on__lt=group.programme.today())
    people = ("membership__organisation", "membership__person", "membership__representative", "membership__group__complex", "programme")
    fees = list(overdue.select_related(*people).order_by("pk"))
    reminded = reminded_today(fees)
    fees = [fee for fee in fees if fee.pk not in reminded]
    written = [fee for fee in fees if send_fee_reminder(fee)]
    for fee in written:
        record_act(actor=actor, action="remind_of_fee", record=fee)
    return len(written), len(fees) - len(written)
