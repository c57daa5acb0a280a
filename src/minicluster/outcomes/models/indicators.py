"""What is measured, over which perimeter, in which money."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, Dated, ProgrammeRecord, in_language
from minicluster.outcomes import rules


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
    direction = models.CharField(_("direction"), max_length=7, choices=rules.Direction, default=rules.Direction.UP)
    formula = models.JSONField(_("formula"), default=dict, blank=True)
    """How it is worked out of other indicators, as `rules.formulas` reads it; empty where it is counted itself."""
    price_year = models.PositiveSmallIntegerField(_("in prices of the year"), null=True, blank=True)
    """Of money: the year whose prices its figures are in; None where each year's figure is in its own prices."""

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
    def unit_label(self) -> str:
        """The unit in the reader's language."""
        return str(rules.UNITS.get(self.unit, self.unit))

    def get_absolute_url(self) -> str:
        """The indicator's page."""
        return reverse("outcomes:indicator", args=[self.pk])


class Perimeter(ProgrammeRecord):
    """A named set of complexes that figures are about, such as the seven of 2005. Which complexes it holds is dated: a series never silently changes its set."""

    slug = models.SlugField(_("short name"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("perimeter")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "slug"], name="outcomes_perimeter_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class PerimeterComplex(Dated):
    """That a complex belongs to a perimeter, from a day on."""

    perimeter = models.ForeignKey(Perimeter, verbose_name=_("perimeter"), on_delete=models.CASCADE, related_name="parts")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), on_delete=models.PROTECT, related_name="perimeters")

    def __str__(self) -> str:
        return f"{self.perimeter} · {self.complex}"


class PriceIndex(ProgrammeRecord):
    """How prices of a currency stood in a year, on any base: figures of two years are compared in the prices of one."""

    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    index = models.DecimalField(_("price index"), max_digits=12, decimal_places=4)
    source = models.CharField(_("source"), max_length=300)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("price index")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "currency", "year"], name="outcomes_price_index_once"),
            models.CheckConstraint(condition=Q(index__gt=0), name="outcomes_price_index_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year}"


class ExchangeRate(ProgrammeRecord):
    """What one unit of a currency was worth in won, on the average of a year."""

    currency = models.CharField(_("currency"), max_length=3)
    year = models.PositiveSmallIntegerField(_("year"))
    krw = models.DecimalField(_("won for one unit"), max_digits=14, decimal_places=4)
    source = models.CharField(_("source"), max_length=300)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("exchange rate")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "currency", "year"], name="outcomes_exchange_rate_once"),
            models.CheckConstraint(condition=Q(krw__gt=0), name="outcomes_exchange_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.year}"
