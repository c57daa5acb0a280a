"""The yearly review of a mini-cluster: criteria as data, reviewers with their conflicts, scores, decision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Group, Person, ProgrammeRecord, in_language
from minicluster.outcomes import rules
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Place


class ReviewRound(ProgrammeRecord):
    """The reviews of one year: how many reviewers each mini-cluster needs, and which share of them from outside its region."""

    year = models.PositiveSmallIntegerField(_("year"))
    fewest_reviewers = models.PositiveSmallIntegerField(_("fewest reviewers"), default=3)
    outside_share = models.FloatField(_("share of reviewers from outside the region (0-1)"), default=0.5)
    opened_at = models.DateTimeField(_("opened at"))

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("round of reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "year"], name="outcomes_review_round_once"),
            models.CheckConstraint(condition=Q(outside_share__gte=0, outside_share__lte=1), name="outcomes_review_quota"),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ReviewCriterion(models.Model):
    """What a mini-cluster is judged by in a round: a measure that is counted here, or a judgement; with its weight."""

    round = models.ForeignKey(ReviewRound, verbose_name=_("round of reviews"), on_delete=models.CASCADE, related_name="criteria")
    slug = models.SlugField(_("short name"))
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    measure = models.CharField(_("measure"), max_length=30, choices=rules.ReviewMeasure, blank=True)
    """What is counted for it; empty where reviewers judge without a figure."""
    direction = models.CharField(_("direction"), max_length=7, choices=rules.Direction, default=rules.Direction.UP)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    place_in_order = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("review criterion")
        ordering: ClassVar = ["place_in_order", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "slug"], name="outcomes_criterion_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class GroupReview(ProgrammeRecord):
    """The review of a mini-cluster in a round, with the figures as they stood and the decision."""

    round = models.ForeignKey(ReviewRound, verbose_name=_("round of reviews"), on_delete=models.PROTECT, related_name="reviews")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("state"), max_length=10, choices=rules.ReviewState, default=rules.ReviewState.OPEN)
    figures = models.JSONField(_("figures as they stood"), default=dict, blank=True)
    """By measure, as `rules.reviews` writes it, frozen when the scoring began; empty before."""
    decision = models.CharField(_("decision"), max_length=12, choices=rules.ReviewDecision, blank=True)
    why = models.TextField(_("reasons"), blank=True)
    decided_by = models.ForeignKey(User, verbose_name=_("decided by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    LIFECYCLE = rules.REVIEW_LIFECYCLE
    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("yearly review")
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "group"], name="outcomes_review_once")]

    def __str__(self) -> str:
        return f"{self.group} {self.round}"

    def get_absolute_url(self) -> str:
        """Its sheet."""
        return reverse("outcomes:review", args=[self.pk])

    def place(self) -> Place:
        """It stands where its mini-cluster stands."""
        return self.group.place()


class ReviewerSeat(models.Model):
    """Who reviews a mini-cluster: from which region, in which conflicts by our records, and what they declared themselves."""

    review = models.ForeignKey(GroupReview, verbose_name=_("yearly review"), on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, verbose_name=_("reviewer"), on_delete=models.PROTECT, related_name="review_seats")
    person = models.ForeignKey(Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.SET_NULL, related_name="review_seats")
    is_outside_region = models.BooleanField(_("from outside the region"), default=False)
    conflicts = models.JSONField(_("conflicts by the records"), default=list, blank=True)
    declared_at = models.DateTimeField(_("declared at"), null=True, blank=True)
    declared_conflict = models.CharField(_("declared conflict"), max_length=300, blank=True)
    """What the reviewer declared; empty with `declared_at` set where they declared that there is none."""

    class Meta:
        verbose_name = _("reviewer")
        constraints: ClassVar = [models.UniqueConstraint(fields=["review", "user"], name="outcomes_reviewer_once")]

    def __str__(self) -> str:
        return str(self.person or self.user)


class ReviewScore(models.Model):
    """What a reviewer gives for a criterion, 0 to 5, with a remark."""

    seat = models.ForeignKey(ReviewerSeat, verbose_name=_("reviewer"), on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(ReviewCriterion, verbose_name=_("review criterion"), on_delete=models.PROTECT, related_name="scores")
    score = models.PositiveSmallIntegerField(_("score (0-5)"))
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    scored_at = models.DateTimeField(_("scored at"))

    class Meta:
        verbose_name = _("score")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "criterion"], name="outcomes_score_once"),
            models.CheckConstraint(condition=Q(score__lte=5), name="outcomes_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.score}"
