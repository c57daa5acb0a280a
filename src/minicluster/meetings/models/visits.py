"""What was seen and heard at a firm."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models.activities import Activity, ActivityFile, ActivityRecord
from minicluster.members.models import Organisation, Person
from minicluster.platform.permissions import Place


class VisitReport(ActivityRecord):
    """What was seen and heard at a company visit."""

    activity = models.OneToOneField(Activity, verbose_name=_("company visit"), on_delete=models.PROTECT, related_name="visit_report")
    firm = models.ForeignKey(Organisation, verbose_name=_("visited firm"), on_delete=models.PROTECT, related_name="visit_reports")
    written_by = models.ForeignKey(Person, verbose_name=_("written by"), null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(_("written at"))
    summary = models.TextField(_("summary"))

    class Meta:
        verbose_name = _("visit report")

    def __str__(self) -> str:
        return f"{self.activity}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:visit-report", args=[self.pk])

    def place(self) -> Place:
        """A report stands where the visit stands, the visited firm included."""
        place = self.activity.place()
        return Place(place.programme_id, organisation_ids=frozenset({self.firm_id}), group_ids=place.group_ids, complex_ids=place.complex_ids)


class Observation(models.Model):
    """One thing noticed at a visit; a problem may come of it."""

    visit_report = models.ForeignKey(VisitReport, verbose_name=_("visit report"), on_delete=models.CASCADE, related_name="observations")
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.TextField(_("observation"))
    photo = models.ForeignKey(ActivityFile, verbose_name=_("photo"), null=True, blank=True, on_delete=models.SET_NULL, related_name="observations")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit_report", "position"], name="meetings_observation_order")]

    def __str__(self) -> str:
        return self.text
