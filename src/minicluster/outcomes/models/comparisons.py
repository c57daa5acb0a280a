"""What the programme is compared with: firms that are no members, complexes outside it, and the studies made of both."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex, ProgrammeRecord, in_language
from minicluster.members.rules import FirmSize
from minicluster.outcomes import rules
from minicluster.platform.accounts.models import User


class OutsideComplex(ProgrammeRecord):
    """An industrial complex that the programme does not reach."""

    slug = models.SlugField(_("short name"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("complex outside the programme")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "slug"], name="outcomes_outside_complex_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class ComparisonFirm(ProgrammeRecord):
    """A firm that is no member, in a complex of the programme or outside of it. It goes by a code: nobody needs to know who it is."""

    code = models.SlugField(_("code"))
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="comparison_firms")
    outside = models.ForeignKey(
        OutsideComplex, verbose_name=_("complex outside the programme"), null=True, blank=True, on_delete=models.PROTECT, related_name="firms"
    )
    industry_code = models.CharField(_("industry code"), max_length=12)
    size = models.CharField(_("size class"), max_length=10, choices=FirmSize)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("comparison firm")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "code"], name="outcomes_comparison_firm_once"),
            models.CheckConstraint(condition=Q(complex=None) ^ Q(outside=None), name="outcomes_comparison_firm_somewhere"),
        ]

    def __str__(self) -> str:
        return self.code


class ComparisonYear(models.Model):
    """The figures of a comparison firm in a year, in the units of a member's yearly figures."""

    firm = models.ForeignKey(ComparisonFirm, verbose_name=_("comparison firm"), on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    sales_krw = models.BigIntegerField(_("sales (KRW)"), null=True, blank=True)
    exports_usd = models.BigIntegerField(_("exports (USD)"), null=True, blank=True)
    production_krw = models.BigIntegerField(_("production (KRW)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("yearly figures of a comparison firm")
        constraints: ClassVar = [models.UniqueConstraint(fields=["firm", "year"], name="outcomes_comparison_year_once")]

    def __str__(self) -> str:
        return f"{self.firm} {self.year}"


class ImpactStudy(ProgrammeRecord):
    """One comparison of members with non-members: every estimate side by side, as made on a day from the rows of that day. It is never changed."""

    measure = models.CharField(_("figure"), max_length=20, choices=rules.ImpactMeasure)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(User, verbose_name=_("made by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(_("checksum of the rows"), max_length=64)
    result = models.JSONField(_("result"), default=dict)
    """As `domain.impact` writes it: estimates, event study, balance, bound, limits, kept-back cells, counts of firms."""

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("impact study")
        indexes: ClassVar = [models.Index(fields=["programme", "measure", "-made_at"], name="outcomes_study_latest")]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} · {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("outcomes:impact-study", args=[self.pk])
