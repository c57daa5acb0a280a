"""People, where they work, whom they know, and what of theirs left the house."""

from datetime import date
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.models.organisations import Organisation
from minicluster.members.models.records import Dated, Programme, ProgrammeRecord, in_language, trigrams
from minicluster.platform.permissions import Place


class Person(ProgrammeRecord):
    """A person. Contact data is personal; a resident registration number is never held."""

    name_ko = models.CharField(_("name (Korean)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    orcid = models.CharField(_("ORCID iD"), max_length=19, blank=True)

    class Meta:
        verbose_name = _("person")
        indexes: ClassVar = [
            models.Index(fields=["programme", "name_ko"], name="members_person_list"),
            trigrams("name_ko", "members_person_trigrams"),
            trigrams("name_en", "members_person_en_trigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:person", args=[self.pk])

    def employers_on(self, day: date) -> list["Affiliation"]:
        """Where the person works on this day; asks the database nothing where `affiliations` were fetched with the person."""
        return [affiliation for affiliation in self.affiliations.all() if affiliation.holds_on(day)]

    def place(self) -> Place:
        """A person stands with themselves and, through their present affiliations, with their organisations and those organisations' groups and complexes."""
        organisations = [affiliation.organisation for affiliation in self.affiliations.on(self.programme.today()).select_related("organisation")]
        places = [organisation.place() for organisation in organisations]
        expert_groups = set(self.memberships.filter(state__in=rules.LIVING_MEMBERSHIP).values_list("group_id", flat=True))
        return Place(
            self.programme_id,
            person_ids=frozenset({self.pk}),
            organisation_ids=frozenset(organisation.pk for organisation in organisations),
            group_ids=frozenset(expert_groups).union(*(place.group_ids for place in places)),
            complex_ids=frozenset().union(*(place.complex_ids for place in places)),
        )


class Affiliation(Dated):
    """Where a person works, as what, and when."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="affiliations")
    department = models.CharField(_("department"), max_length=80, blank=True)
    position = models.CharField(_("position"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"

    @property
    def workplace(self) -> str:
        """Organisation and department in one line."""
        return " ".join(filter(None, (str(self.organisation), self.department)))


class Tie(models.Model):
    """That two people met, were introduced, cooperated or contracted: when, and through which record. Rows are added, never changed."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey(Person, verbose_name=_("one"), on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("other"), on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=rules.TieKind)
    on_date = models.DateField(_("on"))
    through_type = models.CharField(_("through (kind of record)"), max_length=40)
    through_id = models.BigIntegerField(_("through (record)"))
    weight = models.FloatField(_("weight"), default=1.0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="members_tie_ordered"),
            models.UniqueConstraint(fields=["one", "other", "kind", "through_type", "through_id"], name="members_tie_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["other", "one"], name="members_tie_other")]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id} {self.kind}"


class Consent(ProgrammeRecord):
    """A person's consent that named data about them goes to one recipient for one purpose (PIPA Art. 17)."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consents")
    recipient = models.ForeignKey(Organisation, verbose_name=_("recipient"), on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=200)
    data_fields = ArrayField(models.CharField(max_length=40), verbose_name=_("data"), default=list)
    about_type = models.CharField(_("about (kind of record)"), max_length=40, blank=True)
    about_id = models.BigIntegerField(_("about (record)"), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")

    def __str__(self) -> str:
        return f"{self.person_id} → {self.recipient_id}"

    def place(self) -> Place:
        """A consent stands with its person."""
        return Place(self.programme_id, person_ids=frozenset({self.person_id}))


class Disclosure(ProgrammeRecord):
    """That details left the house: what, to whom, under which consent. Written when it happens, never changed."""

    recipient_person = models.ForeignKey(Person, verbose_name=_("to (person)"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    recipient_organisation = models.ForeignKey(
        Organisation, verbose_name=_("to (organisation)"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    consent = models.ForeignKey(Consent, verbose_name=_("under the consent"), null=True, blank=True, on_delete=models.SET_NULL, related_name="disclosures")
    about_type = models.CharField(_("about (kind of record)"), max_length=40)
    about_id = models.BigIntegerField(_("about (record)"))
    data_fields = ArrayField(models.CharField(max_length=40), verbose_name=_("data"), default=list)
    disclosed_at = models.DateTimeField(_("disclosed at"))

    class Meta:
        verbose_name = _("disclosure")

    def __str__(self) -> str:
        return f"{self.about_type}-{self.about_id}"
