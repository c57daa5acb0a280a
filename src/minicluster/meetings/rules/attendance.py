"""Who was there, and how it was written down."""

from datetime import timedelta
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AttendanceKind(TextChoices):
    """How a person attended."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    DEPUTY = "deputy", _("Deputy")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")
    VISITOR = "visitor", _("Visitor")


class RecordedThrough(TextChoices):
    """How an attendance came to be written down."""

    LIST = "list", _("List")
    DOOR = "door", _("Code at the door")
    SHEET = "sheet", _("Signature sheet")


DORMANT_AFTER: Final = timedelta(days=365)
WAS_THERE: Final = (AttendanceKind.PRESENT, AttendanceKind.LATE, AttendanceKind.DEPUTY, AttendanceKind.VISITOR)
