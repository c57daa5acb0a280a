"""Figures over the years and brokers, on networks small enough to be counted by hand."""

import polars as pl
import pytest

from minicluster.analytics.graph import density_over_time, read_network
from minicluster.network.rules.brokering import brokers_of, widest_gap
from minicluster.network.rules.measuring import LEAST, Measure, Snapshot, figures_over


def network_of(ties, sectors):
    who = pl.DataFrame({"node": list(sectors), "sector": list(sectors.values())})
    return read_network(pl.DataFrame(ties, schema=["from", "to"], orient="row"), sectors=who)


# 1-4 are firms, 5-6 universities; 4 stands between, 1-2 are tied.
SECTORS = {1: "industry", 2: "industry", 3: "industry", 4: "industry", 5: "university", 6: "university"}
STAR = network_of([(1, 2), (1, 4), (2, 4), (3, 4), (4, 5), (4, 6)], SECTORS)


def test_a_broker_is_told_by_the_widest_gap_across_sectors_and_by_its_roles():
    (only,) = brokers_of(STAR)
    assert only.node == 4
    assert (only.gap.sectors, sorted(only.gap.ones), sorted(only.gap.others), only.gap.pairs) == (("industry", "university"), [1, 2, 3], [5, 6], 6)
    assert only.ways == {"coordinator": 2, "consultant": 1, "gatekeeper": 6, "liaison": 0}
    assert (only.main_role, only.all_ways) == ("gatekeeper", 9)
    assert only.betweenness == pytest.approx(9)
    assert only.share == pytest.approx(0.9)


def test_a_gap_that_somebody_else_bridges_too_is_none():
    network = network_of([(1, 4), (4, 5), (1, 3), (3, 5)], SECTORS)
    assert widest_gap(network, network.names.index(4)) is None


def test_a_gap_within_one_sector_is_told_where_there_is_none_across():
    network = network_of([(1, 4), (2, 4), (3, 4)], SECTORS)
    gap = widest_gap(network, network.names.index(4))
    assert (gap.is_across, sorted(gap.ones), gap.ones == gap.others, gap.pairs) == (False, [1, 2, 3], True, 3)


def test_the_figures_are_those_of_analytics_over_time_and_carry_on_through_a_year_without_ties():
    dated = pl.DataFrame({"from": [1, 1, 2, 3], "to": [2, 3, 3, 4], "year": [2005, 2007, 2007, 2008]})
    by_year = {}
    for year in (2005, 2006, 2007, 2008):
        rows = dated.filter(pl.col("year") <= year)
        by_year[year] = Snapshot(year, 6, read_network(rows, sectors=pl.DataFrame({"node": list(SECTORS), "sector": list(SECTORS.values())})))
    figures = {one.year: one for one in figures_over(list(by_year.values()))}
    told = density_over_time(read_network(dated, time="year"), members=dict.fromkeys((2005, 2007, 2008), 6))
    for row in told.iter_rows(named=True):
        one = figures[row["period"]]
        assert one.of(Measure.DENSITY) == pytest.approx(100 * row["density"])
        assert one.of(Measure.CORRECTED) == pytest.approx(row["corrected"])
        assert one.of(Measure.NEW_TIES) == row["new_ties"]
    assert (figures[2006].of(Measure.TIES), figures[2006].of(Measure.NEW_TIES)) == (1, 0)


@pytest.mark.parametrize("measure", sorted(LEAST))
def test_no_figure_is_given_for_fewer_than_it_needs(measure):
    least = LEAST[measure]
    pairs = [(one, other) for one in range(least) for other in range(one) if (one + other) % 2]
    sectors = {node: "industry" if node % 3 else "university" for node in range(least)}
    (told,) = figures_over([Snapshot(2007, least, network_of(pairs, sectors))])
    (kept,) = figures_over([Snapshot(2007, least - 1, network_of(pairs, sectors))])
    assert told.of(measure) is not None
    assert (kept.of(measure), kept.why_absent(measure)) == (None, "few")


def test_a_network_without_a_tie_has_figures_that_say_so():
    (told,) = figures_over([Snapshot(2007, 12, None)])
    assert (told.of(Measure.ISOLATES), told.of(Measure.TIES), told.of(Measure.DENSITY)) == (12, 0, 0)
    assert (told.of(Measure.EI), told.why_absent(Measure.EI)) == (None, "undefined")
    assert told.of(Measure.CORRECTED) is None
