"""Published figures with their sources."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, ProgrammeRecord, in_language
from minicluster.outcomes import rules
from minicluster.outcomes.models.indicators import Indicator


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

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:claim", args=[self.code])

    @property
    def topic_label(self) -> str:
        """The topic in the reader's language; one that is not among the usual ones stays as it was written."""
        return str(rules.TOPICS.get(self.topic, self.topic))

    @property
    def sentence(self) -> rules.Sentence | None:
        """Whether its sentence agrees with its own numbers; None where it compares nothing, or nothing that can be understood."""
        return rules.sentence_of(self.formula)

    @property
    def subject(self) -> str:
        """What the figure is about, in the reader's language."""
        return str(self.complex) if self.complex else str(rules.PERIMETERS.get(self.scope, self.scope))

    @property
    def sureness(self) -> str:
        """How well it is sourced, in words."""
        return str(rules.CERTAINTIES.get(self.certainty, self.certainty))
