"""Declared interests, how often experts are asked, what the engine may learn from, and what the gate found."""

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Dated, Organisation, Person, Programme, ProgrammeRecord
from minicluster.platform.permissions import ROLE_LABELS, Place, Role
from minicluster.problems import rules
from minicluster.problems.models.problems import Problem
from minicluster.problems.rules import fairness


class Interest(ProgrammeRecord, Dated):
    """A declared interest between a person or an organisation and a firm, for the days on which it holds.

    What was declared is never rewritten (a trigger sees to it); it can only be ended.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=fairness.InterestKind)
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="interests")
    other = models.ForeignKey(Organisation, verbose_name=_("organisation"), null=True, blank=True, on_delete=models.CASCADE, related_name="interests")
    firm = models.ForeignKey(Organisation, verbose_name=_("firm"), on_delete=models.CASCADE, related_name="interests_in_it")
    problem = models.ForeignKey(Problem, verbose_name=_("only for this problem"), null=True, blank=True, on_delete=models.CASCADE, related_name="interests")
    note = models.CharField(_("note"), max_length=300, blank=True)
    declared_as = models.CharField(_("declared by"), max_length=20)
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("declared interest")
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(person=None, other__isnull=False) | Q(person__isnull=False, other=None), name="problems_interest_of_one"),
            models.CheckConstraint(condition=Q(problem=None) | Q(kind="kept_out"), name="problems_interest_for_problem"),
        ]
        indexes: ClassVar = [models.Index(fields=["programme", "firm"], name="problems_interest_firm")]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="declared_stays", fields=["kind", "person", "other", "firm", "problem", "valid_from", "declared_as", "declared_at"])
        ]

    def __str__(self) -> str:
        return f"{self.side} – {self.firm}"

    def get_absolute_url(self) -> str:
        """The list in which it stands."""
        return reverse("problems:interest-list")

    @property
    def side(self) -> Person | Organisation | None:
        """Whose interest it is."""
        return self.person or self.other

    @property
    def declared_by(self) -> str:
        """The role that declared it; the name stands in the journal."""
        return str(ROLE_LABELS[Role(self.declared_as)])

    def place(self) -> Place:
        """With the firm's groups and the person's; with the person, except what the firm keeps from them; with the firm where it is the firm's to say."""
        places = [self.firm.place(), *([self.person.place()] if self.person else [])]
        is_secret = self.kind == fairness.InterestKind.KEPT_OUT
        is_the_firms = is_secret or self.other_id is not None or self.declared_as == Role.FIRM_USER
        return Place(
            self.programme_id,
            person_ids=frozenset({self.person_id} if self.person_id and not is_secret else ()),
            organisation_ids=frozenset({self.firm_id} if is_the_firms else ()),
            group_ids=frozenset().union(*(place.group_ids for place in places)),
        )


class MatchingPolicy(ProgrammeRecord):
    """How a programme spreads its requests. Without one the figures of `rules.fairness` hold."""

    programme = models.OneToOneField(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="matching_policy")
    open_requests_per_expert = models.PositiveSmallIntegerField(
        _("open requests per expert, at most"), default=fairness.OPEN_REQUESTS_PER_EXPERT, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    new_face_share = models.FloatField(
        _("share of new faces (0-1)"), default=fairness.NEW_FACE_SHARE, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    candidates_per_problem = models.PositiveSmallIntegerField(
        _("experts asked per problem at once"), default=fairness.CANDIDATES_PER_PROBLEM, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("matching policy")

    def __str__(self) -> str:
        return self.reference


class LearningEvent(models.Model):
    """What happened to a candidate for a problem: ids, figures and a role, no names. Rows are added and read, never changed or removed."""

    programme_id = models.BigIntegerField(_("programme"))
    problem_id = models.BigIntegerField(_("problem"))
    candidate_kind = models.CharField(_("kind"), max_length=10, choices=rules.CandidateKind)
    candidate_id = models.BigIntegerField(_("candidate"))
    act = models.CharField(_("act"), max_length=10, choices=fairness.LearningAct)
    shown_in = models.CharField(_("list"), max_length=10, choices=fairness.ShownList, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True)
    propensity = models.FloatField(_("propensity"), default=1.0)
    features = models.JSONField(_("features"), default=dict)
    engine_version = models.CharField(_("engine"), max_length=40, blank=True)
    why = models.CharField(_("why"), max_length=300, blank=True)
    role = models.CharField(_("role"), max_length=20)
    on_day = models.DateField(_("on"))
    at = models.DateTimeField(_("at, by the programme's clock"))
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("learning event")
        indexes: ClassVar = [models.Index(fields=["programme_id", "problem_id", "candidate_kind", "candidate_id", "act"], name="problems_learning")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(propensity__gt=0, propensity__lte=1), name="problems_learning_propensity"),
            models.UniqueConstraint(
                fields=["problem_id", "candidate_kind", "candidate_id", "act", "shown_in", "rank", "engine_version", "role", "on_day"],
                condition=Q(act__in=["shown", "opened"]),
                nulls_distinct=False,
                name="problems_learning_once_a_day",
            ),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.act} {self.candidate_kind}-{self.candidate_id} problem-{self.problem_id}"


class GateVerdict(ProgrammeRecord):
    """What the gate found when a learned ranker was measured against the fixed weights. It switches nothing on: an administrator decides."""

    measured_at = models.DateTimeField(_("measured at"))
    engine_version = models.CharField(_("engine"), max_length=40)
    n_problems = models.PositiveIntegerField(_("problems"))
    fixed = models.JSONField(_("fixed weights"), null=True)
    learned = models.JSONField(_("learned ranker"), null=True)
    difference = models.FloatField(_("difference in nDCG@10"), null=True)
    interval = ArrayField(models.FloatField(), verbose_name=_("95 % interval"), default=list)
    verdict = models.CharField(_("verdict"), max_length=30, choices=fairness.Verdict)
    weights = models.JSONField(_("weights of the ranker"), default=dict)
    decision = models.CharField(_("decision"), max_length=10, choices=fairness.Decision, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("gate verdict")

    def __str__(self) -> str:
        return self.reference
