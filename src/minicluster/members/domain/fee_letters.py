"""Reminders of membership fees, once a day at most."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from minicluster.members.domain.letters import Letter, Text, write_letters
from minicluster.members.models import MembershipFee, record_type_of
from minicluster.platform.mail.models import Message


def reminded_today(fees: Iterable[MembershipFee]) -> set[int]:
    """Of which of these fees somebody was reminded today."""
    starts = {fee.pk: f"{fee.reference} {_occasion(fee)} " for fee in fees}
    keys = Message.objects.filter(record_type=record_type_of(MembershipFee), record_id__in=starts).values_list("record_id", "key")
    return {number for number, key in keys if key.startswith(starts[number])}


def send_fee_reminder(fee: MembershipFee) -> bool:
    """Remind whoever represents the member; False where nobody can be written to."""
    person = fee.membership.contact
    return person is not None and write_letters(fee, [Letter(person, _occasion(fee), lambda: _reminder(fee))]) > 0


def _occasion(fee: MembershipFee) -> str:
    return f"reminder {fee.programme.today().isoformat()}"


def _reminder(fee: MembershipFee) -> Text:
    facts = {
        "member": fee.membership.member, "group": fee.membership.group, "year": fee.year, "amount": f"{fee.amount_krw:,}", "day": fee.due_on.isoformat(),
        "address": settings.BASE_ADDRESS + fee.membership.get_absolute_url(),
    }  # fmt: skip
    return (
        _("Membership fee %(year)s of the mini-cluster %(group)s") % facts,
        _(
            "The membership fee of %(member)s for %(year)s, KRW %(amount)s, was due on %(day)s and has not been recorded as paid.\n\n"
            "If it has been paid meanwhile, please tell the coordinator; nothing else is needed. How things stand, and the receipts:\n%(address)s"
        )
        % facts,
    )
