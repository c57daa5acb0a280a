"""Activities, their agenda and their files."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.members.models import Group, Organisation, Person, ProgrammeRecord
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place, some_ids


class ActivitySeries(ProgrammeRecord):
    """Activities that recur under one title: a monthly meeting, a row of lectures."""

    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = _("series")

    def __str__(self) -> str:
        return self.title


class Activity(ProgrammeRecord):
    """Something that one or several groups do together at a time and place."""

    kind = models.CharField(_("kind"), max_length=20, choices=rules.ActivityKind)
    title = models.CharField(_("title"), max_length=200)
    groups = models.ManyToManyField(Group, verbose_name=_("mini-clusters"), related_name="activities")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    venue = models.CharField(_("place"), max_length=200, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    host = models.ForeignKey(
        Organisation, verbose_name=_("visited firm or host"), null=True, blank=True, on_delete=models.PROTECT, related_name="hosted_activities"
    )
    speaker = models.ForeignKey(Person, verbose_name=_("speaker"), null=True, blank=True, on_delete=models.SET_NULL, related_name="lectures")
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    budget_line = models.CharField(_("budget line"), max_length=60, blank=True)
    planned_cost_krw = models.PositiveBigIntegerField(_("planned cost (KRW)"), null=True, blank=True)
    actual_cost_krw = models.PositiveBigIntegerField(_("actual cost (KRW)"), null=True, blank=True)
    series = models.ForeignKey(ActivitySeries, verbose_name=_("series"), null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    # What calendars know it by, for ever; each change of time or place counts the sequence up (RFC 5545).
    uid = models.UUIDField(_("calendar identifier"), unique=True, editable=False, db_default=RandomUUID())
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    answer_by = models.DateTimeField(_("please answer by"), null=True, blank=True)
    visibility = models.CharField(_("visible to"), max_length=10, choices=rules.Visibility, default=rules.Visibility.PROGRAMME)
    state = models.CharField(_("state"), max_length=24, choices=rules.ActivityState, default=rules.ActivityState.PLANNED)

    LIFECYCLE = rules.ACTIVITY_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("activity")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="meetings_activity_ends_after_start")]
        indexes: ClassVar = [
            models.Index(fields=["programme", "-starts_at"], name="meetings_activity_list"),
            models.Index(fields=["programme", "kind", "state", "starts_at"], name="meetings_activity_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("meetings:activity", args=[self.pk])

    @property
    def charged_to(self) -> str:
        """The budget line in words: a line of the work plan goes by its kind, what an office's table said stands as it was."""
        is_line = self.budget_line in rules.ActivityKind.values
        return str(rules.ActivityKind(self.budget_line).label) if is_line else self.budget_line

    def place(self) -> Place:
        """An activity stands with its groups, their complexes and the visited firm."""
        pairs = [(group.pk, group.complex_id) for group in self.groups.all()]
        return Place(
            self.programme_id,
            organisation_ids=some_ids(self.host_id),
            group_ids=frozenset(group for group, _complex in pairs),
            complex_ids=frozenset(complex_id for _group, complex_id in pairs),
        )


class ActivityRecord(ProgrammeRecord):
    """A record that belongs to an activity and stands where it stands."""

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        abstract = True

    def place(self) -> Place:
        """Where the activity stands."""
        activity: Activity = self.activity  # type: ignore[attr-defined]  # each subclass has one
        return activity.place()


class AgendaItem(ActivityRecord):
    """One point of an agenda; the minutes follow these points."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=rules.AgendaKind, default=rules.AgendaKind.DISCUSSION)
    title = models.CharField(_("title"), max_length=200)
    presenter = models.ForeignKey(Person, verbose_name=_("presenter"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    minutes_long = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "position"], name="meetings_agenda_order")]

    def __str__(self) -> str:
        return self.title


class ActivityFile(ActivityRecord):
    """A file that belongs to an activity: the photo of a signature sheet, a picture, a handout."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.ActivityFileKind)
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("file of an activity")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "file", "kind"], name="meetings_file_once")]

    def __str__(self) -> str:
        return self.caption or str(self.file)
