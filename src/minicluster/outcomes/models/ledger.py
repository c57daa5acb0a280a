"""The outcome ledger: what came of it, with evidence, credit and what became of it years later."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Group, Organisation, ProgrammeRecord
from minicluster.outcomes import rules
from minicluster.outcomes.models.indicators import Indicator
from minicluster.platform.accounts.models import User
from minicluster.platform.files.models import StoredFile
from minicluster.platform.permissions import Place
from minicluster.problems.models import Output, Problem, Project


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
    fulfils = models.ForeignKey(
        "self", verbose_name=_("fulfils what was expected"), null=True, blank=True, on_delete=models.PROTECT, related_name="fulfilled_by"
    )
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
            models.CheckConstraint(condition=Q(fulfils=None) | Q(realisation=rules.Realisation.REALISED), name="outcomes_fulfils_as_realised"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        """The page of this entry."""
        return reverse("outcomes:outcome", args=[self.pk])

    @property
    def contribution_percent(self) -> int:
        """The contribution share in whole per cent."""
        return round(100 * self.contribution_share)

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


class OutcomeCredit(models.Model):
    """Whose outcome it is, where it is not its firm's and group's alone: each has a weight, and its part of the value is its part of all weights.

    Weights and not shares, so that the parts sum to the whole whatever stands here: nothing can be counted twice.
    """

    outcome = models.ForeignKey(Outcome, verbose_name=_("outcome"), on_delete=models.CASCADE, related_name="credits")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="outcome_credits")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="outcome_credits")
    weight = models.PositiveIntegerField(_("weight"), default=1)

    class Meta:
        verbose_name = _("credit for an outcome")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "organisation", "group"], name="outcomes_credit_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="outcomes_credit_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.organisation} · {self.group} ({self.weight})"


class OutcomeFollowUp(ProgrammeRecord):
    """The question, one, three and five years later, what became of an expected outcome; the answer is a new realised entry, or that there is none."""

    outcome = models.ForeignKey(Outcome, verbose_name=_("expected outcome"), on_delete=models.CASCADE, related_name="follow_ups")
    years = models.PositiveSmallIntegerField(_("years afterwards"))
    due_on = models.DateField(_("due on"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    realised = models.OneToOneField(Outcome, verbose_name=_("realised entry"), null=True, blank=True, on_delete=models.PROTECT, related_name="answered")
    note = models.CharField(_("what the firm says"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("follow-up of an outcome")
        constraints: ClassVar = [models.UniqueConstraint(fields=["outcome", "years"], name="outcomes_follow_up_once")]

    def __str__(self) -> str:
        return f"{self.outcome} +{self.years}"

    @property
    def may_wait(self) -> bool:
        """Whether it will be asked once more, so that “not yet” is an answer."""
        return self.outcome.follow_ups.filter(years__gt=self.years, answered_at=None).exists()

    def place(self) -> Place:
        """It stands where its outcome stands."""
        return self.outcome.place()
