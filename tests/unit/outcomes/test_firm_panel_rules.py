"""Which firms are compared, and from which year on a member counts as one. No database."""

from datetime import date

import pytest

from minicluster.analytics.impact import impact
from minicluster.outcomes.domain.firm_panel import CLUSTER, COVARIATES, OUTCOME, TREATED_FROM, UNIT, YEAR, PanelFirm, panel_digest, panel_of
from minicluster.outcomes.rules import ImpactMeasure, LeftOut, treated_from

YEARS = range(2003, 2008)


def firm(entered=None, figures=None, **fields):
    figures = figures or {year: (100 + year - 2000, 50 + 3 * (year - 2000)) for year in YEARS}
    return PanelFirm(entered, **{"complex": 1, "outside": None, "industry": "29", "size": "sme", "figures": figures, **fields})


def without(year):
    return {other: (100, 100) for other in YEARS if other != year}


@pytest.mark.parametrize(("joined", "year"), [(date(2006, 1, 1), 2006), (date(2006, 6, 30), 2006), (date(2006, 7, 1), 2007), (date(2006, 12, 31), 2007)])
def test_whoever_joins_after_june_is_a_member_from_the_next_year(joined, year):
    assert treated_from(joined) == year


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (firm(figures={2006: (None, 1)}), LeftOut.NO_FIGURE),
        (firm(figures=without(2005)), LeftOut.GAP),
        (firm(figures={**without(2005), 2005: (0, 100)}), LeftOut.ZERO),
        (firm(figures={**without(2003), 2003: (100, None)}), LeftOut.NO_SALES),
        (firm(entered=2004), LeftOut.EARLY),
    ],
)
def test_a_firm_that_cannot_be_compared_is_left_out_and_counted_with_the_reason(odd, reason):
    panel = panel_of([firm(2006), firm(), odd], ImpactMeasure.SALES)
    assert (panel.members, panel.others, panel.rows.height) == (1, 1, 10)
    assert panel.left_out == ((reason, int(odd.is_member), int(not odd.is_member)),)


def test_the_window_is_the_years_that_both_members_and_others_have():
    members = [firm(2006, dict.fromkeys(range(2001, 2008), (5, 5)))]
    assert panel_of([*members, firm()], ImpactMeasure.SALES).years == (2003, 2004, 2005, 2006, 2007)


def test_without_anybody_to_compare_with_there_is_no_row():
    for firms in ([], [firm(2006)], [firm()]):
        panel = panel_of(firms, ImpactMeasure.SALES)
        assert (panel.rows.height, panel.can_be_compared, panel.years) == (0, False, ())


def test_the_digest_is_that_of_the_rows_and_the_measure():
    firms = [firm(2006), firm(outside=3, complex=None)]
    digest = panel_digest(panel_of(firms, ImpactMeasure.SALES))
    assert panel_digest(panel_of(firms, ImpactMeasure.SALES)) == digest
    assert panel_digest(panel_of(firms, ImpactMeasure.EXPORTS)) != digest
    firms[0].figures[2007] = (1, 1)
    assert panel_digest(panel_of(firms, ImpactMeasure.SALES)) != digest


def test_the_columns_are_those_that_the_estimators_read():
    firms = [firm(2006 if number < 5 else None, {year: (100 + number * year % 7, 90 + number**2 * year % 11) for year in YEARS}) for number in range(12)]
    rows = panel_of(firms, ImpactMeasure.SALES).rows
    found = impact(rows, unit=UNIT, time=YEAR, treated_from=TREATED_FROM, outcome=OUTCOME, covariates=COVARIATES, cluster=CLUSTER)
    assert found.estimates["treated"].max() == 5
