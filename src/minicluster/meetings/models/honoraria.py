"""What is paid to those who lecture and advise."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.models.activities import Activity, ActivityRecord
from minicluster.members.models import Person


class Honorarium(ActivityRecord):
    """A lecture or advice fee with what is withheld from it; settled in a list for accounting."""

    activity = models.ForeignKey(Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="honoraria")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="honoraria")
    service = models.CharField(_("for"), max_length=10, choices=rules.PaidService)
    income = models.CharField(_("kind of income"), max_length=10, choices=rules.IncomeKind)
    gross_krw = models.PositiveBigIntegerField(_("gross (KRW)"))
    income_tax_krw = models.PositiveBigIntegerField(_("income tax withheld (KRW)"))
    local_tax_krw = models.PositiveBigIntegerField(_("local tax withheld (KRW)"))
    paid_on = models.DateField(_("paid on"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("honorarium")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "person", "service"], name="meetings_paid_once"),
            models.CheckConstraint(condition=Q(gross_krw__gte=models.F("income_tax_krw") + models.F("local_tax_krw")), name="meetings_taxed_within_gross"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.gross_krw}"

    @property
    def net_krw(self) -> int:
        """What is paid out."""
        return self.gross_krw - self.income_tax_krw - self.local_tax_krw
