"""Sections of published figures with their check, and of baselines, targets, yearly figures and forecasts."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.analytics.claims import Verdict
from minicluster.outcomes.domain.claim_checks import CheckedClaim, side_by_side
from minicluster.outcomes.domain.forecast_visibility import closed_to
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.ledger import unit_of
from minicluster.outcomes.domain.series import figure_series_for, series_of
from minicluster.outcomes.models import Actual, Baseline, Claim, Forecast, Target
from minicluster.outcomes.rules import UNITS, Cell, Column, Row, Section
from minicluster.platform.permissions import Role, Viewer

Figure = TypeVar("Figure", Baseline, Target, Actual, Forecast)
_VERDICTS: Final = {
    Verdict.HOLDS: gettext_lazy("agrees"),
    Verdict.FAILS: gettext_lazy("does not agree"),
    Verdict.UNDECIDED: gettext_lazy("undecided: its rounding lies on both sides"),
}
_FIGURE: Final = (
    Column("statement", gettext_lazy("Statement"), is_number=False),
    Column("kind", gettext_lazy("Kind"), is_number=False),
    Column("year", gettext_lazy("Year"), is_number=False),
    Column("value", gettext_lazy("Value")),
    Column("unit", gettext_lazy("Unit"), is_number=False),
)
_SOURCE: Final = Column("source", gettext_lazy("Source"), is_number=False)
_CHECK: Final = (
    Column("sentence", gettext_lazy("Its sentence and its numbers"), is_number=False),
    Column("computed", gettext_lazy("What its numbers give")),
    Column("ours", gettext_lazy("Counted here")),
    Column("agreement", gettext_lazy("It and our count"), is_number=False),
    Column("contradicts", gettext_lazy("Contradicts"), is_number=False),
)


def claims_section(checked: Iterable[CheckedClaim]) -> Section:
    """Every published figure with its source and its check."""
    checked = list(checked)
    failing = [one.claim.code for one in checked if one.own and one.own.verdict is Verdict.FAILS]
    compared = sum(1 for one in checked if one.own)
    return Section(
        key="claims",
        heading=_("Published figures with their check"),
        reading=_("Of %(claims)s published figures %(compared)s can be checked against their own sentence; %(failing)s do not agree with it.")
        % {"claims": len(checked), "compared": compared, "failing": len(failing)},
        head=_("Code"),
        columns=(*_FIGURE, _SOURCE, *_CHECK),
        rows=[Row(f"claim_{one.claim.code}", one.claim.code, [*_figure(one.claim), *_check(one)], address=_address(one.claim)) for one in checked],
        notes=[
            gettext_lazy("Statements are in our own words; sources and dates are those of the publication."),
            gettext_lazy("Only figures of the whole programme that were counted and are of the present year are compared with our own counts."),
        ],
    )


def _figure(claim: Claim) -> list[Cell]:
    return [
        Cell(str(claim)),
        Cell(claim.get_kind_display()),
        Cell(str(claim.year or "")),
        Cell(claim.value),
        Cell(str(UNITS.get(claim.unit, claim.unit))),
        Cell(f"{claim.source} ({claim.source_date})" if claim.source_date else claim.source),
    ]


def _check(one: CheckedClaim) -> list[Cell]:
    return [
        Cell(str(_VERDICTS[one.own.verdict]) if one.own else one.problem or None),
        Cell(round(float(one.own.found.middle), 4) if one.own else None),
        Cell(one.counted),
        Cell(str(_VERDICTS[one.ours.verdict]) if one.ours else None),
        Cell(", ".join(sorted(other.code for other in one.claim.conflicts_with.all())) or None),
    ]


def _address(claim: Claim) -> str:
    return f"{reverse('outcomes:claim-list')}#{claim.code}"


def conflicts_section(checked: Iterable[CheckedClaim]) -> Section:
    """The published figures that contradict each other, side by side; neither is overwritten."""
    sets = side_by_side(one.claim for one in checked)
    return Section(
        key="conflicts",
        heading=_("Side by side: published figures that contradict each other"),
        reading=_("%(sets)s sets of published figures contradict each other; all stand here with their sources.") % {"sets": len(sets)},
        head=_("Code"),
        columns=(Column("set", gettext_lazy("Set")), *_FIGURE, _SOURCE),
        rows=[
            Row(f"conflict_{claim.code}", claim.code, [Cell(number), *_figure(claim)], address=_address(claim))
            for number, together in enumerate(sets, start=1)
            for claim in together
        ],
    )


_OF_INDICATOR: Final = (
    Column("kind", gettext_lazy("Kind"), is_number=False),
    Column("year", gettext_lazy("Year"), is_number=False),
    Column("value", gettext_lazy("Value")),
    Column("low", gettext_lazy("Lower bound")),
    Column("high", gettext_lazy("Upper bound")),
    Column("unit", gettext_lazy("Unit"), is_number=False),
    _SOURCE,
)


def figures_section(extent: Extent) -> Section:
    """Baselines, targets, yearly figures and forecasts of the whole, by indicator and year."""
    figures = sorted(_figures_of(extent), key=lambda figure: (figure.indicator.level, figure.indicator_id, figure.year, figure.record_type, figure.pk))
    return Section(
        key="figures",
        heading=_("Baselines, targets, yearly figures and forecasts"),
        reading=_("%(figures)s figures are on record.") % {"figures": len(figures)} if figures else _("No figure is on record for this yet."),
        head=_("Indicator"),
        columns=_OF_INDICATOR,
        rows=[
            Row(f"figure_{figure.record_type}_{figure.pk}", str(figure.indicator), _of_figure(figure), address=_page_of(figure), invented=figure.invented)
            for figure in figures
        ],
        notes=[gettext_lazy("Confidential figures, yearly figures of fewer than three firms, and what would tell them, are left out.")],
    )


def _figures_of(extent: Extent) -> Iterable[Baseline | Target | Actual | Forecast]:
    """What may be told to everybody, since a report is handed on; a forecast tells the figures that it was made from, and is left out with any of its series."""
    public = Viewer(Role.ANONYMOUS, extent.programme.pk)
    whole = {"group": extent.group, "complex": None if extent.group else extent.complex, "perimeter": None}
    yield from _in_time(extent, Baseline.objects.filter(programme=extent.programme, **whole).select_related("indicator"))
    yield from _in_time(extent, Target.objects.filter(programme=extent.programme, **whole).select_related("indicator"))
    own = [point for series in series_of(extent.programme) for point in series.points if _is_of(point, whole)]
    told = {point.pk for series in figure_series_for(public) for point in series.points}
    yield from _in_time(extent, [point for point in own if point.pk in told])
    forecasts = list(Forecast.objects.filter(programme=extent.programme).select_related("indicator", "group"))
    closed, withheld = {point.indicator_id for point in own if point.pk not in told}, closed_to(public, forecasts)
    shown = [one for one in forecasts if one.pk not in withheld and one.indicator_id not in closed]
    yield from _in_time(extent, [one for one in shown if _is_of(one, whole)])


def _in_time(extent: Extent, figures: Iterable[Figure]) -> Iterable[Figure]:
    return (figure for figure in figures if extent.span is None or figure.year == extent.span.number)


def _is_of(figure: Actual | Forecast, whole: Mapping[str, Any]) -> bool:
    return all(getattr(figure, f"{name}_id") == (record.pk if record else None) for name, record in whole.items())


def _page_of(figure: Baseline | Target | Actual | Forecast) -> str:
    return figure.get_absolute_url() if isinstance(figure, Actual) else reverse("outcomes:indicator", args=[figure.indicator_id])


def _of_figure(figure: Baseline | Target | Actual | Forecast) -> list[Cell]:
    bounds = [Cell(getattr(figure, name, None)) for name in ("low", "high")]
    kind = figure.kind_label if not isinstance(figure, Actual) or figure.is_confirmed else _("%(kind)s, provisional") % {"kind": figure.kind_label}
    return [Cell(kind), Cell(str(figure.year)), Cell(figure.value), *bounds, Cell(unit_of(figure.indicator)), Cell(figure.source or None)]
