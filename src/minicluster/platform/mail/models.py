"""Messages."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """A mail that the product wrote. It is kept before it is sent, so that none is lost or sent twice, and can be copied as text for a messenger."""

    programme_id = models.BigIntegerField(_("programme"))
    key = models.CharField(_("idempotency key"), max_length=120)
    recipient = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    # An iCalendar object (RFC 5545) that goes along, and what it asks for (RFC 5546): REQUEST, CANCEL.
    calendar = models.TextField(_("calendar entry"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    record_type = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    written_at = models.DateTimeField(_("written at, by the programme's clock"))
    # Stored right before the last byte goes to the mail server: a crash that leaves it without `sent_at` leaves a message that has perhaps arrived.
    sending_since = models.DateTimeField(_("being sent since"), null=True, editable=False)
    refused_because = models.CharField(_("refused by the mail server"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    class Meta:
        verbose_name = _("message")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "key"], name="mail_once")]
        indexes: ClassVar = [models.Index(fields=["record_type", "record_id"], name="mail_record")]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_doubtful(self) -> bool:
        """Whether it has perhaps been sent: the process that sent it died, or lost the mail server, before the answer."""
        return self.sending_since is not None and self.sent_at is None
