"""Loads what the demonstration is measured by: comparison firms, and the yearly figures, baselines and targets of its complexes and mini-clusters.

Everything here is invented and says so. Figures of real complexes stand only among the published claims.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from minicluster.demonstration.chronicle import TODAY, at_hour, workday
from minicluster.demonstration.comparison_firms import plan_comparison
from minicluster.demonstration.copying import write_plan
from minicluster.demonstration.firm_courses import FIRST_YEAR, SOURCE
from minicluster.demonstration.yearly_sums import BASELINE_YEAR, INDICATORS, TARGET_YEAR, Sums, added_up, sums_of, targets_of, with_past
from minicluster.members.models import Complex, Group, Membership, OrganisationYear, Programme
from minicluster.members.rules import MembershipKind, OrganisationKind
from minicluster.outcomes.models import Actual, Baseline, ExchangeRate, Indicator, PriceIndex, Target

_SUMMED: Final = f"{SOURCE}: 회원기업 연도별 수치의 합계"
_PAST: Final = f"{SOURCE}: 2003년 합계에서 거슬러 어림한 값"
_AIMED: Final = f"{SOURCE}: 2004년 기준에서 정한 목표"
# Round and invented: no central bank's series.
_WON_FOR_A_DOLLAR: Final = {1999: 1200, 2000: 1100, 2001: 1300, 2002: 1250, 2003: 1200, 2004: 1150, 2005: 1000, 2006: 950, 2007: 950}
_PRICES: Final = {
    "KRW": {1999: 84, 2000: 86, 2001: 89, 2002: 92, 2003: 95, 2004: 98, 2005: 100, 2006: 102, 2007: 104},
    "USD": {1999: 85, 2000: 88, 2001: 90, 2002: 92, 2003: 94, 2004: 97, 2005: 100, 2006: 103, 2007: 106},
}
_SET_ON: Final = date(2005, 6, 30)
_BATCH: Final = 2000


def load_comparison(programme: Programme, *, scale: float, seed: int) -> int:
    """Write the firms that members are compared with; how many rows they have."""
    complexes = dict(Complex.objects.filter(programme=programme).values_list("slug", "pk"))
    plan = plan_comparison(complexes, scale=scale, seed=seed)
    write_plan(plan, programme_id=programme.pk)
    return len(plan)


def load_figures(programme: Programme, *, seed: int) -> int:
    """Write yearly figures, baselines, targets, prices and exchange rates; how many rows they are."""
    groups = {group.pk: group for group in Group.objects.filter(programme=programme).select_related("complex").order_by("pk")}
    names = {pk: f"{group.complex.slug}/{group.slug}" for pk, group in groups.items()}
    complex_of = {pk: group.complex_id for pk, group in groups.items()}
    of_groups = with_past(sums_of(_firm_rows(programme)), names, seed)
    aims = targets_of(of_groups, names, seed)
    sides = (
        ("group_id", of_groups, aims),
        ("complex_id", added_up(of_groups, complex_of), _added_up_aims(aims, complex_of)),
    )
    rows = 0
    for field, sums, own_aims in sides:
        rows += _write(Actual, programme, _actuals(field, sums))
        rows += _write(Baseline, programme, _baselines(field, sums))
        rows += _write(Target, programme, _targets(field, own_aims))
    return rows + _write_prices(programme)


def _firm_rows(programme: Programme) -> Iterator[tuple[int, int, Mapping[str, int]]]:
    """The yearly figures of member firms, each firm in the group that it joined first, so that none is counted twice."""
    joined = Membership.objects.filter(
        programme=programme, organisation__kind=OrganisationKind.FIRM, kind__in=(MembershipKind.REGULAR, MembershipKind.ASSOCIATE)
    )
    group_of: dict[int, int] = {}
    for organisation, group in joined.order_by("valid_from", "pk").values_list("organisation", "group"):
        group_of.setdefault(organisation, group)
    for row in OrganisationYear.objects.filter(programme=programme, organisation__in=group_of).values("organisation", "year", *INDICATORS.values()):
        yield group_of[row["organisation"]], row["year"], row


def _added_up_aims(aims: Mapping[tuple[int, str], int], complex_of: Mapping[int, int]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    for (group, indicator), value in aims.items():
        place = (complex_of[group], indicator)
        found[place] = found.get(place, 0) + value
    return found


def _actuals(field: str, sums: Sums) -> Iterator[dict[str, Any]]:
    for (subject, indicator, year), own in sums.items():
        yield {
            field: subject, "indicator": indicator, "year": year, "value": Decimal(own.value), "firms": own.firms, "is_confirmed": year < TODAY.year,
            "recorded_at": _recorded_at(year), "source": _SUMMED if year >= FIRST_YEAR else _PAST,
        }  # fmt: skip


def _recorded_at(year: int) -> datetime:
    """In the spring after the year; of the present year a week ago."""
    return at_hour(workday(date(year + 1, 3, 31)), 10) if year < TODAY.year else at_hour(workday(date(TODAY.year, 10, 15)), 10)


def _baselines(field: str, sums: Sums) -> Iterator[dict[str, Any]]:
    """Where it stood in the year before the programme; of complexes also in the year before that."""
    years = {BASELINE_YEAR} if field == "group_id" else {BASELINE_YEAR - 1, BASELINE_YEAR}
    for (subject, indicator, year), own in sums.items():
        if year in years:
            yield {field: subject, "indicator": indicator, "year": year, "value": Decimal(own.value), "source": _SUMMED}


def _targets(field: str, aims: Mapping[tuple[int, str], int]) -> Iterator[dict[str, Any]]:
    for (subject, indicator), value in aims.items():
        yield {field: subject, "indicator": indicator, "year": TARGET_YEAR, "value": Decimal(value), "source": _AIMED, "set_at": at_hour(_SET_ON, 10)}


def _write(model: type[Actual | Baseline | Target], programme: Programme, rows: Iterable[dict[str, Any]]) -> int:
    indicators = {indicator.slug: indicator for indicator in Indicator.objects.filter(programme=programme, slug__in=INDICATORS)}
    records: list[Any] = [model(programme=programme, invented=True, **{**row, "indicator": indicators[row["indicator"]]}) for row in rows]
    return len(model.objects.bulk_create(records, batch_size=_BATCH))


def _write_prices(programme: Programme) -> int:
    own = {"programme": programme, "source": SOURCE, "invented": True}
    rates = [ExchangeRate(currency="USD", year=year, krw=won, **own) for year, won in _WON_FOR_A_DOLLAR.items()]
    prices = [PriceIndex(currency=currency, year=year, index=index, **own) for currency, known in _PRICES.items() for year, index in known.items()]
    return len(ExchangeRate.objects.bulk_create(rates)) + len(PriceIndex.objects.bulk_create(prices))
