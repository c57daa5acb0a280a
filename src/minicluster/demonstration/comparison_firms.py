"""Firms that are no members, in the seven complexes and in five invented ones that the programme does not reach: whom members are compared with. Pure."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from minicluster.demonstration.firm_courses import FIRST_YEAR, LAST_YEAR, SOURCE, yearly_figures
from minicluster.demonstration.geography import COMPLEXES, ComplexFact
from minicluster.demonstration.industries import SPECIALITY_CODES
from minicluster.demonstration.plan import Plan
from minicluster.demonstration.quotas import scaled, seeded
from minicluster.members.rules import FirmSize
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex

# Names that no industrial complex has, and that say so.
OUTSIDE: Final = (
    ("garam", "가상 가람산업단지", "Invented Garam complex"),
    ("gaon", "가상 가온산업단지", "Invented Gaon complex"),
    ("narae", "가상 나래산업단지", "Invented Narae complex"),
    ("daon", "가상 다온산업단지", "Invented Daon complex"),
    ("raon", "가상 라온산업단지", "Invented Raon complex"),
)
_PER_MEMBER: Final = 1.2
_PER_OUTSIDE_COMPLEX: Final = 160
_FEWEST: Final = 6
# Smaller than members, and exporting less: the difference in level that joins with the difference in growth.
_SHARES: Final = {FirmSize.MICRO: 36, FirmSize.SMALL: 56, FirmSize.MID: 7, FirmSize.LARGE: 1}
_EXPORTING: Final = (0, 0, 0.05, 0.1, 0.15, 0.3)
# Some were founded, and some closed, between the first year and the last.
_BEGIN_LATER, _END_EARLIER = 0.06, 0.04


def plan_comparison(complexes: Mapping[str, int], *, scale: float, seed: int) -> Plan:
    """Every comparison firm with its yearly figures; `complexes` gives the primary key of each complex of the programme by its short name."""
    plan = Plan()
    for fact in COMPLEXES:
        firms = max(_FEWEST, scaled(round(fact.firms * _PER_MEMBER), scale))
        _firms(plan, seeded(seed, f"comparison/{fact.slug}"), fact.slug, _industries_of(fact), firms, complex_id=complexes[fact.slug])
    everywhere = [code for fact in COMPLEXES for code in _industries_of(fact)]
    for slug, name_ko, name_en in OUTSIDE:
        outside = plan.add(OutsideComplex, slug=slug, name_ko=name_ko, name_en=name_en, invented=True)
        firms = max(_FEWEST, scaled(_PER_OUTSIDE_COMPLEX, scale))
        _firms(plan, seeded(seed, f"comparison/{slug}"), slug, everywhere, firms, outside_id=outside)
    return plan


def _industries_of(fact: ComplexFact) -> list[str]:
    """The trades of the complex's mini-clusters: a comparison firm could have joined one."""
    return [code for group in fact.groups for code in SPECIALITY_CODES[group.slug]]


def _firms(plan: Plan, rng: Random, slug: str, industries: list[str], number: int, **where: object) -> None:
    for serial in range(1, number + 1):
        size = rng.choices(list(_SHARES), list(_SHARES.values()))[0]
        firm = plan.add(ComparisonFirm, code=f"{slug}-{serial:04d}", industry_code=rng.choice(industries), size=size, invented=True, **where)
        for figures in _years(rng, size):
            plan.add(ComparisonYear, firm_id=firm, source=SOURCE, **figures)


def _years(rng: Random, size: FirmSize) -> Iterator[dict[str, int]]:
    fate = rng.random()
    begins = rng.randint(FIRST_YEAR + 1, LAST_YEAR - 1) if fate < _BEGIN_LATER else FIRST_YEAR
    ends = rng.randint(FIRST_YEAR + 1, LAST_YEAR - 1) if fate > 1 - _END_EARLIER else LAST_YEAR
    for figures in yearly_figures(rng, size, _EXPORTING, begins=begins, ends=ends, treated_from=None):
        # What a comparison firm spends on research is not known.
        del figures["rnd_krw"]
        yield figures
