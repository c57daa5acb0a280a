"""What a call asks of those who apply, and which call a problem was referred to with which verdict."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Group, ProgrammeRecord
from minicluster.members.rules import FirmSize
from minicluster.problems import rules
from minicluster.problems.models.expertise import Call
from minicluster.problems.models.problems import Problem, ProblemRecord


class CallConditions(ProgrammeRecord):
    """What a call asks of a firm beyond window, complex, money and partners, which stand with the call itself."""

    call = models.OneToOneField(Call, verbose_name=_("call"), on_delete=models.CASCADE, related_name="conditions")
    sizes = ArrayField(models.CharField(max_length=10, choices=FirmSize), verbose_name=_("for size classes"), default=list, blank=True)
    industry_codes = ArrayField(models.CharField(max_length=12), verbose_name=_("for industries (beginnings of KSIC codes)"), default=list, blank=True)
    asks_membership = models.BooleanField(_("only for members of a mini-cluster"), default=False)
    groups = models.ManyToManyField(Group, verbose_name=_("of these mini-clusters"), blank=True, related_name="+")

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("conditions of a call")

    def __str__(self) -> str:
        return str(self.call)


class SupportReferral(ProblemRecord):
    """That a problem was referred to a call, and what the eligibility engine said of its firm on that day."""

    problem = models.ForeignKey(Problem, verbose_name=_("problem"), on_delete=models.CASCADE, related_name="referrals")
    call = models.ForeignKey(Call, verbose_name=_("call"), on_delete=models.PROTECT, related_name="referrals")
    verdict = models.CharField(_("verdict"), max_length=8, choices=rules.EligibilityVerdict)
    findings = models.JSONField(_("rule by rule"), default=list)
    referred_at = models.DateTimeField(_("referred at"))

    class Meta:
        verbose_name = _("referral")
        ordering: ClassVar = ["referred_at", "pk"]

    def __str__(self) -> str:
        return f"{self.call}"
