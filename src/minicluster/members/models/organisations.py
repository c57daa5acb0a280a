"""Organisations, and the dated facts about them."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.models.records import Dated, Programme, ProgrammeRecord, in_language, trigrams
from minicluster.platform.permissions import Place


class Organisation(ProgrammeRecord):
    """A firm, university, institute, agency, government, association or buyer. Sector and sphere are derived from its kind."""

    kind = models.CharField(_("kind"), max_length=20, choices=rules.OrganisationKind)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, default="KR")
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    products = models.CharField(_("products"), max_length=300, blank=True)
    public_note = models.CharField(_("public note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organisation")
        indexes: ClassVar = [
            models.Index(fields=["programme", "kind", "name_ko"], name="members_organisation_list"),
            trigrams("name_ko", "members_organisation_trigrams"),
            trigrams("name_en", "members_org_en_trigrams"),
            trigrams("products", "members_products_trigrams"),
        ]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:organisation", args=[self.pk])

    @property
    def sector(self) -> rules.Sector:
        """Sector of performance (Frascati)."""
        return rules.sector_of(self.kind)

    @property
    def sphere(self) -> rules.Sphere:
        """Sphere of the triple helix."""
        return rules.sphere_of(self.kind)

    def place(self) -> Place:
        """A firm stands with itself, its groups and its complexes."""
        groups = self.memberships.filter(state__in=rules.LIVING_MEMBERSHIP).values_list("group_id", "group__complex_id")
        sites = self.sites.on(self.programme.today()).exclude(complex=None).values_list("complex_id", flat=True)
        pairs = list(groups)
        return Place(
            self.programme_id,
            organisation_ids=frozenset({self.pk}),
            group_ids=frozenset(group for group, _complex in pairs),
            complex_ids=frozenset({complex_id for _group, complex_id in pairs} | set(sites)),
        )


class OrganisationName(Dated):
    """What an organisation was called, and when; or an alias, under which people look for it."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    is_alias = models.BooleanField(_("alias"), default=False)

    class Meta(Dated.Meta):
        indexes: ClassVar = [trigrams("name", "members_alias_trigrams"), trigrams("name_en", "members_alias_en_trigrams")]

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class OrganisationIdentifier(models.Model):
    """An identifier in a scheme: 사업자등록번호 (`KR-BRN`), `LEI`, `ROR` and others."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=12)
    value = models.CharField(_("value"), max_length=40)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "scheme", "value"], name="members_identifier_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.value}"


class OrganisationClassification(models.Model):
    """A code in a classification (KSIC 11/10/9, ISIC, NACE), with its version."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="classifications")
    scheme = models.CharField(_("scheme"), max_length=10, default="KSIC")
    version = models.CharField(_("version"), max_length=6, default="9")
    code = models.CharField(_("code"), max_length=12)
    is_primary = models.BooleanField(_("primary"), default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "scheme", "version", "code"], name="members_classification_once")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.version} {self.code}"


class OrganisationSize(Dated):
    """The size class of a firm as a dated fact."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sizes")
    size = models.CharField(_("size class"), max_length=10, choices=rules.FirmSize)

    def __str__(self) -> str:
        return str(self.get_size_display())


class OrganisationYear(ProgrammeRecord):
    """A firm's figures of one year."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    sales_krw = models.BigIntegerField(_("sales (KRW)"), null=True, blank=True)
    exports_usd = models.BigIntegerField(_("exports (USD)"), null=True, blank=True)
    production_krw = models.BigIntegerField(_("production (KRW)"), null=True, blank=True)
    rnd_krw = models.BigIntegerField(_("R&D (KRW)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    is_confidential = models.BooleanField(_("confidential"), default=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("yearly figures")
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "year"], name="members_organisation_year_once")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"

    def place(self) -> Place:
        """Figures stand where their firm stands."""
        return self.organisation.place()
