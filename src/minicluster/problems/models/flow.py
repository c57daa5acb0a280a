"""What an introduction leaves behind on its way: why an expert declined, who has promised silence, how each side rated it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Organisation, Person
from minicluster.platform.permissions import Place
from minicluster.problems import rules
from minicluster.problems.models.introductions import Introduction
from minicluster.problems.models.problems import ProblemRecord


class IntroductionRecord(ProblemRecord):
    """A record that belongs to an introduction and stands where it stands."""

    class Meta:
        abstract = True

    def place(self) -> Place:
        """Where the introduction stands."""
        introduction: Introduction = self.introduction  # type: ignore[attr-defined]  # each subclass has one
        return introduction.place()


class Decline(IntroductionRecord):
    """Why an expert declined, and whom they named instead: that person waits in the coordinator's queue until somebody has looked at it."""

    introduction = models.OneToOneField(Introduction, verbose_name=_("introduction"), on_delete=models.CASCADE, related_name="decline")
    kind = models.CharField(_("reason for declining"), max_length=14, choices=rules.DeclineKind)
    suggested_name = models.CharField(_("person suggested instead"), max_length=80, blank=True)
    suggested_where = models.CharField(_("where they work"), max_length=120, blank=True)
    settled_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    led_to = models.ForeignKey(
        Introduction, verbose_name=_("led to the introduction"), null=True, blank=True, on_delete=models.SET_NULL, related_name="suggested_by"
    )

    class Meta:
        verbose_name = _("decline")

    def __str__(self) -> str:
        return str(self.get_kind_display())


class NonDisclosure(IntroductionRecord):
    """One recipient's promise to keep the details to themselves. Without it nothing is passed on to them."""

    introduction = models.ForeignKey(Introduction, verbose_name=_("introduction"), on_delete=models.CASCADE, related_name="non_disclosures")
    person = models.ForeignKey(Person, verbose_name=_("recipient"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("works at"), on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("binding until"), null=True, blank=True)
    kept_where = models.CharField(_("where the signed paper is kept"), max_length=200, blank=True)
    passed_on_at = models.DateTimeField(_("details passed on at"), null=True, blank=True)

    class Meta:
        verbose_name = _("NDA")
        constraints: ClassVar = [models.UniqueConstraint(fields=["introduction", "person"], name="problems_nda_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"


class Rating(IntroductionRecord):
    """One side's rating of an introduction, 1 to 5, with a sentence. The other side sees it once both have rated, or after a fortnight."""

    introduction = models.ForeignKey(Introduction, verbose_name=_("introduction"), on_delete=models.CASCADE, related_name="ratings")
    side = models.CharField(_("side"), max_length=6, choices=rules.RatingSide)
    stars = models.PositiveSmallIntegerField(_("rating (1-5)"))
    sentence = models.CharField(_("in a sentence"), max_length=300, blank=True)
    rated_at = models.DateTimeField(_("rated at"))
    after_seeing_the_other = models.BooleanField(_("given after the other's could be seen"), default=False)

    class Meta:
        verbose_name = _("rating")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["introduction", "side"], name="problems_rating_once"),
            models.CheckConstraint(condition=Q(stars__range=(1, rules.BEST_RATING)), name="problems_rating_range"),
        ]

    def __str__(self) -> str:
        return f"{self.stars}/{rules.BEST_RATING}"
