"""Records of mapping."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minicluster.mapping import rules
from minicluster.members.models import Complex, Group, Organisation, ProgrammeRecord, in_language
from minicluster.platform.permissions import Place


class IndustryFigure(ProgrammeRecord):
    """How many establishments and employees an industry has in a region in a year, as a statistical office published it.

    A region is a complex, or a comparator that is only named (a province), or, with a blank name, the whole country. A figure that was suppressed is null.
    """

    complex = models.ForeignKey(Complex, verbose_name=_("complex"), null=True, blank=True, on_delete=models.PROTECT, related_name="industry_figures")
    region = models.CharField(_("region"), max_length=80, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    scheme = models.CharField(_("scheme"), max_length=10, default="KSIC")
    version = models.CharField(_("version"), max_length=6, default="9")
    code = models.CharField(_("industry code"), max_length=12)
    name_ko = models.CharField(_("industry (Korean)"), max_length=120, blank=True)
    name_en = models.CharField(_("industry (English)"), max_length=120, blank=True)
    establishments = models.PositiveIntegerField(_("establishments"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("industry figure")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "region", "year", "scheme", "version", "code"], name="mapping_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.region or _('Whole country')} · {self.industry} · {self.year}"

    @property
    def industry(self) -> str:
        """The industry's name in the reader's language, or its code."""
        return in_language(self.name_ko, self.name_en) or self.code


class Proposal(ProgrammeRecord):
    """Groups drawn up for a complex, with everything needed to draw them up again."""

    complex = models.ForeignKey(Complex, verbose_name=_("complex"), on_delete=models.PROTECT, related_name="proposals")
    drawn_up_at = models.DateTimeField(_("drawn up at"))
    groups_from = models.PositiveSmallIntegerField(_("at least so many groups"), default=rules.FEWEST_GROUPS)
    groups_to = models.PositiveSmallIntegerField(_("at most so many groups"), default=rules.MOST_GROUPS)
    rules_text = models.TextField(_("rules"), blank=True)
    seed = models.PositiveIntegerField(_("seed"), default=0)
    criteria = models.JSONField(_("what speaks for each number of groups"), default=list)
    stability = models.FloatField(_("stability"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=rules.ProposalState, default=rules.ProposalState.DRAWN_UP)

    PERMISSIONS = rules.PERMISSIONS
    LIFECYCLE = rules.PROPOSAL_LIFECYCLE

    class Meta:
        verbose_name = _("proposal of mini-clusters")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(groups_from__lte=F("groups_to"), groups_from__gte=1), name="mapping_proposal_range")]

    def __str__(self) -> str:
        return f"{self.complex} · {self.drawn_up_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its board."""
        return reverse("mapping:proposal", args=[self.pk])

    @property
    def stability_percent(self) -> int:
        """The share of pairs that stay together when the evidence is drawn anew, in whole per cent."""
        return round(100 * (self.stability or 0))

    def place(self) -> Place:
        """A proposal stands with its complex."""
        return Place(self.programme_id, complex_ids=frozenset({self.complex_id}))


class ProposedGroup(models.Model):
    """One group of a proposal: its name and why; once accepted, the group that came of it."""

    proposal = models.ForeignKey(Proposal, verbose_name=_("proposal"), on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField(_("number"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    reason_ko = models.CharField(_("reason (Korean)"), max_length=400, blank=True)
    reason_en = models.CharField(_("reason (English)"), max_length=400, blank=True)
    stability = models.FloatField(_("stability"), null=True, blank=True)
    group = models.OneToOneField(Group, verbose_name=_("mini-cluster"), null=True, blank=True, on_delete=models.SET_NULL, related_name="proposed_as")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "number"], name="mapping_proposed_group_once")]

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    @property
    def reason(self) -> str:
        """Why these belong together, in the reader's language."""
        return in_language(self.reason_ko, self.reason_en)


class Placement(models.Model):
    """An organisation's place in a proposed group, and why. A helper may sit in two groups, a firm in one."""

    proposed_group = models.ForeignKey(ProposedGroup, verbose_name=_("proposed mini-cluster"), on_delete=models.CASCADE, related_name="placements")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="placements")
    reason_ko = models.CharField(_("reason (Korean)"), max_length=300, blank=True)
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True)
    stability = models.FloatField(_("stability"), null=True, blank=True)
    is_guest = models.BooleanField(_("also sits in another mini-cluster"), default=False)
    moved_by_hand = models.BooleanField(_("moved by hand"), default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposed_group", "organisation"], name="mapping_placement_once")]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.proposed_group}"

    @property
    def reason(self) -> str:
        """Why it sits there, in the reader's language."""
        return in_language(self.reason_ko, self.reason_en)
