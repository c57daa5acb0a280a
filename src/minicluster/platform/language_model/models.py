"""The decisions that let texts leave the house."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SendingDecision(models.Model):
    """That texts of these secrecy levels may be sent to this address until this day: who decided it, when, and why.

    It is withdrawn, never changed or removed. It is for one address only: where the installation is set to another, nothing is sent.
    """

    programme_id = models.BigIntegerField(_("programme"))
    address = models.URLField(_("address"), max_length=300)
    secrecy_levels = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("for problems of the secrecy"))
    reason = models.CharField(_("why"), max_length=500)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    decided_role = models.CharField(_("role"), max_length=20)
    decided_at = models.DateTimeField(_("decided at"))
    valid_until = models.DateField(_("valid until"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision on the language model")
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(secrecy_levels=[]), name="language_model_for_some_level")]

    def __str__(self) -> str:
        return f"{self.address} → {self.valid_until}"

    def covers(self, *, address: str, secrecy: int, today: date) -> bool:
        """Whether a text of this secrecy may go to this address today."""
        return self.withdrawn_at is None and self.address == address and secrecy in self.secrecy_levels and today <= self.valid_until
