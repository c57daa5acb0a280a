"""What people said about what is held about them: their corrections, which no import overwrites, and their wish to be removed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Person, ProgrammeRecord
from minicluster.platform.permissions import Place
from minicluster.problems import rules


class Correction(ProgrammeRecord):
    """That a person corrected one field of a record about them: what the source said, and when it was corrected. What they said stands in the record."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="corrections")
    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_pk = models.BigIntegerField(_("record"))
    field = models.CharField(_("field"), max_length=40)
    said_before = models.TextField(_("as the source has it"), blank=True)
    corrected_at = models.DateTimeField(_("corrected at"))

    class Meta:
        verbose_name = _("correction")
        constraints: ClassVar = [models.UniqueConstraint(fields=["record_kind", "record_pk", "field"], name="problems_correction_once")]

    def __str__(self) -> str:
        return f"{self.record_kind}-{self.record_pk} {self.field}"

    def place(self) -> Place:
        """A correction stands with its person."""
        return self.person.place()


class RemovalState(TextChoices):
    """States of a request for removal."""

    ASKED = "asked", _("Asked")
    REMOVED = "removed", _("Removed")
    KEPT = "kept", _("Kept, with the reason")


class RemovalRequest(ProgrammeRecord):
    """A person's wish that their expertise and evidence be removed (PIPA Art. 36). Once granted, no import brings anything back."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="removal_requests")
    why = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RemovalState, default=RemovalState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("request for removal")
        constraints: ClassVar = [models.UniqueConstraint(fields=["person"], condition=Q(state="asked"), name="problems_removal_asked_once")]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        """The list in which it stands."""
        return reverse("problems:removal-list")

    def place(self) -> Place:
        """A request stands with its person."""
        return self.person.place()
