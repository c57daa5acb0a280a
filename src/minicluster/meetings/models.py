"""Records of meetings."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.members.models import Group, Office, Organisation, Person, ProgrammeRecord
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place, some_ids


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


class Invitation(ActivityRecord):
    """That a person was asked to come, and what they answered."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="invitations")
    invited_at = models.DateTimeField(_("invited at"))
    answer = models.CharField(_("answer"), max_length=10, choices=rules.InvitationAnswer, default=rules.InvitationAnswer.NONE)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_invited_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"


class Registration(ActivityRecord):
    """A seat at an activity, or a place on its waiting list."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="registrations")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="registrations")
    state = models.CharField(_("state"), max_length=12, choices=rules.RegistrationState, default=rules.RegistrationState.REGISTERED)
    registered_at = models.DateTimeField(_("registered at"))

    class Meta:
        verbose_name = _("registration")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_registered_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"


class Attendance(models.Model):
    """How a person attended, and for which organisation on that day."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="attendances")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation on that day"), null=True, blank=True, on_delete=models.PROTECT, related_name="attendances"
    )
    kind = models.CharField(_("attendance"), max_length=10, choices=rules.AttendanceKind, default=rules.AttendanceKind.PRESENT)
    deputy_for = models.ForeignKey(Person, verbose_name=_("deputy for"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    evidence = models.ForeignKey(StoredFile, verbose_name=_("evidence"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("attendance")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_attended_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"


class Minutes(ActivityRecord):
    """What was said and decided at an activity."""

    activity = models.OneToOneField(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=rules.MinutesState, default=rules.MinutesState.DRAFT)
    written_by = models.ForeignKey(Person, verbose_name=_("written by"), null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("minutes")

    def __str__(self) -> str:
        return f"{self.activity}"


class Decision(ActivityRecord):
    """A decision, with its votes."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    abstentions = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")

    def __str__(self) -> str:
        return self.text


class Election(models.Model):
    """Which assembly gave which office."""

    activity = models.ForeignKey(Activity, verbose_name=_("assembly"), on_delete=models.PROTECT, related_name="elections")
    office = models.OneToOneField(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="election")

    def __str__(self) -> str:
        return f"{self.activity_id} · {self.office_id}"


class ActionItem(ActivityRecord):
    """Something that somebody has to do by a day."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="action_items")
    decision = models.ForeignKey(Decision, verbose_name=_("decision"), null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="action_items")
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=10, choices=rules.ActionItemState, default=rules.ActionItemState.OPEN)

    LIFECYCLE = rules.ACTION_ITEM_LIFECYCLE

    class Meta:
        verbose_name = _("action item")

    def __str__(self) -> str:
        return self.text

    def place(self) -> Place:
        """An action item stands with its owner too, who may say that it is done."""
        place = self.activity.place()
        return Place(place.programme_id, frozenset({self.owner_id}), place.organisation_ids, place.group_ids, place.complex_ids)


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

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["visit_report", "position"], name="meetings_observation_order")]

    def __str__(self) -> str:
        return self.text
