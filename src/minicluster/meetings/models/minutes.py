"""Minutes, and what they decide, elect and give to somebody to do."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.models.activities import Activity, ActivityRecord, AgendaItem
from minicluster.members.models import Complex, Office, Person, ProgrammeRecord
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place


class Minutes(ActivityRecord):
    """What was said and decided at an activity."""

    activity = models.OneToOneField(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=rules.MinutesState, default=rules.MinutesState.DRAFT)
    written_by = models.ForeignKey(Person, verbose_name=_("written by"), null=True, on_delete=models.SET_NULL, related_name="+")
    # Whoever writes says which version they read, so that two people at once do not overwrite each other.
    version = models.PositiveIntegerField(_("version"), default=1)
    circulated_at = models.DateTimeField(_("circulated at"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    LIFECYCLE = rules.MINUTES_LIFECYCLE

    class Meta:
        verbose_name = _("minutes")

    def __str__(self) -> str:
        return f"{self.activity}"

    def get_absolute_url(self) -> str:
        """The page on which they are read."""
        return reverse("meetings:activity-minutes", args=[self.activity_id])


class MinutesComment(ProgrammeRecord):
    """What somebody who was there wants to have put right in a draft. It is open until the text is written anew."""

    minutes = models.ForeignKey(Minutes, verbose_name=_("minutes"), on_delete=models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, verbose_name=_("from"), on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("what is to be put right"))
    version = models.PositiveIntegerField(_("version that was read"))
    sent_at = models.DateTimeField(_("sent at"))

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("comment on minutes")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def is_open(self) -> bool:
        """Whether the text is still the one that was read, and can be put right."""
        return self.version == self.minutes.version and self.minutes.state != rules.MinutesState.APPROVED

    def place(self) -> Place:
        """A comment stands with its minutes, and with whoever wrote it."""
        place = self.minutes.place()
        return Place(place.programme_id, frozenset({self.person_id}), place.organisation_ids, place.group_ids, place.complex_ids)


class MinutesTemplate(ProgrammeRecord):
    """The form of a complex office into which its minutes are filled, instead of ours."""

    complex = models.OneToOneField(Complex, verbose_name=_("complex"), on_delete=models.CASCADE, related_name="minutes_template")
    file = models.ForeignKey(StoredFile, verbose_name=_("template (.hwpx)"), on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"))

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("template of minutes")

    def __str__(self) -> str:
        return f"{self.complex}"

    def place(self) -> Place:
        """A template stands with its complex."""
        return self.complex.place()


class Decision(ActivityRecord):
    """A decision, with its votes."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("decision"), max_length=500)
    sentence = models.CharField(_("sentence of the minutes"), max_length=500, blank=True)
    agenda_item = models.ForeignKey(AgendaItem, verbose_name=_("agenda item"), null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions")
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
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    office = models.OneToOneField(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="election")

    def __str__(self) -> str:
        return f"{self.activity_id} · {self.office_id}"


class ActionItem(ActivityRecord):
    """Something that somebody has to do by a day."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="action_items")
    decision = models.ForeignKey(Decision, verbose_name=_("decision"), null=True, blank=True, on_delete=models.SET_NULL, related_name="action_items")
    text = models.CharField(_("what is to be done"), max_length=300)
    sentence = models.CharField(_("sentence of the minutes"), max_length=500, blank=True)
    owner = models.ForeignKey(Person, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="action_items")
    due_on = models.DateField(_("due on"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
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
