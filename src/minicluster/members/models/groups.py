"""Industrial complexes, the mini-clusters in them, and the sites of organisations."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.models.organisations import Organisation
from minicluster.members.models.records import Dated, ProgrammeRecord, in_language
from minicluster.platform.permissions import Place


class Complex(ProgrammeRecord):
    """An industrial complex."""

    slug = models.SlugField(_("short name"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=rules.ComplexKind)
    codes = models.JSONField(_("codes"), default=dict, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    office = models.ForeignKey(Organisation, verbose_name=_("complex office"), null=True, blank=True, on_delete=models.PROTECT, related_name="runs_complexes")
    certainty_ko = models.CharField(_("how sure the published names are (Korean)"), max_length=200, blank=True)
    certainty_en = models.CharField(_("how sure the published names are (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("complex")
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "slug"], name="members_complex_slug")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def certainty(self) -> str:
        """How sure the published group names are, in the reader's language."""
        return in_language(self.certainty_ko, self.certainty_en)

    def place(self) -> Place:
        """A complex stands with itself."""
        return Place(self.programme_id, complex_ids=frozenset({self.pk}))


class Group(ProgrammeRecord):
    """A mini-cluster or another level of council."""

    complex = models.ForeignKey(Complex, verbose_name=_("complex"), on_delete=models.PROTECT, related_name="groups")
    parent = models.ForeignKey("self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    slug = models.SlugField(_("short name"))
    level = models.CharField(_("level"), max_length=20, choices=rules.GroupLevel, default=rules.GroupLevel.MINI_CLUSTER)
    model = models.CharField(_("model"), max_length=20, choices=rules.GroupModel, default=rules.GroupModel.MANAGED)
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    speciality_ko = models.CharField(_("speciality (Korean)"), max_length=80)
    speciality_en = models.CharField(_("speciality (English)"), max_length=80)
    industry_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("industry codes"), default=list, blank=True)
    technology_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("technology codes"), default=list, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    by_laws = models.TextField(_("by-laws"), blank=True)
    quorum_share = models.FloatField(_("quorum (share of members)"), default=0.5)
    deputies_count = models.BooleanField(_("deputies count for the quorum and vote"), default=True)
    majority_share = models.FloatField(_("majority (more than this share of the votes)"), default=0.5)
    approval_body = models.CharField(_("who takes members in"), max_length=12, choices=rules.ApprovalBody, default=rules.ApprovalBody.COORDINATOR)
    yearly_fee_krw = models.PositiveBigIntegerField(_("membership fee a year (KRW)"), default=0)
    # What a firm has to be to become, and to stay, a regular member; associates, experts and supporting organisations are taken in without.
    demands_site = models.BooleanField(_("regular members need a site in the complex"), default=False)
    demands_industry = models.BooleanField(_("regular members work in one of its industries"), default=False)
    admitted_sizes = ArrayField(
        models.CharField(max_length=10, choices=rules.FirmSize), verbose_name=_("for size classes (all, if none is named)"), default=list, blank=True
    )
    illustrative = models.BooleanField(_("name is illustrative"), default=False)
    certainty_ko = models.CharField(_("how sure the published name is (Korean)"), max_length=200, blank=True)
    certainty_en = models.CharField(_("how sure the published name is (English)"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=rules.GroupState, default=rules.GroupState.PROPOSED)

    LIFECYCLE = rules.GROUP_LIFECYCLE

    class Meta:
        verbose_name = _("mini-cluster")
        constraints: ClassVar = [models.UniqueConstraint(fields=["complex", "slug"], name="members_group_slug")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("members:group", args=[self.pk])

    @property
    def speciality(self) -> str:
        """What it is about, in the reader's language."""
        return in_language(self.speciality_ko, self.speciality_en)

    @property
    def certainty(self) -> str:
        """How sure the published name is, in the reader's language."""
        return in_language(self.certainty_ko, self.certainty_en)

    @property
    def quorum_percent(self) -> float:
        """The quorum as people say it."""
        return round(self.quorum_share * 100, 2)

    @property
    def majority_percent(self) -> float:
        """The majority as people say it."""
        return round(self.majority_share * 100, 2)

    @property
    def admitted_size_labels(self) -> list[str]:
        """The size classes of its regular members in words; none where all are admitted."""
        return [str(rules.FirmSize(size).label) for size in self.admitted_sizes]

    def place(self) -> Place:
        """A group stands with itself and its complex."""
        return Place(self.programme_id, group_ids=frozenset({self.pk}), complex_ids=frozenset({self.complex_id}))


class GroupName(Dated):
    """What a group was called, and when."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.CASCADE, related_name="names")
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)


class GroupSuccession(models.Model):
    """Which group came out of which, so that series stay comparable over mergers, splits and renamings."""

    predecessor = models.ForeignKey(Group, verbose_name=_("predecessor"), on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Group, verbose_name=_("successor"), on_delete=models.PROTECT, related_name="origins")
    kind = models.CharField(_("kind"), max_length=10, choices=rules.SuccessionKind)
    on_date = models.DateField(_("on"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["predecessor", "successor"], name="members_succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Site(Dated):
    """A place of an organisation; without a complex it lies outside of any."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="sites")
    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(_("address"), max_length=200, blank=True)
    is_main = models.BooleanField(_("main site"), default=True)

    def __str__(self) -> str:
        return self.address or str(self.complex or "")
