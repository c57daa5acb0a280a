"""A small programme with members and others whose figures are made up, with an effect that is known and members that were falling behind."""

import math
from datetime import date

import numpy as np
from factories import make_complex, make_firm, make_group, make_programme

from minicluster.members.models import OrganisationClassification, OrganisationSize, OrganisationYear
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex

YEARS = range(2003, 2008)
# What joining does to the logarithm of sales in each year from then on.
EFFECT = 0.20
# By how much those who join fall behind each year, before and after: an estimate that takes them for like the others is too low by about as much as it lets pass.
DECLINE = -0.08
JOINED = (date(2005, 3, 1), date(2006, 3, 1), date(2006, 4, 1), date(2006, 5, 1))


def make_compared_programme(members=9, others=8, outside=5, seed=7):
    """Four complexes with members and declining and steady non-members, and five outside of the programme with non-members only."""
    programme, dice = make_programme(), np.random.default_rng(seed)
    for number, joined in enumerate(JOINED):
        complex_ = make_complex(programme)
        group = make_group(complex=complex_)
        for _member in range(members):
            _make_member(group, joined, dice)
        _make_others(programme, {"complex": complex_}, others, dice, f"in{number}")
    for number in range(outside):
        place = OutsideComplex.objects.create(programme=programme, slug=f"outside-{number}", name_ko=f"바깥단지 {number}", name_en=f"Outside {number}")
        _make_others(programme, {"outside": place}, others, dice, f"out{number}")
    return programme


def _make_member(group, joined, dice):
    firm = make_firm(group)
    firm.memberships.update(valid_from=joined)
    OrganisationSize.objects.create(organisation=firm, size="sme", valid_from=date(2000, 1, 1))
    OrganisationClassification.objects.create(organisation=firm, code=str(dice.choice(["2911", "3021"])), is_primary=True)
    rows = [
        OrganisationYear(programme=group.programme, organisation=firm, year=year, sales_krw=sales, source="Yearly survey")
        for year, sales in _sales(dice, DECLINE, joined.year)
    ]
    OrganisationYear.objects.bulk_create(rows)


def _make_others(programme, place, number, dice, prefix):
    """Half of them decline as members do, so that every member has its like."""
    for one in range(number):
        firm = ComparisonFirm.objects.create(programme=programme, code=f"{prefix}-{one}", industry_code=str(dice.choice(["2911", "3021"])), size="sme", **place)
        course = DECLINE if one % 2 else 0.0
        ComparisonYear.objects.bulk_create(
            ComparisonYear(firm=firm, year=year, sales_krw=sales, source="Tax office table") for year, sales in _sales(dice, course, None)
        )


def _sales(dice, course, joined):
    level = 20 + dice.normal(0, 0.5)
    for year in YEARS:
        gained = EFFECT if joined and year >= joined else 0.0
        yield year, round(math.exp(level + 0.03 * (year - 2003) + course * (year - 2003) + gained + dice.normal(0, 0.01)))
