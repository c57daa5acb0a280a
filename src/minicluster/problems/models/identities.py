"""Who the authors of sources are: which person an author means, what is in doubt, and how it was decided."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Person, ProgrammeRecord
from minicluster.platform.permissions import Place
from minicluster.problems import rules


class AuthorIdentity(ProgrammeRecord):
    """An author as a source names them, and the person who is meant: the memory by which the next import asks no more."""

    key = models.CharField(_("key"), max_length=300)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="author_identities")
    name = models.CharField(_("name"), max_length=200)
    places = ArrayField(models.CharField(max_length=200), verbose_name=_("places of work"), default=list, blank=True)
    service = models.CharField(_("told by"), max_length=10, choices=rules.EvidenceService)

    class Meta:
        verbose_name = _("author in a source")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "key"], name="problems_identity_once")]

    def __str__(self) -> str:
        return self.name

    def place(self) -> Place:
        """An identity stands with its person."""
        return self.person.place()


class PairState(TextChoices):
    """What is known of two people who may be one."""

    OPEN = "open", _("Not decided")
    SAME = "same", _("The same person")
    DIFFERENT = "different", _("Different people")


class Clue(TextChoices):
    """The reasons of a comparison in words."""

    NAME_EQUAL = "name_equal", _("the names are equal")
    NAME_VARIANT = "name_variant", _("the names are spellings of one name")
    NAME_INITIALS = "name_initials", _("the names fit by their initials only")
    NAMES_DIFFER = "names_differ", _("the names do not fit")
    IDENTIFIER_SHARED = "identifier_shared", _("both have the same identifier")
    IDENTIFIERS_DIFFER = "identifiers_differ", _("their identifiers differ")
    PLACE_SHARED = "place_shared", _("both work at the same place")
    PLACE_DIFFERS = "place_differs", _("they work at different places")
    COAUTHORS_SHARED = "coauthors_shared", _("they wrote with the same people")
    FIELD_SHARED = "field_shared", _("they work on the same subject")
    FIELD_TOUCHED = "field_touched", _("their subjects touch")
    FIELD_DIFFERS = "field_differs", _("their subjects differ")
    YEARS_APART = "years_apart", _("many years lie between their works")
    NAMESAKES = "namesakes", _("several people here have this name")


class PersonPair(ProgrammeRecord):
    """Two people of whom it was in doubt whether they are one; `later` came with an import.

    While the pair is `same`, all that `later` brought stands with `earlier`, and `moved` says what goes back if the decision is taken back.
    """

    earlier = models.ForeignKey(Person, verbose_name=_("known person"), on_delete=models.CASCADE, related_name="pairs_as_earlier")
    later = models.ForeignKey(Person, verbose_name=_("person from the source"), on_delete=models.CASCADE, related_name="pairs_as_later")
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.OPEN)
    score = models.FloatField(_("score"), default=0.0)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    moved = models.JSONField(_("moved records"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("people who may be one")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["earlier", "later"], name="problems_pair_once"),
            models.UniqueConstraint(fields=["later"], condition=Q(state="same"), name="problems_pair_one_person"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="problems_pair_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier} · {self.later}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("problems:identity", args=[self.pk])

    def place(self) -> Place:
        """A pair stands where either of the two stands."""
        places = (self.earlier.place(), self.later.place())
        return Place(self.programme_id, group_ids=frozenset().union(*(place.group_ids for place in places)))

    @property
    def clues(self) -> list[dict[str, Any]]:
        """The reasons in the reader's language, those for one person first."""
        words = dict(Clue.choices)
        told = sorted(self.reasons, key=lambda reason: -reason["weight"])
        return [{"words": words.get(reason["code"], reason["code"]), "detail": reason["detail"], "speaks_for": reason["weight"] > 0} for reason in told]
