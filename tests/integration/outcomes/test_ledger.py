from datetime import date

import pytest
from django.http import Http404
from factories import make_firm, make_group, make_indicator, make_problem, make_viewer

from minicluster.outcomes.domain.actions import attach_evidence, correct_outcome, report_outcome
from minicluster.outcomes.domain.queries import LedgerFilter, ledger_for, outcome_for, queue_for, totals_of
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


def office_of(group):
    return make_viewer(Role.PROGRAMME_OFFICE, group.programme)


def report(group, value=100, realisation="realised", *, indicator, firm=None, **facts):
    problem = make_problem(group, firm)
    return report_outcome(
        actor=office_of(group), problem=problem, indicator=indicator, realisation=realisation, value=value,
        period_from=date(2007, 1, 1), period_to=date(2007, 6, 30), **facts,
    )  # fmt: skip


def sums(entries):
    return [(total.indicator.slug, total.realised, total.expected, total.realised_attributed, total.entries) for total in totals_of(entries)]


def test_expected_is_never_added_to_realised_and_a_corrected_entry_never_counted(group):
    exports = make_indicator(group.programme)
    firm = make_firm(group)
    report(group, 100, indicator=exports, firm=firm, contribution_share=0.5)
    report(group, 900, "expected", indicator=exports)
    wrong = report(group, 5000, indicator=exports, firm=firm)
    correct_outcome(actor=office_of(group), outcome=wrong, why="two noughts too many", value=50)
    assert sums(ledger_for(office_of(group))) == [("exports", 150, 900, 100, 3)]
    assert ledger_for(office_of(group)).count() == 4


def test_each_sees_the_entries_in_reach(group):
    exports = make_indicator(group.programme)
    firm, elsewhere = make_firm(group), make_group(group.programme)
    own, others, far = report(group, 1, indicator=exports, firm=firm), report(group, 2, indicator=exports), report(elsewhere, 4, indicator=exports)
    report(other := make_group(), 8, indicator=make_indicator(other.programme))
    seen = {
        role: sorted(
            ledger_for(make_viewer(role, group.programme, organisations=[firm], groups=[group], complexes=[group.complex])).values_list("pk", flat=True)
        )
        for role in Role
    }
    everything = [own.pk, others.pk, far.pk]
    assert seen == {
        **{role: [] for role in Role},
        Role.FIRM_USER: [own.pk],
        **{role: [own.pk, others.pk] for role in (Role.COORDINATOR, Role.COMPLEX_MANAGER, Role.GROUP_OFFICER)},
        **dict.fromkeys((Role.PROGRAMME_OFFICE, Role.REVIEWER, Role.FUNDER), everything),
    }
    with pytest.raises(Http404):
        outcome_for(make_viewer(Role.COORDINATOR, group.programme, groups=[elsewhere]), own.pk)


def test_filters_narrow_and_nonsense_shows_nothing(group):
    exports, jobs = make_indicator(group.programme), make_indicator(group.programme, slug="jobs")
    one, two = report(group, 1, indicator=exports), report(group, 2, "expected", indicator=jobs)
    shown = {
        str(asked): sorted(entry.pk for entry in ledger_for(office_of(group), LedgerFilter.of(asked)))
        for asked in ({"indicator": "exports"}, {"realisation": "expected"}, {"group": str(group.pk)}, {"complex": "0"}, {"group": "x"}, {"state": "corrected"})
    }
    assert list(shown.values()) == [[one.pk], [two.pk], [one.pk, two.pk], [], [], []]


def test_the_queue_says_what_is_missing(group):
    exports = make_indicator(group.programme)
    outcome = report(group, 1, indicator=exports)
    office = office_of(group)
    firm = make_viewer(Role.FIRM_USER, group.programme, organisations=[outcome.organisation])
    assert [(item.what.split(" · ")[1], item.address) for item in queue_for(firm)] == [("Evidence is missing", f"/outcomes/{outcome.pk}/")]
    attach_evidence(actor=firm, outcome=outcome, title="계약서", where_kept="보관함")
    assert [item.what.split(" · ")[1] for item in queue_for(office)] == ["To be verified"]
    assert queue_for(firm) == []
    assert queue_for(make_viewer(Role.EXPERT, group.programme)) == []
