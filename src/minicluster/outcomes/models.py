"""Records of outcomes."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, Group, Organisation, ProgrammeRecord, in_language
from minicluster.outcomes import rules
from minicluster.platform.accounts.models import User
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place, some_ids
from minicluster.problems.models import Output, Problem, Project


class Indicator(ProgrammeRecord):
    """What is measured: its level, definition and unit, and whether it may be added up."""

    slug = models.SlugField(_("short name"))
    level = models.CharField(_("level"), max_length=10, choices=rules.IndicatorLevel)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    definition_ko = models.CharField(_("definition (Korean)"), max_length=400, blank=True)
    definition_en = models.CharField(_("definition (English)"), max_length=400, blank=True)
    unit = models.CharField(_("unit"), max_length=40)
    is_additive = models.BooleanField(_("may be added up"), default=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("indicator")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "slug"], name="outcomes_indicator_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def definition(self) -> str:
        """The definition in the reader's language."""
        return in_language(self.definition_ko, self.definition_en)

    @property
    def figures(self) -> list["Figure"]:
        """Its baselines, targets and forecasts, by year."""
        return sorted([*self.baselines.all(), *self.targets.all(), *self.forecasts.all()], key=lambda figure: (figure.year, figure.record_type, figure.pk))


class Claim(ProgrammeRecord):
    """A published figure or event with its source. Two conflicting claims may stand side by side; neither is overwritten."""

    code = models.SlugField(_("code"))
    indicator = models.ForeignKey(Indicator, verbose_name=_("indicator"), null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    topic = models.CharField(_("topic"), max_length=60)
    scope = models.CharField(_("perimeter"), max_length=80)
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.FigureKind)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    statement_ko = models.CharField(_("statement (Korean)"), max_length=300)
    statement_en = models.CharField(_("statement (English)"), max_length=300)
    quote = models.CharField(_("short quote"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    source_date = models.CharField(_("date of the source"), max_length=10, blank=True)
    certainty = models.CharField(_("certainty"), max_length=60, blank=True)
    formula = models.JSONField(_("what its sentence says of its numbers"), default=dict, blank=True)
    """As `analytics.claims.check_claim` reads it; empty where the sentence compares nothing."""
    conflicts_with = models.ManyToManyField("self", verbose_name=_("conflicts with"), blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("claim")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "code"], name="outcomes_claim_once")]

    def __str__(self) -> str:
        return in_language(self.statement_ko, self.statement_en)

    @property
    def topic_label(self) -> str:
        """The topic in the reader's language; one that is not among the usual ones stays as it was written."""
        return str(rules.TOPICS.get(self.topic, self.topic))

    @property
    def sentence(self) -> rules.Sentence | None:
        """Whether its sentence agrees with its own numbers; None where it compares nothing, or nothing that can be understood."""
        return rules.sentence_of(self.formula)

    @property
    def perimeter(self) -> str:
        """What the figure is about, in the reader's language."""
        return str(self.complex) if self.complex else str(rules.PERIMETERS.get(self.scope, self.scope))

    @property
    def sureness(self) -> str:
        """How well it is sourced, in words."""
        return str(rules.CERTAINTIES.get(self.certainty, self.certainty))


class Figure(ProgrammeRecord):
    """A value of an indicator for the programme, a complex or a group in a year: the common part of baseline, target and forecast."""

    indicator = models.ForeignKey(Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="%(class)ss")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)
    source = models.CharField(_("source"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value.normalize():f}"

    @property
    def perimeter(self) -> str:
        """What the figure is about: a group, a complex, or the whole programme."""
        return str(self.group or self.complex or self.programme)

    @property
    def kind_label(self) -> str:
        """Baseline, target or forecast, in words."""
        return str(self._meta.verbose_name)

    def place(self) -> Place:
        """A figure stands with its complex or its group and the group's complex, if it has one."""
        complex_id = self.group.complex_id if self.group else self.complex_id
        return Place(self.programme_id, group_ids=some_ids(self.group_id), complex_ids=some_ids(complex_id))


class Baseline(Figure):
    """Where an indicator stood before."""

    class Meta(Figure.Meta):
        verbose_name = _("baseline")


class Target(Figure):
    """Where an indicator should stand. A new target does not overwrite the old."""

    set_at = models.DateTimeField(_("set at"))

    class Meta(Figure.Meta):
        verbose_name = _("target")


class Forecast(Figure):
    """Where an indicator was foreseen to stand: with interval and method, kept and scored when the year comes."""

    made_at = models.DateTimeField(_("made at"))
    low = models.DecimalField(_("lower bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("upper bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    coverage = models.FloatField(_("coverage of the interval (0-1)"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=120)

    class Meta(Figure.Meta):
        verbose_name = _("forecast")


class Outcome(ProgrammeRecord):
    """An entry in the outcome ledger: what came of a problem or project, realised or expected, corrected only by a new entry."""

    indicator = models.ForeignKey(Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="outcomes")
    organisation = models.ForeignKey(Organisation, verbose_name=_("firm"), on_delete=models.PROTECT, related_name="outcomes")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="outcomes")
    problem = models.ForeignKey(Problem, verbose_name=_("problem"), null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    project = models.ForeignKey(Project, verbose_name=_("project"), null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    output = models.ForeignKey(Output, verbose_name=_("output"), null=True, blank=True, on_delete=models.PROTECT, related_name="outcomes")
    realisation = models.CharField(_("realised or expected"), max_length=10, choices=rules.Realisation)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    contribution_share = models.DecimalField(_("contribution share (0-1)"), max_digits=5, decimal_places=4, default=1)
    note = models.CharField(_("note"), max_length=300, blank=True)
    reported_by = models.ForeignKey(User, verbose_name=_("reported by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reported_at = models.DateTimeField(_("reported at"))
    verified_by = models.ForeignKey(User, verbose_name=_("verified by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    corrects = models.OneToOneField("self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")
    state = models.CharField(_("state"), max_length=12, choices=rules.OutcomeState, default=rules.OutcomeState.REPORTED)

    LIFECYCLE = rules.OUTCOME_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("outcome")
        indexes: ClassVar = [models.Index(fields=["programme", "indicator", "realisation", "state"], name="outcomes_outcome_sum")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(contribution_share__gte=0, contribution_share__lte=1), name="outcomes_share"),
            models.CheckConstraint(condition=Q(problem__isnull=False) | Q(project__isnull=False), name="outcomes_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        """The page of this entry."""
        return reverse("outcomes:outcome", args=[self.pk])

    def place(self) -> Place:
        """An outcome stands with its firm, its group and the group's complex."""
        return Place(
            self.programme_id,
            organisation_ids=frozenset({self.organisation_id}),
            group_ids=frozenset({self.group_id}),
            complex_ids=frozenset({self.group.complex_id}),
        )


class OutcomeEvidence(models.Model):
    """What speaks for an outcome: a file, or a document named by number and place."""

    outcome = models.ForeignKey(Outcome, verbose_name=_("outcome"), on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    file = models.ForeignKey(StoredFile, verbose_name=_("file"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    where_kept = models.CharField(_("number and place of the document"), max_length=200, blank=True)
    attached_at = models.DateTimeField(_("attached at"))

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(file__isnull=False) | ~Q(where_kept=""), name="outcomes_evidence_somewhere")]

    def __str__(self) -> str:
        return self.title
