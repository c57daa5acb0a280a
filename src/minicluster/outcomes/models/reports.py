"""Forms of an office that reports are filled into."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import ProgrammeRecord
from minicluster.outcomes import rules
from minicluster.platform.files.models import StoredFile


class OfficeForm(ProgrammeRecord):
    """An office's own workbook or document (.xlsx, .hwpx) with field names where the figures go; a report fills a copy of it."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind of report"), max_length=20, choices=rules.ReportKind)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    stored_at = models.DateTimeField(_("stored at"))

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("form of the office")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "name"], name="outcomes_office_form_once")]

    def __str__(self) -> str:
        return self.name
