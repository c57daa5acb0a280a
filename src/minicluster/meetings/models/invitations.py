"""Invitations, answers, seats, and the calendars that show them."""

from dataclasses import replace
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.models.activities import Activity, ActivityRecord
from minicluster.members.models import Group, Person, ProgrammeRecord
from minicluster.platform.permissions import Place, some_ids


class Invitation(ActivityRecord):
    """That a person was asked to come, and what they answered."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="invitations")
    invited_at = models.DateTimeField(_("invited at"))
    answer = models.CharField(_("answer"), max_length=10, choices=rules.InvitationAnswer, default=rules.InvitationAnswer.NONE)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_through = models.CharField(_("answered through"), max_length=10, choices=rules.AnsweredThrough, blank=True)
    deputy = models.ForeignKey(Person, verbose_name=_("deputy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_guest = models.BooleanField(_("guest"), default=False)

    class Meta:
        verbose_name = _("invitation")
        constraints: ClassVar = [models.UniqueConstraint(fields=["activity", "person"], name="meetings_invited_once")]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.activity_id}"

    def place(self) -> Place:
        """An invitation stands with the invited person too, who answers it."""
        return replace(self.activity.place(), person_ids=frozenset({self.person_id}))


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


class CalendarFeed(ProgrammeRecord):
    """A secret address under which a calendar program reads the activities of a person or a group. Only the address's fingerprint is kept."""

    person = models.ForeignKey(Person, verbose_name=_("whose calendar"), null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    made_by = models.ForeignKey(Person, verbose_name=_("made by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("calendar address")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(person=None) ^ Q(group=None), name="meetings_feed_of_one")]

    def __str__(self) -> str:
        return str(self.person or self.group)

    def place(self) -> Place:
        """A person's calendar stands with the person alone, a group's with the group."""
        return self.group.place() if self.group else Place(self.programme_id, person_ids=some_ids(self.person_id))


class CalendarReply(models.Model):
    """A mail that was handed in as an answer: kept under its Message-ID, so that the same mail twice changes nothing, with what was made of it."""

    message_id = models.CharField(_("Message-ID"), max_length=255, unique=True)
    invitation = models.ForeignKey(Invitation, verbose_name=_("invitation"), null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    stamped_at = models.DateTimeField(_("written at, by the sender's clock"), null=True, blank=True)
    verdict = models.CharField(_("what was made of it"), max_length=12, choices=rules.ReplyVerdict)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("answer by calendar mail")

    def __str__(self) -> str:
        return self.message_id
