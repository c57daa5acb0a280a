"""What is known of those who may help: expertise, facilities, support programmes, and the evidence for them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, Group, Organisation, Person, ProgrammeRecord, in_language
from minicluster.platform.permissions import Place
from minicluster.problems import rules
from minicluster.problems.models.problems import Problem


class Expertise(ProgrammeRecord):
    """What a person knows, in their own terms."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="expertise")
    statement_ko = models.CharField(_("statement (Korean)"), max_length=300, blank=True)
    statement_en = models.CharField(_("statement (English)"), max_length=300, blank=True)
    codes = ArrayField(models.CharField(max_length=12), verbose_name=_("codes"), default=list, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("expertise")
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(statement_ko="", statement_en=""), name="problems_expertise_said")]

    def __str__(self) -> str:
        return in_language(self.statement_ko, self.statement_en)

    def place(self) -> Place:
        """An expertise stands with its person."""
        return self.person.place()


class Facility(ProgrammeRecord):
    """Equipment or a laboratory that others may use."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="facilities")
    keeper = models.ForeignKey(Person, verbose_name=_("keeper"), null=True, blank=True, on_delete=models.SET_NULL, related_name="keeps_facilities")
    name_ko = models.CharField(_("name (Korean)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    description = models.TextField(_("what can be done there"))
    conditions = models.CharField(_("conditions of use"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("facility")

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def place(self) -> Place:
        """A facility stands with its organisation."""
        return self.organisation.place()


class SupportProgramme(ProgrammeRecord):
    """A support programme (지원사업) of a ministry, province or agency."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("run by"), null=True, blank=True, on_delete=models.PROTECT, related_name="support_programmes")
    name_ko = models.CharField(_("name (Korean)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    description = models.TextField(_("what it supports"))
    purpose = models.CharField(_("for problems of the class"), max_length=20, choices=rules.ProblemClass)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("support programme")

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class Call(ProgrammeRecord):
    """A call (공고) of a support programme, with its conditions as data."""

    support_programme = models.ForeignKey(SupportProgramme, verbose_name=_("support programme"), on_delete=models.CASCADE, related_name="calls")
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    cap_krw = models.PositiveBigIntegerField(_("cap (KRW)"), null=True, blank=True)
    state_share_by_size = models.JSONField(_("state share by firm size"), default=dict, blank=True)
    minimum_partners = models.PositiveSmallIntegerField(_("minimum partners"), default=1)
    eligible_complexes = models.ManyToManyField(Complex, verbose_name=_("eligible complexes"), blank=True, related_name="+")
    one_per_year = models.BooleanField(_("one per firm and year"), default=True)
    no_double_funding = models.BooleanField(_("no double funding"), default=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("call")

    def __str__(self) -> str:
        return f"{self.support_programme} {self.opens_on:%Y-%m}"


class Evidence(ProgrammeRecord):
    """One document that speaks for what a person, facility or organisation can do: what matching reads instead of profiles."""

    kind = models.CharField(_("kind"), max_length=16, choices=rules.EvidenceKind)
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    problem = models.ForeignKey(Problem, verbose_name=_("problem solved here"), null=True, blank=True, on_delete=models.CASCADE, related_name="evidence")
    language = models.CharField(_("language"), max_length=2, default="ko")
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    # As exact as the source is: a day, or the first of a month.
    dated = models.DateField(_("date"), null=True, blank=True)
    service = models.CharField(_("told by"), max_length=10, choices=rules.EvidenceService, blank=True)
    # What one work is called in every service, such as `doi:10.1000/182`: it ties the evidence of its several authors together.
    external_id = models.CharField(_("external id"), max_length=200, blank=True)
    other_ids = ArrayField(models.CharField(max_length=200), verbose_name=_("other external ids"), default=list, blank=True)
    authors = ArrayField(models.CharField(max_length=200), verbose_name=_("authors"), default=list, blank=True)
    taken_in_at = models.DateTimeField(_("taken in at"), null=True, blank=True)
    # Everyone in the programme may find it, or one mini-cluster only.
    group = models.ForeignKey(Group, verbose_name=_("visible to"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        "AuthorIdentity", verbose_name=_("author in the source"), null=True, blank=True, on_delete=models.SET_NULL, related_name="evidence"
    )
    # The person says that it is not theirs: it speaks for nobody, and stays so that the next import does not bring it back.
    disowned_at = models.DateTimeField(_("disowned at"), null=True, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("evidence")
        indexes: ClassVar = [
            models.Index(fields=["programme", "external_id"], condition=~Q(external_id=""), name="problems_evidence_external"),
            models.Index(fields=["programme", "title"], name="problems_evidence_title"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, facility=None, organisation=None)
                | Q(person=None, facility__isnull=False, organisation=None)
                | Q(person=None, facility=None, organisation__isnull=False),
                name="problems_evidence_of_one",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def place(self) -> Place:
        """Evidence stands with the person, facility or organisation for whom it speaks."""
        owner = self.person or self.facility or self.organisation
        return owner.place() if owner else Place(self.programme_id)
