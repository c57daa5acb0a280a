"""The symptom thesaurus of a programme: what firms say on the shop floor, and what the field calls it."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Group, Person, Programme, ProgrammeRecord, in_language
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Place
from minicluster.problems import rules

SHIPPED = "shipped"


def _texts(label: Any, length: int) -> Any:
    return ArrayField(models.CharField(max_length=length), verbose_name=label, default=list, blank=True)


class Thesaurus(models.Model):
    """How often a programme's thesaurus has changed, so that whoever keeps a copy knows when it is stale."""

    programme = models.OneToOneField(Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("thesaurus")

    def __str__(self) -> str:
        return f"{self.programme} · {self.version}"


class SymptomConcept(ProgrammeRecord):
    """A symptom or a thing with its lay words, its mechanism and the terms of those who can help.

    A concept in use is not rewritten under the reader: a change is a draft of its own that `amends` it. Accepted, its words become the concept's, and it
    stays as the history of who said so.
    """

    key = models.CharField(_("key"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=rules.ConceptKind, default=rules.ConceptKind.SYMPTOM)
    fields = _texts(_("fields it belongs to"), 20)
    mechanism_ko = models.CharField(_("failure mechanism (Korean)"), max_length=300)
    mechanism_en = models.CharField(_("failure mechanism (English)"), max_length=300, blank=True)
    terms_ko = _texts(_("experts' terms (Korean)"), 120)
    terms_en = _texts(_("experts' terms (English)"), 120)
    lay = _texts(_("as said in a workshop"), 200)
    told = _texts(_("as told to a coordinator"), 600)
    requests_ko = _texts(_("as asked for by an engineer (Korean)"), 800)
    requests_en = _texts(_("as asked for by an engineer (English)"), 800)
    state = models.CharField(_("state"), max_length=20, choices=rules.ConceptState, default=rules.ConceptState.DRAFT)
    amends = models.ForeignKey("self", verbose_name=_("amends"), null=True, blank=True, on_delete=models.PROTECT, related_name="amendments")
    drafted_by = models.ForeignKey(Person, verbose_name=_("drafted by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    drafter = models.ForeignKey(User, verbose_name=_("account of whoever drafted it"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    drafted_on = models.DateField(_("drafted on"), null=True, blank=True)
    reviewed_by = models.ForeignKey(Person, verbose_name=_("reviewed by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True)

    LIFECYCLE = rules.CONCEPT_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS
    # What an amendment changes.
    WORDS: ClassVar = ("kind", "fields", "mechanism_ko", "mechanism_en", "terms_ko", "terms_en", "lay", "told", "requests_ko", "requests_en")

    class Meta:
        verbose_name = _("concept of the thesaurus")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "key"], condition=Q(amends=None), name="problems_concept_key"),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "state"], name="problems_concept_state")]

    def __str__(self) -> str:
        return in_language(self.mechanism_ko, self.mechanism_en)

    def get_absolute_url(self) -> str:
        """The concept's page; a change to it stands on the page of what it changes."""
        return reverse("problems:concept", args=[self.amends_id or self.pk])

    def place(self) -> Place:
        """The thesaurus is the whole programme's: everybody who looks after one of its mini-clusters or complexes reaches it."""
        groups = Group.objects.filter(programme_id=self.programme_id).values_list("pk", "complex_id")
        return Place(self.programme_id, group_ids=frozenset(pk for pk, _complex in groups), complex_ids=frozenset(complex_id for _pk, complex_id in groups))
