"""Whoever shares an outcome: its parts are the whole, every partition adds up to the total, and nothing that is kept back can be worked out."""

from datetime import UTC, date, datetime
from decimal import Decimal

from factories import make_complex, make_firm, make_group, make_indicator, make_organisation, make_problem, make_viewer
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from minicluster.members.models import OrganisationSize
from minicluster.outcomes.domain.credited import in_cell, pieces_of
from minicluster.outcomes.domain.partitions import partition_of
from minicluster.outcomes.domain.queries import ledger_for, totals_of
from minicluster.outcomes.models import Outcome, OutcomeCredit
from minicluster.outcomes.rules import COUNTED, REFINES, OutcomeState, Partition, Piece, added, cells_kept_back, parts, sums_by
from minicluster.platform.permissions import Role

VALUE = st.decimals(-(10**12), 10**12, places=4)
WEIGHTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=8)


@given(VALUE, WEIGHTS)
def test_the_parts_are_the_whole_and_none_is_a_unit_away_from_its_share(value, weights):
    found = parts(value, weights)
    assert sum(found) == value
    for part, weight in zip(found, weights, strict=True):
        assert abs(part - value * weight / sum(weights)) < Decimal("0.00011")
        assert part == round(part, 4)
        assert part * value >= 0


PIECE = st.builds(
    lambda organisation, group, year, kind, size, reporting: Piece(
        organisation, group, group // 2, kind, size if kind == "firm" else "", year, "realised", reporting, Decimal(1), Decimal(1)
    ),
    st.integers(1, 9), st.integers(0, 7), st.integers(2005, 2008), st.sampled_from(["firm", "firm", "university", "institute"]),
    st.sampled_from(["sme", "large", ""]), st.integers(1, 9),
)  # fmt: skip


@given(st.lists(PIECE, max_size=40))
def test_what_is_kept_back_is_never_one_cell_nor_less_than_three_firms_where_the_sum_above_it_is_shown(pieces):
    for by in Partition:
        coarser = REFINES.get(by)
        above, hidden = (cells_kept_back(pieces, coarser) if coarser else frozenset()), cells_kept_back(pieces, by)
        blocks = {}
        for piece in pieces:
            blocks.setdefault(piece.cell(coarser) if coarser else "", []).append(piece)
        for key, block in blocks.items():
            cells = sums_by(block, by)
            assert {cell for cell, sums in cells.items() if sums.is_few} <= hidden
            kept = [sums for cell, sums in cells.items() if cell in hidden]
            is_shown_above = key not in above and not added(cells.values()).is_few
            if kept and is_shown_above:
                assert len(kept) > 1
                assert added(kept).firms >= 3
            if key in above:
                assert set(cells) <= hidden


ENTRY = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["realised", "expected"]),
    st.sampled_from(OutcomeState.values),
    VALUE,
    st.decimals(0, 1, places=4),
    st.sampled_from([2005, 2006, 2007]),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(1, 10_000)), max_size=4, unique_by=lambda share: share[:2]),
)


class PartitionsTest(TestCase):
    @settings(max_examples=20, deadline=None)
    @given(st.lists(ENTRY, max_size=12))
    def test_the_sum_over_any_partition_equals_the_total_for_any_shares(self, entries):
        one = make_group()
        groups = (one, make_group(complex=one.complex), make_group(complex=make_complex(one.programme)))
        problems = [make_problem(group) for group in groups]
        others = [make_organisation(one.programme, kind="university"), make_firm(groups[1])]
        organisations = [*(problem.firm for problem in problems), *others]
        OrganisationSize.objects.create(organisation=organisations[0], size="sme", valid_from=date(2005, 1, 1), valid_to=date(2006, 12, 31))
        OrganisationSize.objects.create(organisation=organisations[0], size="mid", valid_from=date(2006, 12, 31))
        indicator = make_indicator(one.programme)
        for place, realisation, state, value, share, year, shares in entries:
            outcome = Outcome.objects.create(
                programme=one.programme, indicator=indicator, organisation=problems[place].firm, group=groups[place], problem=problems[place],
                realisation=realisation, state=state, value=value, contribution_share=share, period_from=date(2005, 1, 1), period_to=date(year, 12, 31),
                reported_at=datetime(2007, 3, 5, tzinfo=UTC),
            )  # fmt: skip
            OutcomeCredit.objects.bulk_create(
                OutcomeCredit(outcome=outcome, organisation=organisations[who], group=groups[where], weight=weight) for who, where, weight in shares
            )
        self.check(make_viewer(Role.PROGRAMME_OFFICE, one.programme), indicator)

    def check(self, office, indicator):
        ledger = ledger_for(office).filter(state__in=COUNTED)
        total = next(iter(totals_of(ledger)), None)
        for by in Partition:
            shown = partition_of(office, indicator=indicator.slug, by=by)
            for name in ("realised", "expected"):
                cells = [getattr(row, name).sums for row in shown.rows]
                assert sum((cell.gross for cell in cells), Decimal(0)) == (getattr(total, name) if total else 0), (by, name)
                assert sum((cell.attributed for cell in cells), Decimal(0)) == (getattr(total, f"{name}_attributed") if total else 0), (by, name)
            self.each_cell_opens_exactly_its_entries(ledger, by)

    @staticmethod
    def each_cell_opens_exactly_its_entries(ledger, by):
        cells = {}
        for piece in pieces_of(ledger, by_entry=True):
            cells.setdefault(piece.cell(by), set()).add(piece.entry)
        assert {cell: set(in_cell(ledger, by.value, cell).values_list("pk", flat=True)) for cell in cells} == cells, by
