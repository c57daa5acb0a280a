"""Evidence and attachments."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file kept under its SHA-256, so that evidence cannot be exchanged unnoticed.

    Who may read it is decided by the record that it belongs to.
    """

    programme_id = models.BigIntegerField(_("programme"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("stored by"), null=True, on_delete=models.SET_NULL, related_name="+")
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme_id", "sha256", "name"], name="files_once")]

    def __str__(self) -> str:
        return self.name
