"""The only way a page gets outcomes and claims: what a person may see is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DecimalField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from minicluster.meetings.domain.years import on_days
from minicluster.members.domain.queries import within
from minicluster.members.models import Complex, Group, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.credited import ending_in, in_cell
from minicluster.outcomes.domain.follow_up_queries import follow_up_queue
from minicluster.outcomes.domain.fulfilment import of_fate, promises_among
from minicluster.outcomes.models import Claim, Indicator, Outcome, OutcomeEvidence
from minicluster.outcomes.rules import UNITS, OutcomeState, Realisation
from minicluster.platform.files.models import StoredFile
from minicluster.platform.forms import FIRST_YEAR, LAST_YEAR
from minicluster.platform.permissions import Role, Viewer
from minicluster.platform.queue import QueueItem
from minicluster.platform.refusals import NotVisibleError
from minicluster.problems.models import Output, Problem, Project

_SUM = DecimalField(max_digits=28, decimal_places=8)
QUEUE_LIMIT = 100
READS_NAMES: Final = frozenset({Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.PROGRAMME_OFFICE})
"""Who reads which person reported what; the others read of groups only."""


@dataclass(frozen=True)
class LedgerFilter:
    """What the ledger is narrowed to; empty means everything. A figure on a dashboard links to one of these."""

    indicator: str = ""
    realisation: str = ""
    group: str = ""
    complex: str = ""
    state: str = ""
    counted: str = ""
    verified: str = ""
    totals: str = ""
    since: str = ""
    until: str = ""
    by: str = ""
    cell: str = ""
    promise: str = ""
    reporter: str = ""
    ended_year: str = ""

    @property
    def hidden(self) -> dict[str, str]:
        """What came with a link from a figure and has no field of its own in the filter: kept when the filter is sent."""
        names = ("counted", "verified", "totals", "by", "cell", "promise", "reporter", "ended_year", "since", "until")
        return {name: getattr(self, name) for name in names if getattr(self, name)}

    @property
    def is_cell(self) -> bool:
        """Whether it is the entries of which a part falls into a cell of a partition."""
        return bool(self.by)

    @property
    def is_summed(self) -> bool:
        """Whether the sums are wanted: over the whole ledger only when asked for, since they look at every entry."""
        return not self.is_cell and bool(self.totals or self.indicator or self.group or self.complex)

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> "LedgerFilter":
        """Read off the query string; what makes no sense narrows to nothing rather than to everything."""
        return cls(**{name: str(asked.get(name, ""))[:60] for name in cls.__dataclass_fields__})

    def narrowed(self, entries: QuerySet[Outcome]) -> QuerySet[Outcome]:
        """The entries that fit."""
        wanted = {"indicator__slug": self.indicator, "realisation": self.realisation, "state": self.state}
        entries = entries.filter(**{look_up: value for look_up, value in wanted.items() if value})
        for look_up, value in (("group_id", self.group), ("group__complex_id", self.complex)):
            if value:
                entries = entries.filter(**{look_up: int(value)}) if value.isdecimal() else entries.none()
        if self.is_cell:
            entries = in_cell(entries, self.by, self.cell)
        entries = entries.filter(on_days("reported_at", _day(self.since), _day(self.until)))
        for is_asked, states in ((self.counted, rules.COUNTED), (self.verified, rules.VERIFIED)):
            entries = entries.filter(state__in=states) if is_asked else entries
        return entries

    def kept_or_not(self, viewer: Viewer, entries: QuerySet[Outcome]) -> QuerySet[Outcome]:
        """The entries that were kept or broken as promises, and by whom they were reported, which only the offices may ask."""
        if self.reporter:
            entries = _reported_by(entries, self.reporter) if viewer.role in READS_NAMES else entries.none()
        if self.ended_year:
            entries = ending_in(entries, self.ended_year)
        if not self.promise:
            return entries
        return of_fate(promises_among(entries, Programme.objects.get(pk=viewer.programme_id).today()), self.promise)


def _reported_by(entries: QuerySet[Outcome], reporter: str) -> QuerySet[Outcome]:
    """The entries that an account reported, or `none` did."""
    if reporter == "none":
        return entries.filter(reported_by=None)
    return entries.filter(reported_by=int(reporter)) if reporter.isdecimal() else entries.none()


def _day(text: str) -> date | None:
    """A day in an address, such as 2007-09-01; what is none narrows nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


@dataclass(frozen=True)
class Choice:
    """One filter as it is shown."""

    name: str
    label: str
    value: str
    choices: list[Any]


@dataclass(frozen=True)
class Total:
    """The sums of one indicator: what is realised and what is expected stand side by side and are never added."""

    indicator: Indicator
    realised: Decimal
    expected: Decimal
    realised_attributed: Decimal
    expected_attributed: Decimal
    entries: int


def ledger_for(viewer: Viewer, asked: LedgerFilter | None = None) -> QuerySet[Outcome]:
    """The entries of the ledger that this viewer may read, newest first."""
    reach = within(rules.PERMISSIONS.scope(viewer, "view_outcome"), viewer, organisation="organisation", group="group", complex_="group__complex")
    entries = Outcome.objects.filter(reach, programme_id=viewer.programme_id).select_related(
        "indicator", "organisation", "group__complex", "problem", "project"
    )
    wanted = asked or LedgerFilter()
    return wanted.kept_or_not(viewer, wanted.narrowed(entries)).order_by("-reported_at", "-pk")


def totals_of(entries: QuerySet[Outcome]) -> list[Total]:
    """The sums per indicator over the entries that count: a corrected entry never does."""
    rows = (
        entries.filter(state__in=rules.COUNTED)
        .order_by()
        .values("indicator")
        .annotate(
            realised=_sum_of(Realisation.REALISED, F("value")),
            expected=_sum_of(Realisation.EXPECTED, F("value")),
            realised_attributed=_sum_of(Realisation.REALISED, F("value") * F("contribution_share")),
            expected_attributed=_sum_of(Realisation.EXPECTED, F("value") * F("contribution_share")),
            entries=Count("pk"),
        )
    )
    indicators = Indicator.objects.in_bulk([row["indicator"] for row in rows])
    totals = [_total(indicators, **row) for row in rows]
    return sorted(totals, key=lambda total: (total.indicator.level, total.indicator.pk))


def _total(indicators: dict[int, Indicator], *, indicator: int, **sums: Any) -> Total:
    return Total(indicator=indicators[indicator], **sums)


def _sum_of(realisation: Realisation, value: Any) -> Coalesce:
    return Coalesce(Sum(value, filter=Q(realisation=realisation), output_field=_SUM), Decimal(0), output_field=_SUM)


def outcome_for(viewer: Viewer, pk: int) -> Outcome:
    """One entry with its evidence; what is out of reach does not exist."""
    entries = ledger_for(viewer).select_related("programme", "output", "corrects", "corrected_by", "fulfils__indicator", "reported_by", "verified_by")
    return get_object_or_404(entries.prefetch_related("evidence__file"), pk=pk)


def fulfilling_of(outcome: Outcome) -> list[Outcome]:
    """The realised entries that fulfil an expected one, as they count now. They stand with the same firm, so whoever reads the one reads the other."""
    if outcome.realisation != Realisation.EXPECTED:
        return []
    return list(outcome.fulfilled_by.filter(state__in=rules.COUNTED).select_related("indicator").order_by("period_to", "pk"))


def evidence_file_for(viewer: Viewer, outcome_pk: int, pk: int) -> StoredFile:
    """The file of a piece of evidence: readable for whoever may read its outcome."""
    evidence = OutcomeEvidence.objects.filter(pk=pk, outcome=outcome_for(viewer, outcome_pk)).select_related("file").first()
    if evidence is None or evidence.file is None:
        raise NotVisibleError
    return evidence.file


def steps_open_to(viewer: Viewer, outcome: Outcome) -> list[str]:
    """The verbs that this viewer may take now. Whoever reported an outcome does not verify it."""
    place = outcome.place()
    own = viewer.user_id is not None and viewer.user_id == outcome.reported_by_id
    verbs = outcome.LIFECYCLE.verbs_from(outcome.state)
    return [verb for verb in verbs if rules.PERMISSIONS.allows(viewer, verb, place) and not (verb == "verify_outcome" and own)]


def reportable_for(viewer: Viewer, *, problem: str = "", project: str = "", output: str = "") -> Problem | Project | Output:
    """What an outcome is to be reported of: an output, a project or a problem in the reach of this viewer."""
    known: tuple[tuple[QuerySet[Any], str, str], ...] = (
        (Output.objects.select_related("project__problem"), output, "project__problem__"),
        (Project.objects.select_related("problem"), project, "problem__"),
        (Problem.objects.all(), problem, ""),
    )
    for records, pk, path in known:
        if pk.isdecimal():
            look_ups = {"organisation": f"{path}firm", "group": f"{path}group", "complex_": f"{path}group__complex"}
            reach = within(rules.PERMISSIONS.scope(viewer, "report_outcome"), viewer, **look_ups)
            found: Problem | Project | Output = get_object_or_404(records.filter(reach, programme_id=viewer.programme_id), pk=int(pk))
            return found
    raise NotVisibleError(_("Please open this page from a problem or a project, so that it is clear what the outcome came of."))


def indicators_for(viewer: Viewer) -> QuerySet[Indicator]:
    """The indicators of the viewer's programme."""
    return Indicator.objects.filter(programme_id=viewer.programme_id).order_by("level", "pk")


def indicators_of_ledger(viewer: Viewer) -> QuerySet[Indicator]:
    """Those of which outcomes are reported: outcomes and impact that are not worked out of others, and whatever has entries all the same."""
    reported = Q(level__in=(rules.IndicatorLevel.OUTCOME, rules.IndicatorLevel.IMPACT), formula={})
    return indicators_for(viewer).filter(reported | Exists(Outcome.objects.filter(indicator=OuterRef("pk"))))


def ledger_choices(viewer: Viewer, asked: LedgerFilter) -> list[Choice]:
    """What the ledger can be narrowed to, with what is chosen now."""
    complexes = Complex.objects.filter(programme_id=viewer.programme_id).order_by("pk")
    groups = Group.objects.filter(programme_id=viewer.programme_id).order_by("complex", "pk")
    return [
        Choice("indicator", _("Indicator"), asked.indicator, [(indicator.slug, str(indicator)) for indicator in indicators_of_ledger(viewer)]),
        Choice("realisation", _("Realised or expected"), asked.realisation, list(Realisation.choices)),
        Choice("state", _("State"), asked.state, list(OutcomeState.choices)),
        Choice("complex", _("Complex"), asked.complex, [(str(complex_.pk), str(complex_)) for complex_ in complexes]),
        Choice("group", _("Mini-cluster"), asked.group, [(str(group.pk), str(group)) for group in groups]),
    ]


def claims_for(viewer: Viewer) -> list[tuple[str, list[Claim]]]:
    """Every published figure by its topic, in the order of the years; what contradicts each other stands side by side."""
    claims = Claim.objects.filter(programme_id=viewer.programme_id).select_related("complex").prefetch_related("conflicts_with").order_by("year", "code")
    topics: dict[str, list[Claim]] = {}
    for claim in claims:
        topics.setdefault(claim.topic, []).append(claim)
    order = {topic: place for place, topic in enumerate(rules.TOPICS)}
    return [(topics[topic][0].topic_label, topics[topic]) for topic in sorted(topics, key=lambda topic: (order.get(topic, len(order)), topic))]


def _told(entry: Outcome) -> str:
    return f"{entry.indicator} {entry.value.normalize():,f} {UNITS.get(entry.indicator.unit, entry.indicator.unit)}"


def queue_for(viewer: Viewer) -> list[QueueItem]:
    """What waits for this viewer here: entries without evidence, to be verified, to be confirmed, and what became of expected ones."""
    return [*_entries_waiting(viewer), *follow_up_queue(viewer)]


def _entries_waiting(viewer: Viewer) -> list[QueueItem]:
    waits = {
        OutcomeState.REPORTED: ("attach_evidence", _("Evidence is missing")),
        OutcomeState.EVIDENCED: ("verify_outcome", _("To be verified")),
        OutcomeState.VERIFIED: ("confirm_outcome", _("To be confirmed")),
    }
    own = {state: what for state, (verb, what) in waits.items() if rules.PERMISSIONS.scope(viewer, verb)}
    if not own or rules.PERMISSIONS.scope(viewer, "view_outcome") is None:
        return []
    entries = ledger_for(viewer).filter(state__in=own).exclude(Q(state=OutcomeState.EVIDENCED) & Q(reported_by__isnull=False, reported_by=viewer.user_id))
    return [
        QueueItem(_told(entry), entry.get_absolute_url(), f"{entry.organisation} · {own[OutcomeState(entry.state)]}", _("Outcome"), invented=entry.invented)
        for entry in entries[:QUEUE_LIMIT]
    ]
