"""Sections of published figures with their check, and of baselines, targets, yearly figures and forecasts."""

from collections.abc import Iterable
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.analytics.claims import Verdict
from minicluster.outcomes import rules
from minicluster.outcomes.domain.claim_checks import CheckedClaim, side_by_side
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.domain.reports.ledger import reads_entries, unit_of
from minicluster.outcomes.models import Actual, Baseline, Claim, Forecast, Target
from minicluster.outcomes.rules import UNITS, Cell, Column, Row, Section

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
        rows=[Row(f"figure_{figure.record_type}_{figure.pk}", str(figure.indicator), _of_figure(figure), invented=figure.invented) for figure in figures],
        notes=[gettext_lazy("Confidential figures, and yearly figures of fewer than three firms, are left out.")],
    )


def _figures_of(extent: Extent) -> Iterable[Baseline | Target | Actual | Forecast]:
    group, complex_ = extent.group, None if extent.group else extent.complex
    wanted = {"programme": extent.programme, "group": group, "complex": complex_, **({"year": extent.span.number} if extent.span else {})}
    for model in (Baseline, Target, Forecast):
        yield from model.objects.filter(**wanted, perimeter=None).select_related("indicator")
    for actual in Actual.objects.filter(**wanted, perimeter=None, is_confidential=False, corrected_by=None).select_related("indicator"):
        if actual.firms is None or actual.firms >= rules.FEWEST_FIRMS or reads_entries(extent):
            yield actual


def _of_figure(figure: Baseline | Target | Actual | Forecast) -> list[Cell]:
    bounds = [Cell(getattr(figure, name, None)) for name in ("low", "high")]
    kind = figure.kind_label if not isinstance(figure, Actual) or figure.is_confirmed else _("%(kind)s, provisional") % {"kind": figure.kind_label}
    return [Cell(kind), Cell(str(figure.year)), Cell(figure.value), *bounds, Cell(unit_of(figure.indicator)), Cell(figure.source or None)]
