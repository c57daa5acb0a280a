"""Attendance, and checking in at the door."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.models.activities import Activity, ActivityRecord
from minicluster.members.models import Organisation, Person
from minicluster.platform.files.models import StoredFile


class Attendance(models.Model):
    """How a person attended, and for which organisation on that day."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation on that day"), null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    kind = models.CharField(_("attendance"), max_length=10, choices=rules.AttendanceKind, default=rules.AttendanceKind.PRESENT)
    deputy_for = models.ForeignKey(Person, verbose_name=_("deputy for"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    arrived_at = models.DateTimeField(_("arrived at"), null=True, blank=True)
    recorded_through = models.CharField(_("recorded through"), max_length=10, choices=rules.RecordedThrough, default=rules.RecordedThrough.LIST)
    evidence = models.ForeignKey(StoredFile, verbose_name=_("evidence"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_attended_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"


class DoorEntry(ActivityRecord):
    """That somebody checked in at the door under a name. The browser's key makes a repeated sending one entry; the attendance is empty until a name is matched."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="door_entries")
    key = models.UUIDField(_("key of the sending"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True)
    arrived_at = models.DateTimeField(_("arrived at"))
    attendance = models.ForeignKey(Attendance, verbose_name=_("attendance"), null=True, blank=True, on_delete=models.CASCADE, related_name="door_entries")
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("check-in at the door")

    def __str__(self) -> str:
        return f"{self.name} · {self.activity_id}"
