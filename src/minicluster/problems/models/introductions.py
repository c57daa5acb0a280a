"""Matches, and the way from a match to a cooperation."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity
from minicluster.members.models import Organisation, Person
from minicluster.platform.permissions import Place
from minicluster.problems import rules
from minicluster.problems.models.expertise import Facility, SupportProgramme
from minicluster.problems.models.problems import Problem, ProblemRecord, ReadableQuerySet, due_day


class Match(ProblemRecord):
    """A candidate that the engine found for a problem, with its reasons and the version that found it."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.CASCADE, related_name="matches")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.CandidateKind)
    person = models.ForeignKey(Person, verbose_name=_("expert"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    organisation = models.ForeignKey(Organisation, verbose_name=_("firm"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    facility = models.ForeignKey(Facility, verbose_name=_("facility"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches")
    support_programme = models.ForeignKey(
        SupportProgramme, verbose_name=_("support programme"), null=True, blank=True, on_delete=models.CASCADE, related_name="matches"
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    engine_version = models.CharField(_("engine"), max_length=40)
    judgement = models.CharField(_("judgement"), max_length=14, choices=rules.Judgement, default=rules.Judgement.NONE)
    judgement_reason = models.CharField(_("because"), max_length=300, blank=True)
    found_at = models.DateTimeField(_("found at"))
    # How much the expert has to do today, noted by `mark_load` for the page.
    open_requests = 0
    is_new_face = False

    class Meta:
        verbose_name = _("match")
        indexes: ClassVar = [models.Index(fields=["problem", "kind", "rank"], name="problems_match_list")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="expert", person__isnull=False)
                | Q(kind="firm", organisation__isnull=False)
                | Q(kind="facility", facility__isnull=False)
                | Q(kind="support", support_programme__isnull=False),
                name="problems_match_candidate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.candidate}"

    @property
    def candidate(self) -> Person | Organisation | Facility | SupportProgramme:
        """Whom or what was found."""
        found: Person | Organisation | Facility | SupportProgramme | None = self.person or self.organisation or self.facility or self.support_programme
        if found is None:
            raise ValueError("a match without a candidate; the database's check constraint should have refused it")
        return found


class Introduction(ProblemRecord):
    """The way from a suggested expert to a cooperation: confirmed by a coordinator, approved by the firm, accepted by the expert."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.PROTECT, related_name="introductions")
    match = models.ForeignKey(Match, verbose_name=_("match"), null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions")
    expert = models.ForeignKey(Person, verbose_name=_("expert"), on_delete=models.PROTECT, related_name="introductions")
    summary = models.TextField(_("anonymised summary"))
    state = models.CharField(_("state"), max_length=20, choices=rules.IntroductionState, default=rules.IntroductionState.SUGGESTED)
    state_since = models.DateTimeField(_("in this state since"))
    suggested_at = models.DateTimeField(_("suggested at"))
    summary_approved_at = models.DateTimeField(_("summary approved at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decline_reason = models.CharField(_("reason for declining"), max_length=300, blank=True)
    nda_signed_on = models.DateField(_("NDA signed on"), null=True, blank=True)
    disclosed_at = models.DateTimeField(_("details disclosed at"), null=True, blank=True)
    first_meeting_date = models.DateField(_("first meeting on"), null=True, blank=True)
    first_meeting = models.ForeignKey(Activity, verbose_name=_("first meeting"), null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions")
    result = models.TextField(_("result"), blank=True)
    firm_rating = models.PositiveSmallIntegerField(_("the firm's rating (1-5)"), null=True, blank=True)
    expert_rating = models.PositiveSmallIntegerField(_("the expert's rating (1-5)"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = ReadableQuerySet.as_manager()

    LIFECYCLE = rules.INTRODUCTION_LIFECYCLE

    class Meta:
        verbose_name = _("introduction")
        constraints: ClassVar = [models.UniqueConstraint(fields=["problem", "expert"], name="problems_introduced_once")]
        indexes: ClassVar = [models.Index(fields=["expert", "state"], name="problems_introduction_expert")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """The introduction's page."""
        return reverse("problems:introduction", args=[self.pk])

    def place(self) -> Place:
        """An introduction stands with its problem and with the expert."""
        return self.problem.place_with({self.expert_id})

    @property
    def due_on(self) -> date | None:
        """The day by which the next step is due, if a clock runs."""
        clock = rules.CLOCK_OF_INTRODUCTION.get(rules.IntroductionState(self.state))
        return due_day(clock, self.state_since, self.programme.clock_days)
