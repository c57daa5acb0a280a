"""Whatever the ledger holds: sums over the parts are the sum of the whole, and what is expected or corrected never leaks into what is realised."""

from datetime import date
from decimal import Decimal

from factories import make_group, make_indicator, make_problem, make_viewer
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from minicluster.outcomes.domain.queries import LedgerFilter, ledger_for, totals_of
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import COUNTED, OutcomeState
from minicluster.platform.permissions import Role

ENTRY = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["realised", "expected"]),
    st.sampled_from(OutcomeState.values),
    st.decimals(-(10**12), 10**12, places=4),
    st.decimals(0, 1, places=4),
)


class TotalsTest(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(st.lists(ENTRY, max_size=25))
    def test_the_sum_over_any_partition_equals_the_total(self, entries):
        one = make_group()
        two, three = make_group(complex=one.complex), make_group(one.programme)
        groups, indicator = (one, two, three), make_indicator(one.programme)
        problems = [make_problem(group) for group in groups]
        Outcome.objects.bulk_create(
            Outcome(
                programme=one.programme, indicator=indicator, organisation=problems[place].firm, group=groups[place], problem=problems[place],
                realisation=realisation, state=state, value=value, contribution_share=share, period_from=date(2007, 1, 1), period_to=date(2007, 6, 30),
                reported_at=problems[place].raised_at,
            )
            for place, realisation, state, value, share in entries
        )  # fmt: skip
        ledger = ledger_for(make_viewer(Role.PROGRAMME_OFFICE, one.programme))
        whole = self.sums(ledger)
        for look_up, parts in (("group", groups), ("group__complex", {group.complex for group in groups}), ("state", OutcomeState.values)):
            assert [sum(column) for column in zip(*(self.sums(ledger.filter(**{look_up: part})) for part in parts), strict=True)] == whole, look_up
        expected = [
            sum((value for _place, kind, state, value, _share in entries if kind == wanted and state in COUNTED), Decimal(0))
            for wanted in ("realised", "expected")
        ]
        assert whole[:2] == expected
        assert LedgerFilter(counted="1").narrowed(ledger).count() == whole[3]

    @staticmethod
    def sums(entries):
        totals = totals_of(entries)
        return [sum((getattr(total, name) for total in totals), Decimal(0)) for name in ("realised", "expected", "realised_attributed", "entries")]
