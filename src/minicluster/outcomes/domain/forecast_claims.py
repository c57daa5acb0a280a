"""Published forecasts: which whole each is about, what was known of it, and which figures of the same year are about another set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import slugify
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.models import Actual, Claim, Indicator, Perimeter
from minicluster.outcomes.rules.forecast_series import Subject
from minicluster.platform.permissions import Viewer

WHOLE_PROGRAMME = "programme"


@dataclass(frozen=True)
class PublishedForecast:
    """A published forecast.

    Attributes:
        claim: as it was published.
        indicator: what it foretells.
        year: for which year.
        value: in the unit of the indicator.
        subject: the whole whose yearly figures it is compared with; None where there is no such whole here.
        before: the figure last published of the same set before that year; empty where none was.
        others: figures of the same year over other sets, in words.
    """

    claim: Claim
    indicator: Indicator
    year: int
    value: float
    subject: Subject | None
    before: tuple[float, ...]
    others: tuple[str, ...]


def published_forecasts(viewer: Viewer, figures: Mapping[Subject, Mapping[int, Actual]]) -> list[PublishedForecast]:
    """The forecasts among published figures that are in the unit of an indicator of ours, in two statements.

    What is in another unit (“KRW over five years”) or of no year is no forecast of a yearly figure, and is left out.
    """
    claims = list(Claim.objects.filter(programme_id=viewer.programme_id, indicator__isnull=False).select_related("indicator", "complex").order_by("code"))
    perimeters = {one.slug: one.pk for one in Perimeter.objects.filter(programme_id=viewer.programme_id)}
    found = []
    for claim in claims:
        if claim.kind == rules.FigureKind.FORECAST and claim.indicator and claim.year and claim.value is not None and claim.unit == claim.indicator.unit:
            subject = _subject(claim, claim.indicator, perimeters)
            others = (*_published_of_others(claim, claims), *_figures_of_others(claim, subject, figures))
            before = _last_published(claim, claims)
            found.append(PublishedForecast(claim, claim.indicator, claim.year, float(claim.value), subject, before, others))
    return found


def _subject(claim: Claim, indicator: Indicator, perimeters: Mapping[str, int]) -> Subject | None:
    """The same set of complexes here: a perimeter of the same name, never a larger or a smaller one."""
    if claim.complex_id:
        return Subject(indicator.pk, complex=claim.complex_id)
    if claim.scope == WHOLE_PROGRAMME:
        return Subject(indicator.pk)
    perimeter = perimeters.get(slugify(claim.scope))
    return Subject(indicator.pk, perimeter=perimeter) if perimeter else None


def _last_published(forecast: Claim, claims: Iterable[Claim]) -> tuple[float, ...]:
    """What was last counted of the same set, as far as it could be known when the forecast was published."""
    known = [
        (claim.year, float(claim.value))
        for claim in claims
        if _counts_the_same(claim, forecast)
        and (claim.scope, claim.complex_id) == (forecast.scope, forecast.complex_id)
        and claim.value is not None
        and claim.year is not None
        and claim.year < (forecast.year or 0)
        and claim.source_date <= (forecast.source_date or claim.source_date)
    ]
    return (max(known)[1],) if known else ()


def _published_of_others(forecast: Claim, claims: Iterable[Claim]) -> list[str]:
    return [
        _("%(statement)s: another set (%(subject)s)") % {"statement": claim, "subject": claim.subject}
        for claim in claims
        if _counts_the_same(claim, forecast) and claim.year == forecast.year and (claim.scope, claim.complex_id) != (forecast.scope, forecast.complex_id)
    ]


def _figures_of_others(forecast: Claim, subject: Subject | None, figures: Mapping[Subject, Mapping[int, Actual]]) -> list[str]:
    """Only where the forecast is about a sum of complexes, and other sums have their figure."""
    if forecast.complex_id or (subject and forecast.year in figures.get(subject, {})):
        return []
    sums = [years for other, years in figures.items() if other.indicator == forecast.indicator_id and other.complex is None and other.group is None]
    there = [figure for years in sums for year, figure in years.items() if year == forecast.year]
    return [_("%(subject)s %(year)s: a yearly figure of another set") % {"subject": figure.subject, "year": figure.year} for figure in there]


def _counts_the_same(claim: Claim, forecast: Claim) -> bool:
    return claim.kind == rules.FigureKind.ACTUAL and claim.indicator_id == forecast.indicator_id and claim.unit == forecast.unit
