"""The firms of the planned demonstration as a panel, without a database."""

from datetime import date
from functools import lru_cache

import numpy as np

from minicluster.demonstration.comparison_firms import plan_comparison
from minicluster.demonstration.complexes import plan_complex
from minicluster.demonstration.firm_courses import LAST_YEAR, effect_of
from minicluster.demonstration.geography import COMPLEXES
from minicluster.demonstration.scene import OpenCall, Shared
from minicluster.members.models import Membership, OrganisationSize, OrganisationYear
from minicluster.outcomes.domain.firm_panel import PanelFirm, panel_of
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear
from minicluster.outcomes.rules import STANDARD_INDICATORS, treated_from

SHARED = Shared(
    complexes={fact.slug: number for number, fact in enumerate(COMPLEXES, start=1)},
    indicators={slug: number for number, slug in enumerate(STANDARD_INDICATORS, start=1)},
    calls=[
        OpenCall(number, number, purpose, date(2005, 1, 2), date(2007, 12, 31), 50_000_000, frozenset({"sme", "mid"}))
        for number, purpose in enumerate(("technology", "marketing"), start=1)
    ],
)


@lru_cache(maxsize=1)
def member_rows(scale, seed):
    """Of each complex what the plan says of its members: short name, memberships, sizes, years."""
    plans = ((fact, plan_complex(fact, SHARED, scale=scale, seed=seed)) for fact in COMPLEXES)
    return [(fact, {model: plan.rows[model] for model in (Membership, OrganisationSize, OrganisationYear)}) for fact, plan in plans]


def planned_members(scale, seed, measure):
    for fact, rows in member_rows(scale, seed):
        joined = {}
        for row in rows[Membership]:
            if row["kind"] in ("regular", "associate"):
                key = row["organisation_id"]
                joined[key] = min(joined.get(key, row["valid_from"]), row["valid_from"])
        sizes = {row["organisation_id"]: row["size"] for row in rows[OrganisationSize]}
        firms = {key: PanelFirm(treated_from(day), SHARED.complexes[fact.slug], None, "29", sizes[key]) for key, day in joined.items()}
        for row in rows[OrganisationYear]:
            firms[row["organisation_id"]].figures[row["year"]] = (row[measure], row["sales_krw"])
        yield from firms.values()


def planned_others(scale, seed, measure):
    plan = plan_comparison(SHARED.complexes, scale=scale, seed=seed)
    firms = []
    for row in plan.rows[ComparisonFirm]:
        outside = row["outside_id"].number if "outside_id" in row else None
        firms.append(PanelFirm(None, row.get("complex_id"), outside, row["industry_code"][:2], row["size"]))
    for row in plan.rows[ComparisonYear]:
        firms[row["firm_id"].number].figures[row["year"]] = (row[measure], row["sales_krw"])
    return firms


def planned_panel(scale, seed, measure):
    return panel_of([*planned_members(scale, seed, measure.value), *planned_others(scale, seed, measure.value)], measure)


def built_in_effect(panel):
    """The true effect over all members and all their years in the window: what the simple aggregate estimates."""
    entries = panel.rows.unique("unit")["treated_from"].drop_nulls().to_list()
    return float(np.mean([effect_of(panel.measure.value, year, entry) for entry in entries for year in panel.years if entry <= LAST_YEAR and year >= entry]))
