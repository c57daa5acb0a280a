"""What members writes to people: reminders of membership fees."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from minicluster.members.models import MembershipFee, Person, RoleAssignment
from minicluster.platform.mail.models import Message
from minicluster.platform.mail.outbox import write_message

Text = tuple[str, str]


def in_language_of(person: Person, compose: Callable[[], Text]) -> Text:
    """Subject and text in the language of the person's account, else in the installation's."""
    language = RoleAssignment.objects.filter(person=person).values_list("user__language", flat=True).first()
    with translation.override(language or settings.LANGUAGE_CODE):
        return compose()


def reminded_today(fees: Iterable[MembershipFee]) -> set[int]:
    """Of which of these fees somebody was reminded today."""
    keys = [_reminder_key(fee) for fee in fees]
    return set(Message.objects.filter(key__in=keys).values_list("record_id", flat=True))


def _reminder_key(fee: MembershipFee) -> str:
    return f"{fee.reference} reminder {fee.programme.today().isoformat()}"


def send_fee_reminder(fee: MembershipFee) -> Message | None:
    """Remind whoever represents the member; None where nobody can be written to."""
    person = fee.membership.contact
    if person is None:
        return None
    subject, body = in_language_of(person, lambda: _reminder(fee))
    return write_message(
        programme_id=fee.programme_id,
        key=_reminder_key(fee),
        recipient=person.email,
        subject=subject,
        body=body,
        record_type=fee.record_type,
        record_id=fee.pk,
        written_at=fee.now(),
    )


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
