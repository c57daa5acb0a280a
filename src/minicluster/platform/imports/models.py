"""Which record an office's own number means, and which one a row that was taken in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeNumber(models.Model):
    """The number or id under which a table names a record (관리번호, 접수번호, an anonymous researcher's id): how the next table finds it again."""

    programme_id = models.BigIntegerField(_("programme"))
    record_type = models.CharField(_("kind of record"), max_length=40)
    number = models.CharField(_("the office's own number"), max_length=80)
    record_id = models.BigIntegerField(_("record"))

    class Meta:
        verbose_name = _("the office's own number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "record_type", "number"], name="imports_number_once")]
        indexes: ClassVar = [models.Index(fields=["record_type", "record_id"], name="imports_number_of_record")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.number}"


class TakenRow(models.Model):
    """That a row with exactly these contents was taken in, and about which record it is: so that the same file means the same records again.

    The contents are not kept, only a keyed fingerprint of them.
    """

    programme_id = models.BigIntegerField(_("programme"))
    kind = models.CharField(_("kind of record"), max_length=40)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    record_id = models.BigIntegerField(_("record"))

    class Meta:
        verbose_name = _("row that was taken in")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "kind", "fingerprint"], name="imports_row_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint[:8]}"
