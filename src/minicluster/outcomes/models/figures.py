"""Values of indicators: where they stood, should stand, stand, and are foreseen to stand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, Group, ProgrammeRecord
from minicluster.outcomes import rules
from minicluster.outcomes.models.indicators import Indicator, Perimeter
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Place, some_ids


class Figure(ProgrammeRecord):
    """A value of an indicator in a year, for the programme, a perimeter, a complex or a group: the common part of what was, is to be and is foreseen."""

    indicator = models.ForeignKey(Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="%(class)ss")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    perimeter = models.ForeignKey(Perimeter, verbose_name=_("perimeter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=4)
    source = models.CharField(_("source"), max_length=300, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(group=None, complex=None) | Q(group=None, perimeter=None) | Q(complex=None, perimeter=None), name="%(app_label)s_%(class)s_of_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}: {self.value.normalize():f}"

    @property
    def subject(self) -> str:
        """What the figure is about: a group, a complex, a perimeter, or the whole programme."""
        return str(self.group or self.complex or self.perimeter or self.programme)

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


class Actual(Figure):
    """Where an indicator stood in a year, as counted or reported: provisional or confirmed, with its source. It is corrected only by a new entry."""

    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    firms = models.PositiveIntegerField(_("firms behind it"), null=True, blank=True)
    """How many firms it sums, where it sums firms: fewer than three are told to nobody who may not read each."""
    recorded_at = models.DateTimeField(_("recorded at"))
    corrects = models.OneToOneField("self", verbose_name=_("corrects"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by")

    class Meta(Figure.Meta):
        verbose_name = _("yearly figure")
        indexes: ClassVar = [models.Index(fields=["programme", "indicator", "year"], name="outcomes_actual_series")]

    def get_absolute_url(self) -> str:
        """The entry's page."""
        return reverse("outcomes:figure", args=[self.pk])


class ForecastRun(ProgrammeRecord):
    """One making of forecasts for all series of a programme: when, how far, and which series were refused and why."""

    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, verbose_name=_("made by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    horizon = models.PositiveSmallIntegerField(_("years ahead"))
    refusals = models.JSONField(_("refused series"), default=list, blank=True)
    """Why series have no forecast, and what could not be told with others: `[{"indicator": slug, "complex": id, "group": id, "perimeter": id, "code": …, "facts": {…},
    "last_year": …}]`, with the codes and facts of `rules.forecast_series.WHY`; all ids null is the programme."""

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("making of forecasts")

    def __str__(self) -> str:
        return self.reference


class Forecast(Figure):
    """Where an indicator was foreseen to stand: with interval and method, kept and scored when the year comes."""

    run = models.ForeignKey(ForecastRun, verbose_name=_("made in"), null=True, blank=True, on_delete=models.PROTECT, related_name="forecasts")
    made_at = models.DateTimeField(_("made at"))
    low = models.DecimalField(_("lower bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    high = models.DecimalField(_("upper bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    coverage = models.FloatField(_("coverage of the interval (0-1)"), null=True, blank=True)
    outer_low = models.DecimalField(_("outer lower bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    outer_high = models.DecimalField(_("outer upper bound"), max_digits=24, decimal_places=4, null=True, blank=True)
    outer_coverage = models.FloatField(_("coverage of the outer interval (0-1)"), null=True, blank=True)
    target = models.ForeignKey(Target, verbose_name=_("target"), null=True, blank=True, on_delete=models.PROTECT, related_name="forecasts")
    target_probability = models.FloatField(_("probability that the target is met (0-1)"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=120)
    made_from = models.JSONField(_("made from"), default=list, blank=True)
    """The series it was made from, oldest first: `[[year, value, id of the yearly figure or null]]`."""

    class Meta(Figure.Meta):
        verbose_name = _("forecast")

    @property
    def target_percent(self) -> int | None:
        """The probability that the target is met, in whole per cent: never 0 and never 100, because nobody knows so much."""
        return None if self.target_probability is None else min(99, max(1, round(100 * self.target_probability)))
