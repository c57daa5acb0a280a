"""The dashboards of the programme and of a complex: counts with the address of exactly the rows behind each.

Every figure is an aggregate in SQL, and the number of statements does not depend on the number of records.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from minicluster.meetings import rules as meetings
from minicluster.meetings.domain.queries import ActivityFilter, activities_for
from minicluster.members import rules as members
from minicluster.members.domain.queries import organisations_for
from minicluster.members.models import Complex, Group, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.counting import Whole, counted_by
from minicluster.outcomes.domain.queries import Total, totals_of
from minicluster.outcomes.domain.small_cells import told_sums
from minicluster.outcomes.models import Baseline, Claim, Forecast, Outcome, Target
from minicluster.platform.permissions import PermissionMap, Place, Viewer
from minicluster.problems import rules as problems


@dataclass(frozen=True)
class Counted:
    """A count and the address of its rows; without an address not all of them are open to this viewer."""

    label: str
    value: int
    address: str = ""


@dataclass(frozen=True)
class StageRow:
    """A stage of a funnel as it is drawn."""

    count: Counted
    percent: int


@dataclass(frozen=True)
class ClassRow:
    """The problems of one class: found and solved."""

    label: str
    found: Counted
    solved: Counted

    @property
    def percent(self) -> int | None:
        """The solved share."""
        return percent(self.solved.value, self.found.value)


@dataclass(frozen=True)
class PartRow:
    """One complex of the programme, or one group of a complex."""

    part: Complex | Group
    address: str
    firms: Counted
    visits: Counted
    from_visits: Counted
    found: Counted
    solved: Counted

    @property
    def percent(self) -> int | None:
        """The solved share."""
        return percent(self.solved.value, self.found.value)

    @property
    def per_visit(self) -> float | None:
        """Problems found per company visit."""
        return rules.ratio(self.from_visits.value, self.visits.value)


@dataclass(frozen=True)
class OutcomeRow:
    """The sums of one indicator, and which of them are told to this viewer."""

    total: Total
    tells_realised: bool
    tells_expected: bool
    realised_address: str
    expected_address: str
    entries_address: str


@dataclass(frozen=True)
class ClaimRow:
    """What was published on a topic, beside what this installation counts."""

    topic: str
    own: Counted | None
    claims: list[Claim]


@dataclass(frozen=True)
class Dashboard:
    """Everything that a dashboard shows."""

    whole: Programme | Complex
    tiles: dict[str, Counted]
    activities: list[Counted]
    visits: int
    from_visits: Counted
    problem_states: list[Counted]
    problem_classes: list[ClassRow]
    problem_funnel: list[StageRow]
    support_funnel: list[StageRow]
    parts: list[PartRow]
    outcomes: list[OutcomeRow]
    claims: list[ClaimRow]
    figures: list[Any]

    @property
    def problems_per_visit(self) -> float | None:
        """The yield: problems found per company visit."""
        return rules.ratio(self.from_visits.value, self.visits)

    @property
    def is_complex(self) -> bool:
        """Whether it is the dashboard of one complex."""
        return isinstance(self.whole, Complex)

    @property
    def problem_reading(self) -> str:
        """The funnel of problems in a sentence."""
        found, _diagnosed, _worked_on, solved, confirmed = self.problem_funnel
        return _("Of %(found)s problems found, %(solved)s %% are solved; %(confirmed)s %% have been confirmed by the firm itself.") % {
            "found": f"{found.count.value:,}",
            "solved": solved.percent,
            "confirmed": confirmed.percent,
        }

    @property
    def support_reading(self) -> str:
        """The funnel of support in a sentence."""
        applied, selected, _supported, finished = self.support_funnel
        return _("Of %(applied)s projects applied for, %(selected)s %% were selected and %(finished)s %% are finished.") % {
            "applied": f"{applied.count.value:,}",
            "selected": selected.percent,
            "finished": finished.percent,
        }

    @property
    def yield_reading(self) -> str:
        """The yield of visits in a sentence."""
        if self.problems_per_visit is None:
            return _("No company visit has been held yet.")
        return _("%(visits)s company visits were held and %(problems)s problems were heard at them: %(rate).2f a visit.") % {
            "visits": f"{self.visits:,}",
            "problems": f"{self.from_visits.value:,}",
            "rate": self.problems_per_visit,
        }

    @property
    def keeps_sums_back(self) -> bool:
        """Whether a sum of outcomes is not told to this viewer."""
        return not all(row.tells_realised and row.tells_expected for row in self.outcomes if row.total.indicator.is_additive)

    @property
    def has_closed_figures(self) -> bool:
        """Whether some figures stand without a link because not all of their rows are open to this viewer."""
        return not all(tile.address for tile in self.tiles.values())


def programme_dashboard(viewer: Viewer) -> Dashboard:
    """The programme: everything by complex."""
    return _dashboard(viewer, Whole(get_object_or_404(Programme, pk=viewer.programme_id)))


def complex_dashboard(viewer: Viewer, pk: int) -> Dashboard:
    """One complex: everything by mini-cluster; another programme's does not exist."""
    complex_ = get_object_or_404(Complex.objects.select_related("programme"), pk=pk, programme_id=viewer.programme_id)
    return _dashboard(viewer, Whole(complex_.programme, complex_))


def percent(part: int, whole: int) -> int | None:
    """Whole per cent; None where there is nothing to divide by."""
    share = rules.ratio(part, whole)
    return None if share is None else round(100 * share)


class Rows:
    """The addresses of the rows behind a whole's figures; empty where this viewer cannot open every one of them."""

    def __init__(self, viewer: Viewer, place: Place, **whole: int) -> None:
        self._viewer, self._place, self._whole = viewer, place, whole

    def problems(self, **narrowed: Any) -> str:
        """Rows of the list of problems."""
        return self._address("problems:problem-list", problems.PERMISSIONS, "view_problem", narrowed)

    def projects(self, **narrowed: Any) -> str:
        """Rows of the list of projects."""
        return self._address("problems:project-list", problems.PERMISSIONS, "view_project", narrowed)

    def outcomes(self, **narrowed: Any) -> str:
        """Rows of the ledger that count."""
        return self._address("outcomes:outcome-list", rules.PERMISSIONS, "view_outcome", {**narrowed, "counted": "1"})

    def activities(self, **narrowed: Any) -> str:
        """Rows of the list of activities."""
        return self._address("meetings:activity-list", meetings.PERMISSIONS, "view_activity", narrowed)

    def members(self, url_name: str, action: str, **narrowed: Any) -> str:
        """Rows of one of the lists of members."""
        return self._address(url_name, members.PERMISSIONS, action, narrowed)

    def _address(self, url_name: str, permissions: PermissionMap, action: str, narrowed: Mapping[str, Any]) -> str:
        if not rules.opens(self._viewer, permissions, action, self._place):
            return ""
        wanted = {**self._whole, **narrowed}
        return f"{reverse(url_name)}?{urlencode(wanted)}" if wanted else reverse(url_name)


def _dashboard(viewer: Viewer, whole: Whole) -> Dashboard:
    rows = Rows(viewer, whole.place, **({"complex": whole.complex.pk} if whole.complex else {}))
    states = counted_by(whole.problems(), "state")
    shown = ActivityFilter(complex=whole.complex.pk if whole.complex else None)
    kinds = counted_by(activities_for(viewer, shown), "kind")
    from_visits = whole.problems().filter(origin=problems.Origin.VISIT, state__in=problems.FOUND).count()
    tiles = _tiles(viewer, whole, rows, {"activities": sum(kinds.values()), **_solved(states)})
    return Dashboard(
        whole=whole.complex or whole.programme,
        tiles=tiles,
        activities=[Counted(str(label), kinds[kind], rows.activities(kind=kind)) for kind, label in meetings.ActivityKind.choices if kinds[kind]],
        visits=whole.activities().filter(kind=meetings.ActivityKind.VISIT, state__in=meetings.WAS_HELD).distinct().count(),
        from_visits=Counted(_("Problems heard at company visits"), from_visits, rows.problems(origin="visit", funnel="found")),
        problem_states=[Counted(str(label), states[state], rows.problems(state=state)) for state, label in problems.ProblemState.choices if states[state]],
        problem_classes=_classes(whole, rows),
        problem_funnel=_stages(rules.funnel(problems.PROBLEM_FUNNEL, states), rows.problems),
        support_funnel=_stages(rules.funnel(problems.PROJECT_FUNNEL, counted_by(whole.projects(), "state")), rows.projects),
        parts=_parts(viewer, whole),
        outcomes=_outcomes(viewer, whole, rows),
        claims=_claims(whole, {**tiles, "member_firms": _member_firms(whole, rows)}),
        figures=_figures(whole),
    )


def _member_firms(whole: Whole, rows: Rows) -> Counted:
    return Counted(_("Member firms"), whole.member_firms(), rows.members("members:organisation-list", "view_organisation", kind="firm", members="1"))


def _solved(states: Counter[Any]) -> dict[str, int]:
    return {name: sum(states[state] for state in stage) for name, stage in (("problems_found", problems.FOUND), ("problems_solved", problems.SOLVED))}


def _tiles(viewer: Viewer, whole: Whole, rows: Rows, counts: Mapping[str, int]) -> dict[str, Counted]:
    """The counts at the head of the page, by the topic of a claim that speaks of the same."""
    inside = whole.complex
    firms = organisations_for(viewer, kind=members.OrganisationKind.FIRM, complex=inside.pk if inside else None)
    return {
        "mini_clusters": Counted(_("Mini-clusters"), whole.groups().count(), rows.members("members:group-list", "view_group")),
        "firms": Counted(_("Firms"), firms.count(), rows.members("members:organisation-list", "view_organisation", kind="firm")),
        "experts": Counted(_("Experts"), whole.experts(), rows.members("members:person-list", "view_person", expert="1")),
        "activities": Counted(_("Activities"), counts["activities"], rows.activities()),
        "problems_found": Counted(_("Problems found"), counts["problems_found"], rows.problems(funnel="found")),
        "problems_solved": Counted(_("Problems solved"), counts["problems_solved"], rows.problems(funnel="solved")),
    }


def _stages(stages: list[rules.Stage], address: Any) -> list[StageRow]:
    return [StageRow(Counted(str(rules.STAGE_LABELS[stage.key]), stage.count, address(funnel=stage.key)), round(100 * stage.share)) for stage in stages]


def _classes(whole: Whole, rows: Rows) -> list[ClassRow]:
    found = counted_by(whole.problems().filter(state__in=problems.FOUND), "problem_class")
    solved = counted_by(whole.problems().filter(state__in=problems.SOLVED), "problem_class")
    return [
        ClassRow(
            str(label),
            Counted(_("Problems found"), found[key], rows.problems(**{"class": key, "funnel": "found"})),
            Counted(_("Solved"), solved[key], rows.problems(**{"class": key, "funnel": "solved"})),
        )
        for key, label in problems.ProblemClass.choices
        if found[key]
    ]


def _parts(viewer: Viewer, whole: Whole) -> list[PartRow]:
    found = whole.problems().filter(state__in=problems.FOUND)
    counts = {
        "firms": whole.firms_by_part(),
        "visits": whole.visits_by_part(),
        "from_visits": counted_by(found.filter(origin=problems.Origin.VISIT), whole.part),
        "found": counted_by(found, whole.part),
        "solved": counted_by(found.filter(state__in=problems.SOLVED), whole.part),
    }
    return [_part(viewer, part, {name: counter[part.pk] for name, counter in counts.items()}) for part in whole.parts()]


def _part(viewer: Viewer, part: Complex | Group, counts: Mapping[str, int]) -> PartRow:
    is_group = isinstance(part, Group)
    rows = Rows(viewer, part.place(), **{"group" if is_group else "complex": part.pk})
    firms = rows.members("members:organisation-list", "view_organisation", kind="firm")
    # Every visit is counted, also those that only their mini-cluster may know of.
    sees_activities = meetings.may_see_activity(viewer, meetings.Visibility.GROUP, part.place())
    return PartRow(
        part=part,
        address=reverse("members:group" if is_group else "outcomes:complex-dashboard", args=[part.pk]),
        firms=Counted(_("Firms"), counts["firms"], firms),
        visits=Counted(_("Visits held"), counts["visits"], rows.activities(kind=meetings.ActivityKind.VISIT, stage="held") if sees_activities else ""),
        from_visits=Counted(_("From visits"), counts["from_visits"], rows.problems(origin="visit", funnel="found")),
        found=Counted(_("Problems found"), counts["found"], rows.problems(funnel="found")),
        solved=Counted(_("Solved"), counts["solved"], rows.problems(funnel="solved")),
    )


def _outcomes(viewer: Viewer, whole: Whole, rows: Rows) -> list[OutcomeRow]:
    told = told_sums(Outcome.objects.filter(programme=whole.programme))
    reads = rules.PERMISSIONS.allows(viewer, "view_outcome", whole.place)
    return [
        OutcomeRow(
            total=total,
            tells_realised=reads or told.tells(total.indicator.pk, rules.Realisation.REALISED, whole.complex),
            tells_expected=reads or told.tells(total.indicator.pk, rules.Realisation.EXPECTED, whole.complex),
            realised_address=rows.outcomes(indicator=total.indicator.slug, realisation="realised"),
            expected_address=rows.outcomes(indicator=total.indicator.slug, realisation="expected"),
            entries_address=rows.outcomes(indicator=total.indicator.slug),
        )
        for total in totals_of(whole.outcomes())
    ]


def _claims(whole: Whole, own: Mapping[str, Counted]) -> list[ClaimRow]:
    """What was published on the programme as a whole stands beside the programme's own counts; a complex has its own claims."""
    wanted = {"complex": whole.complex} if whole.complex else {"scope": "programme"}
    topics: dict[str, list[Claim]] = {}
    for claim in Claim.objects.filter(programme=whole.programme, **wanted).select_related("complex").order_by("year", "code"):
        topics.setdefault(claim.topic, []).append(claim)
    return [ClaimRow(claims[0].topic_label, None if whole.complex else own.get(topic), claims) for topic, claims in topics.items()]


def _figures(whole: Whole) -> list[Any]:
    """Baselines, targets and the forecasts that people recorded, by indicator and year. Those that are made here stand with their making."""
    found = [
        figure
        for records in (Baseline.objects.all(), Target.objects.all(), Forecast.objects.filter(run=None))
        for figure in records.filter(programme=whole.programme, complex=whole.complex, group=None, perimeter=None).select_related("indicator")
    ]
    return sorted(found, key=lambda figure: (figure.indicator_id, figure.year, figure.record_type, figure.pk))
