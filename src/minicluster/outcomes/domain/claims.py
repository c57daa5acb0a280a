"""Loading published figures with their sources: facts about the real programme, each in our own words, none invented."""

import csv
import re
from collections.abc import Iterable
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from minicluster.members.models import Complex, Programme
from minicluster.outcomes import rules
from minicluster.outcomes.domain.claim_formulas import PUBLISHED_FORMULAS
from minicluster.outcomes.models import Baseline, Claim, Indicator, Perimeter, PerimeterComplex

PUBLISHED_CLAIMS = files("minicluster") / "demonstration" / "claims.csv"
_CONFLICT = re.compile(r"^(?P<certainty>\w+) \(conflicts with (?P<code>[\w-]+)\)$")


def standard_indicators(programme: Programme) -> dict[str, Indicator]:
    """The indicators that every programme starts with, by short name; those that exist stay as they are."""
    rows = [Indicator(programme=programme, slug=slug, **shipped._asdict()) for slug, shipped in rules.STANDARD_INDICATORS.items()]
    Indicator.objects.bulk_create(rows, ignore_conflicts=True)
    return {indicator.slug: indicator for indicator in Indicator.objects.filter(programme=programme)}


@transaction.atomic
def standard_perimeters(programme: Programme) -> dict[str, Perimeter]:
    """The perimeters of which the programme has every complex, each complex in it from the programme's start; those that exist stay as they are.

    A perimeter whose complexes are not known here, such as the twelve of 2009, is not made: a published figure about it keeps it as words.
    """
    complexes = {complex_.slug: complex_ for complex_ in Complex.objects.filter(programme=programme)}
    for slug, (name_ko, name_en, members) in rules.STANDARD_PERIMETERS.items():
        known = Perimeter.objects.filter(programme=programme, slug=slug).exists()
        if not known and complexes.keys() >= set(members):
            perimeter = Perimeter.objects.create(programme=programme, slug=slug, name_ko=name_ko, name_en=name_en)
            PerimeterComplex.objects.bulk_create(
                PerimeterComplex(perimeter=perimeter, complex=complexes[member], valid_from=programme.started_on) for member in members
            )
    return {perimeter.slug: perimeter for perimeter in Perimeter.objects.filter(programme=programme)}


def published_baselines(programme: Programme) -> list[Baseline]:
    """Make baselines of what was published as an actual figure of a perimeter before the programme began, with its source; a second run makes none."""
    perimeters = {slug.replace("-", " "): perimeter for slug, perimeter in standard_perimeters(programme).items()}
    published: QuerySet[Any] = Claim.objects.filter(programme=programme, kind=rules.FigureKind.ACTUAL, scope__in=perimeters, year__lt=programme.started_on.year)
    rows = published.exclude(value=None).exclude(indicator=None).order_by("year", "code").values_list("indicator", "scope", "year", "value", "source", "code")
    have = set(Baseline.objects.filter(programme=programme).values_list("indicator", "perimeter", "year"))
    return Baseline.objects.bulk_create(
        Baseline(programme=programme, indicator_id=indicator, perimeter=perimeters[scope], year=year, value=value, source=f"{source} ({code})"[:300])
        for indicator, scope, year, value, source, code in rows
        if (indicator, perimeters[scope].pk, year) not in have
    )


@transaction.atomic
def load_claims(programme: Programme, source: Traversable = PUBLISHED_CLAIMS) -> dict[str, Claim]:
    """Record every published figure once, and link those that contradict each other both ways.

    A second run changes nothing: a claim is never overwritten, and only one that has no formula yet is given it. Returns the claims by their code, such as `art-06`.
    """
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
    indicators = standard_indicators(programme)
    complexes = list(Complex.objects.filter(programme=programme))
    Claim.objects.bulk_create([_claim(programme, row, indicators, _complex_of(row["scope"], complexes)) for row in rows], ignore_conflicts=True)
    claims = {claim.code: claim for claim in Claim.objects.filter(programme=programme)}
    _give_formulas(claims)
    _link_conflicts(rows, claims)
    return claims


def _claim(programme: Programme, row: dict[str, str], indicators: dict[str, Indicator], complex_: Complex | None) -> Claim:
    conflict = _CONFLICT.match(row["certainty"])
    return Claim(
        programme=programme,
        code=row["id"],
        indicator=indicators.get(row["indicator"]),
        topic=row["indicator"],
        scope=row["scope"],
        complex=complex_,
        kind=row["kind"],
        value=Decimal(row["value"]) if row["value"] else None,
        unit=row["unit"],
        year=int(row["year"]) if row["year"] else None,
        statement_ko=row["statement_ko"],
        statement_en=row["statement_en"],
        source=row["source"],
        source_date=row["source_date"],
        certainty=conflict["certainty"] if conflict else row["certainty"],
    )


def _complex_of(scope: str, complexes: Iterable[Complex]) -> Complex | None:
    """`Wonju, TS Meditech` is about the complex Wonju."""
    return next((complex_ for complex_ in complexes if complex_.slug == scope.partition(",")[0].strip().lower()), None)


def _give_formulas(claims: dict[str, Claim]) -> None:
    """Programmes that were set up before there were formulas get them too."""
    lacking = [claims[code] for code in PUBLISHED_FORMULAS if code in claims and not claims[code].formula]
    for claim in lacking:
        claim.formula = PUBLISHED_FORMULAS[claim.code]
    Claim.objects.bulk_update(lacking, ["formula"])


def _link_conflicts(rows: list[dict[str, str]], claims: dict[str, Claim]) -> None:
    for row in rows:
        if conflict := _CONFLICT.match(row["certainty"]):
            claims[row["id"]].conflicts_with.add(claims[conflict["code"]])
