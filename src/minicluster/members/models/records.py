"""What all records share: the programme in which they live, and the days on which they hold."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.platform.permissions import Place


class Programme(models.Model):
    """A programme is a tenant: organisations and people live inside one, and another programme's record answers 404."""

    slug = models.SlugField(_("short name"), unique=True)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    started_on = models.DateField(_("started on"))
    invented = models.BooleanField(_("demonstration with invented records"), default=False)
    clock_shift = models.DurationField(_("shift of the demonstration's clock"), default=timedelta(0))
    guided_thread = models.CharField(_("a record of the guided thread"), max_length=60, blank=True)
    clock_days = models.JSONField(_("days per clock"), default=dict, blank=True)

    def __str__(self) -> str:
        return in_language(self.name_ko, self.name_en)

    def now(self) -> datetime:
        """The instant by this programme's clock: real time, or the demonstration's."""
        return timezone.now() + self.clock_shift

    def today(self) -> date:
        """The day in Korea by this programme's clock."""
        return timezone.localtime(self.now()).date()


def in_language(korean: str, english: str) -> str:
    """The text in the reader's language where it exists, else in the other."""
    return (korean or english) if (get_language() or "ko").startswith("ko") else (english or korean)


def trigrams(field: str, name: str) -> GinIndex:
    """An index that finds a part of a text, as `icontains` asks for it."""
    return GinIndex(OpClass(Upper(field), "gin_trgm_ops"), name=name)


class ProgrammeRecord(models.Model):
    """A record that lives inside one programme."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="+")
    invented = models.BooleanField(_("invented for the demonstration"), default=False)

    class Meta:
        abstract = True

    PERMISSIONS = rules.PERMISSIONS

    @property
    def record_type(self) -> str:
        """The kind of record as it stands in a reference, such as `visit-report`."""
        return record_type_of(type(self))

    @property
    def reference(self) -> str:
        """The record's name in links, exports and on the command line, such as `problem-12`."""
        return f"{self.record_type}-{self.pk}"

    def now(self) -> datetime:
        """The instant by the programme's clock."""
        return self.programme.now()

    def place(self) -> Place:
        """Where the record stands for permissions; records with a narrower place say so."""
        return Place(self.programme_id)


def record_type_of(model: type[models.Model]) -> str:
    """`VisitReport` → `visit-report`."""
    name = model.__name__
    return "".join(f"-{letter.lower()}" if letter.isupper() and place else letter.lower() for place, letter in enumerate(name))


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with a validity range."""

    def on(self, day: date) -> Self:
        """Those that hold on this day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class Dated(models.Model):
    """A fact or relation that holds from a day up to, but not including, another."""

    valid_from = models.DateField(_("since"))
    valid_to = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Any]] = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="%(app_label)s_%(class)s_range"),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day, as `DatedQuerySet.on` would find it."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class ProgrammeYear(models.Model):
    """One year of a programme with its budget."""

    programme = models.ForeignKey(Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    budget_krw = models.PositiveBigIntegerField(_("budget (KRW)"), null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["programme", "year"], name="members_one_year")]

    def __str__(self) -> str:
        return str(self.year)
