"""The journal of acts."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """Who did which action on which record, when and why: ids and field names, never personal values.

    Entries keep real time even where a demonstration's clock is moved. Rows can be added and read, never changed or removed: a trigger sees to it.
    """

    programme_id = models.BigIntegerField(_("programme"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    role = models.CharField(_("role"), max_length=20)
    action = models.CharField(_("action"), max_length=60)
    record_type = models.CharField(_("kind of record"), max_length=40)
    record_id = models.BigIntegerField(_("record"))
    from_state = models.CharField(_("from"), max_length=40, blank=True)
    to_state = models.CharField(_("to"), max_length=40, blank=True)
    changed_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"), default=list)
    why = models.TextField(_("why"), blank=True)
    programme_time = models.DateTimeField(_("at, by the programme's clock"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        indexes: ClassVar = [
            models.Index(fields=["record_type", "record_id", "recorded_at"], name="audit_record"),
            models.Index(fields=["programme_id", "-recorded_at"], name="audit_programme"),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.action} {self.record_type}-{self.record_id}"
