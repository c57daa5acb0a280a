"""What became of the proposals of who should meet."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Group, Person, ProgrammeRecord
from minicluster.network import rules
from minicluster.platform.accounts.models import User
from minicluster.platform.permissions import Place


class PairSetAside(ProgrammeRecord):
    """That two people who were proposed to meet need not be proposed again in a mini-cluster, and why."""

    group = models.ForeignKey(Group, verbose_name=_("mini-cluster"), on_delete=models.CASCADE, related_name="pairs_set_aside")
    one = models.ForeignKey(Person, verbose_name=_("one"), on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, verbose_name=_("other"), on_delete=models.CASCADE, related_name="+")
    why = models.CharField(_("does not fit, because"), max_length=300)
    set_aside_by = models.ForeignKey(User, verbose_name=_("set aside by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    set_aside_at = models.DateTimeField(_("set aside at"))

    PERMISSIONS = rules.PERMISSIONS

    class Meta:
        verbose_name = _("pair set aside")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="network_pair_ordered"),
            models.UniqueConstraint(fields=["group", "one", "other"], name="network_pair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.one} · {self.other}"

    def place(self) -> Place:
        """It stands where its mini-cluster stands."""
        return self.group.place()
