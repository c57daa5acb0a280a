"""After a meeting, and beside it: three questions, and talks of two."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models.activities import Activity, ActivityRecord
from minicluster.members.models import Person, record_type_of


class SurveyAnswer(ActivityRecord):
    """One person's answer to the three questions: of what use was it, did you meet somebody you want to work with, what should come next."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="survey_answers")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="survey_answers")
    usefulness = models.PositiveSmallIntegerField(_("of use"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    met_somebody = models.BooleanField(_("met somebody to work with"))
    what_next = models.TextField(_("what should come next"), blank=True)
    wants_contact = models.BooleanField(_("wants the coordinator to get in touch"), default=False)
    followed_up_at = models.DateTimeField(_("followed up at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer to the survey")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_surveyed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"

    def get_absolute_url(self) -> str:
        """The page on which it is followed up; the answers themselves have none."""
        return reverse("meetings:follow-up", args=[self.pk])


class TalkRound(ActivityRecord):
    """Time and tables for talks of two at an activity."""

    activity = models.OneToOneField(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="talk_round")
    starts_at = models.DateTimeField(_("starts at"))
    slots = models.PositiveSmallIntegerField(_("slots"))
    slot_minutes = models.PositiveSmallIntegerField(_("minutes a slot"), default=15)
    tables = models.PositiveSmallIntegerField(_("tables"))
    arranged_at = models.DateTimeField(_("arranged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round of talks")

    def __str__(self) -> str:
        return str(self.activity)

    def get_absolute_url(self) -> str:
        """The page of the talks of its activity."""
        return reverse("meetings:talks", args=[self.activity_id])


class TalkWish(models.Model):
    """That one person wants to talk with another; 1 is the dearest wish."""

    talk_round = models.ForeignKey(TalkRound, verbose_name=_("round of talks"), on_delete=models.CASCADE, related_name="wishes")
    person = models.ForeignKey(Person, verbose_name=_("who wishes"), on_delete=models.CASCADE, related_name="talk_wishes")
    wanted = models.ForeignKey(Person, verbose_name=_("with whom"), on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("wish for a talk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["talk_round", "person", "wanted"], name="meetings_wished_once"),
            models.CheckConstraint(condition=~Q(person=F("wanted")), name="meetings_wish_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.wanted_id}"


class TalkPause(models.Model):
    """That a person cannot talk in a slot: they speak then, come later or leave earlier."""

    talk_round = models.ForeignKey(TalkRound, verbose_name=_("round of talks"), on_delete=models.CASCADE, related_name="pauses")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="+")
    slot = models.PositiveSmallIntegerField(_("slot"))

    class Meta:
        verbose_name = _("slot without a talk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["talk_round", "person", "slot"], name="meetings_pause_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.slot}"


class Talk(models.Model):
    """Two people at one table in one slot."""

    talk_round = models.ForeignKey(TalkRound, verbose_name=_("round of talks"), on_delete=models.CASCADE, related_name="talks")
    slot = models.PositiveSmallIntegerField(_("slot"))
    table = models.PositiveSmallIntegerField(_("table"))
    one = models.ForeignKey(Person, verbose_name=_("one"), on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("other"), on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("talk of two")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["talk_round", "slot", "table"], name="meetings_table_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="meetings_talk_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id}"

    @property
    def record_type(self) -> str:
        """The kind of record, for the tie that comes of it."""
        return record_type_of(type(self))
