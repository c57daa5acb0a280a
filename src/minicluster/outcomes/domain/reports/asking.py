"""What a report is asked for, and over which records that reaches for this viewer."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from minicluster.meetings.domain.years import YearSpan, year_named, year_of
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import within
from minicluster.members.models import Complex, Group, Membership, Programme
from minicluster.members.rules import FORMER_MEMBERSHIP, LIVING_MEMBERSHIP
from minicluster.outcomes import rules
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import ReportKind
from minicluster.platform.forms import FIRST_YEAR, LAST_YEAR
from minicluster.platform.permissions import Place, Scope, Viewer
from minicluster.platform.refusals import InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.models import Problem, Project

Record = TypeVar("Record", Complex, Group)
_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True)
class Asked:
    """A kind of report, and what it is narrowed to; empty means everything that the viewer may report on.

    A complex is named by its short name or number, a mini-cluster by number, or by `complex/short-name`; a month is written 2007-09.
    """

    kind: str
    year: int | None = None
    month: str = ""
    complex: str = ""
    group: str = ""

    @classmethod
    def of(cls, kind: str, sent: Mapping[str, Any]) -> "Asked":
        """Read off the query string; a year or a month that is none is left out, a complex or a group that is none does not exist."""
        year, month = str(sent.get("year", "")), str(sent.get("month", ""))
        in_range = year.isascii() and year.isdecimal() and len(year) <= len(str(LAST_YEAR)) and FIRST_YEAR <= int(year) <= LAST_YEAR
        places = {name: str(sent.get(name, ""))[:120] for name in ("complex", "group")}
        return cls(kind, int(year) if in_range else None, month if month_named(month) else "", **places)

    @property
    def query(self) -> dict[str, str]:
        """What it is narrowed to, for an address."""
        said = {"year": str(self.year or ""), "month": self.month, "complex": self.complex, "group": self.group}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Extent:
    """The records that a report counts: those of some groups of a programme, as of today or of what happened from a first to a last day."""

    viewer: Viewer
    programme: Programme
    scope: Scope | None
    complex: Complex | None = None
    group: Group | None = None
    span: YearSpan | None = None

    @property
    def place(self) -> Place | None:
        """Where all of its rows stand; None where it holds some groups of a programme that no place names."""
        if self.part:
            return self.part.place()
        return Place(self.programme.pk) if self.scope is Scope.PROGRAMME else None

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        if self.part:
            return str(self.part)
        return str(self.programme) if self.scope is Scope.PROGRAMME else _("%(programme)s: own mini-clusters") % {"programme": self.programme}

    @property
    def named(self) -> dict[str, int]:
        """What a list has to be narrowed to, to show the same records."""
        chosen = {"group": self.group, "complex": None if self.group else self.complex}
        return {name: record.pk for name, record in chosen.items() if record is not None}

    @property
    def days(self) -> dict[str, str]:
        """The first and the last day, as lists take them."""
        return {"since": self.span.first.isoformat(), "until": self.span.last.isoformat()} if self.span else {}

    @property
    def day(self) -> date:
        """The day on which members are counted: the last of the time, or today where that is still to come."""
        today = self.programme.today()
        return min(self.span.last, today) if self.span else today

    def only(self, part: Complex | Group) -> "Extent":
        """One complex or one group of it."""
        return replace(self, group=part) if isinstance(part, Group) else replace(self, complex=part)

    def everywhere(self) -> "Extent":
        """The whole programme in the same time."""
        return replace(self, scope=Scope.PROGRAMME, complex=None, group=None)

    @property
    def part(self) -> Complex | Group | None:
        """The one part that it is about; None where it is about the whole."""
        return self.group or self.complex

    def groups(self) -> QuerySet[Group]:
        """The groups; of a time those that were founded by its end."""
        founded = Q(founded_on=None) | Q(founded_on__lte=self.day) if self.span else Q()
        return self._reached(Group.objects.filter(founded), "pk", "complex").select_related("complex", "programme").order_by("complex", "pk")

    def complexes(self) -> QuerySet[Complex]:
        """The complexes, in the order in which they were registered; for whoever looks after groups those in which they stand."""
        rows = Complex.objects.filter(programme=self.programme).select_related("programme").order_by("pk")
        if self.complex:
            return rows.filter(pk=self.complex.pk)
        if self.group or self.scope not in (Scope.PROGRAMME, Scope.COMPLEX):
            return rows.filter(pk__in=self.groups().order_by().values("complex"))
        return rows if self.scope is Scope.PROGRAMME else rows.filter(pk__in=self.viewer.complex_ids)

    def memberships(self) -> QuerySet[Membership]:
        """The members: those of now, or of a time those whose membership held on its last day."""
        if self.span is None:
            return self._reached(Membership.objects.filter(state__in=LIVING_MEMBERSHIP), "group")
        return self._reached(Membership.objects.on(self.day).filter(state__in=(*LIVING_MEMBERSHIP, *FORMER_MEMBERSHIP)), "group")

    def activities(self) -> QuerySet[Activity]:
        """The activities; of a time those that begin in it."""
        return self._reached(Activity.objects.filter(self._in_time("starts_at")), "groups")

    def problems(self) -> QuerySet[Problem]:
        """The problems; of a time those that were raised in it."""
        return self._reached(Problem.objects.filter(self._in_time("raised_at")), "group")

    def projects(self) -> QuerySet[Project]:
        """The projects; of a time those that were planned in it."""
        return self._reached(Project.objects.filter(self._in_time("planned_at")), "problem__group")

    def outcomes(self) -> QuerySet[Outcome]:
        """The entries of the ledger; of a time those that were reported in it."""
        return self._reached(Outcome.objects.filter(self._in_time("reported_at")), "group")

    def _in_time(self, moment: str) -> Q:
        return Q(**{f"{moment}__gte": self.span.begins_at, f"{moment}__lt": self.span.over_at}) if self.span else Q()

    def _reached(self, rows: QuerySet[Any], group: str, complex_: str = "") -> QuerySet[Any]:
        complex_ = complex_ or f"{group}__complex"
        chosen = {group: self.group and self.group.pk, complex_: self.complex and self.complex.pk}
        # In one filter, so that an activity of several groups is looked at through one of them at a time.
        reach = within(self.scope, self.viewer, group=group, complex_=complex_)
        return rows.filter(reach, programme=self.programme, **{look_up: pk for look_up, pk in chosen.items() if pk})


def extent_of(viewer: Viewer, asked: Asked) -> Extent:
    """The records that a report counts.

    Raises:
        NotVisibleError: the complex or the group is not there.
        NotAllowedError: this kind of report, or this part of the programme, is not for this viewer.
        InvalidInputError: the kind cannot be narrowed so.
    """
    programme = Programme.objects.filter(pk=viewer.programme_id).first()
    if programme is None:
        raise NotVisibleError
    if not rules.may_draw_up(viewer, asked.kind):
        raise NotAllowedError(_("This kind of report is not part of your role. Nothing is lost; the page of reports shows those that are."))
    _refuse_what_does_not_fit(asked)
    # The programme's figures stand on the dashboard of everyone who is signed in, and the open data are for everyone.
    scope = Scope.PROGRAMME if asked.kind in (ReportKind.PROGRAMME, ReportKind.OPEN_DATA) else rules.PERMISSIONS.scope(viewer, "view_report")
    own = _own_part(viewer, scope)
    complex_ = _named(viewer, Complex.objects.all(), asked.complex) if asked.complex else own.get("complex")
    group = _named(viewer, Group.objects.select_related("complex"), asked.group) if asked.group else own.get("group")
    for part in (complex_, group):
        if part is not None and (isinstance(part, Group) or scope is not Scope.GROUPS):
            rules.PERMISSIONS.require(viewer, "view_report", part.place())
    return Extent(viewer, programme, scope, complex_, group, span_of(programme, asked))


def _refuse_what_does_not_fit(asked: Asked) -> None:
    if (asked.complex or asked.group) and not rules.has_parts(asked.kind):
        raise InvalidInputError(_("This report is about the whole programme. Leave the complex and the mini-cluster away, or choose the sheet of one."))
    if asked.month and not rules.has_months(asked.kind):
        raise InvalidInputError(_("This report is not drawn up by month. Choose a year, or leave the month away."))


def _own_part(viewer: Viewer, scope: Scope | None) -> dict[str, Any]:
    """Whoever looks after one complex or one group reports on that one, and every figure opens to its rows."""
    for held, ids, model in ((Scope.COMPLEX, viewer.complex_ids, Complex), (Scope.GROUPS, viewer.group_ids, Group)):
        if scope is held and len(ids) == 1:
            return {model.__name__.lower(): model.objects.filter(programme_id=viewer.programme_id, pk__in=ids).first()}
    return {}


def _named(viewer: Viewer, records: QuerySet[Record], name: str) -> Record:
    """The record of this number or short name; another programme's does not exist.

    Raises:
        NotVisibleError: there is none.
        InvalidInputError: several mini-clusters have this short name.
    """
    where, _slash, slug = name.rpartition("/")
    if name.isascii() and name.isdecimal():
        wanted = Q(pk=int(name)) if len(name) <= _LONGEST_NUMBER else Q(pk__in=[])
    else:
        wanted = Q(slug=slug, complex__slug=where) if where and records.model is Group else Q(slug=name)
    found = list(records.filter(wanted, programme_id=viewer.programme_id)[:2])
    if not found:
        raise NotVisibleError
    if len(found) > 1:
        raise InvalidInputError(_("Several mini-clusters are called “%(name)s”. Write the complex before it: complex/%(name)s.") % {"name": name})
    return found[0]


def span_of(programme: Programme, asked: Asked) -> YearSpan | None:
    """The time that is asked for: a month, a year of the programme, or all of it (None)."""
    if asked.month and (named := month_named(asked.month)):
        return named
    if asked.year is not None:
        return year_named(programme.pk, asked.year)
    return year_of(programme.pk, programme.today()) if rules.always_of_a_year(asked.kind) else None


def month_named(month: str) -> YearSpan | None:
    """The month that is written 2007-09; None where it is none."""
    found = _MONTH.fullmatch(month) if month.isascii() else None
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, number = int(found[1]), int(found[2])
    return YearSpan(year, date(year, number, 1), date(year, number, monthrange(year, number)[1]))


@dataclass(frozen=True)
class Choices:
    """What a report can be narrowed to on a page."""

    years: list[int]
    complexes: list[Complex]
    groups: list[Group]


def choices_for(viewer: Viewer) -> Choices:
    """The years of the programme, and the complexes and groups that this viewer may report on."""
    scope = rules.PERMISSIONS.scope(viewer, "view_report")
    programme = Programme.objects.get(pk=viewer.programme_id)
    extent = Extent(viewer, programme, scope)
    complexes = list(extent.complexes()) if scope in (Scope.PROGRAMME, Scope.COMPLEX) else []
    return Choices(list(range(programme.started_on.year, programme.today().year + 1)), complexes, list(extent.groups()))
