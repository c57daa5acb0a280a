from datetime import date
from decimal import Decimal

import pytest
from factories import make_complex, make_firm, make_group, make_indicator, make_organisation, make_problem, make_user, make_viewer
from threads import make_thread

from minicluster.outcomes.domain.actions import correct_outcome, report_outcome
from minicluster.outcomes.domain.credit import credit_candidates, share_credit
from minicluster.outcomes.domain.partitions import credit_lines, partition_of
from minicluster.outcomes.models import OutcomeCredit
from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def thread():
    return make_thread()


def university_of(thread):
    return thread.expert.affiliations.get().organisation


def report(group, value, *, indicator, firm=None, realisation="realised"):
    return report_outcome(
        actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme), problem=make_problem(group, firm), indicator=indicator, realisation=realisation, value=value,
        period_from=date(2007, 1, 1), period_to=date(2007, 6, 30),
    )  # fmt: skip


def test_shares_are_set_and_set_anew_and_taken_away(thread):
    firm, university, entry = thread.firm, university_of(thread), thread.outcome
    share_credit(actor=thread.viewers.coordinator, outcome=entry, shares=[(firm, thread.group, 2), (university, thread.group, 1)], why="공동개발")
    assert [(one.organisation, part) for one, part in credit_lines(entry)] == [(firm, Decimal(20_000_000_000)), (university, Decimal(10_000_000_000))]
    share_credit(actor=thread.viewers.coordinator, outcome=entry, shares=[(university, thread.group, 5)])
    assert [(one.organisation, one.weight) for one, _part in credit_lines(entry)] == [(university, 5)]
    share_credit(actor=thread.viewers.coordinator, outcome=entry, shares=[])
    assert credit_lines(entry) == []
    acts = [entry for entry in history_of(entry) if entry.action == "share_credit"]
    assert [(act.changed_fields, act.why) for act in acts] == [(["credits"], "공동개발"), (["credits"], ""), (["credits"], "")]


def test_a_member_of_another_group_shares_and_a_stranger_does_not(thread):
    elsewhere = make_group(thread.group.programme)
    member, stranger = make_firm(elsewhere), make_organisation(thread.group.programme)
    share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=[(member, elsewhere, 1)])
    for organisation, group in ((stranger, thread.group), (member, thread.group), (thread.firm, elsewhere)):
        with pytest.raises(InvalidInputError, match="neither takes part"):
            share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=[(organisation, group, 1)])
    far = make_group()
    with pytest.raises(NotVisibleError):
        share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=[(make_firm(far), far, 1)])
    assert [one.organisation for one in OutcomeCredit.objects.all()] == [member]


@pytest.mark.parametrize("weight", [0, -1, 10_001, 0.5])
def test_a_weight_is_a_whole_number_above_nothing(thread, weight):
    with pytest.raises(InvalidInputError, match="whole number"):
        share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=[(thread.firm, thread.group, weight)])


def test_the_same_twice_a_corrected_entry_and_a_firm_that_would_share_are_refused(thread):
    twice = [(thread.firm, thread.group, 1), (thread.firm, thread.group, 2)]
    with pytest.raises(InvalidInputError, match="stands twice"):
        share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=twice)
    with pytest.raises(NotAllowedError):
        share_credit(actor=thread.viewers.firm, outcome=thread.outcome, shares=twice[:1])
    correct_outcome(actor=thread.viewers.office, outcome=thread.outcome, why="a nought too many", value=3)
    with pytest.raises(IllegalStepError, match="share the new entry"):
        share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=twice[:1])


def test_a_correction_keeps_the_shares(thread):
    share_credit(actor=thread.viewers.office, outcome=thread.outcome, shares=[(thread.firm, thread.group, 1), (university_of(thread), thread.group, 2)])
    right = correct_outcome(actor=thread.viewers.office, outcome=thread.outcome, why="a nought too many", value=3)
    assert [part for _one, part in credit_lines(right)] == [1, 2]


def test_at_hand_are_the_firm_its_partners_and_the_members(thread):
    elsewhere, other = make_group(thread.group.programme), make_firm(thread.group)
    make_firm(elsewhere)
    thread.firm.memberships.create(programme=thread.group.programme, group=elsewhere, kind="regular", state="active", valid_from=date(2006, 1, 1))
    own = thread.group
    assert credit_candidates(thread.outcome) == [(thread.firm, own), (university_of(thread), own), (thread.firm, elsewhere), (other, own)]


def test_it_is_shared_on_a_page(client, thread):
    client.force_login(make_user(Role.COORDINATOR, thread.group.programme, groups=[thread.group]), BACKEND)
    address = f"/outcomes/{thread.outcome.pk}/credit/"
    assert client.get(address).status_code == 200
    pair, partner = f"{thread.firm.pk}-{thread.group.pk}", f"{university_of(thread).pk}-{thread.group.pk}"
    wrong = client.post(address, {"who_1": pair, "weight_2": "1"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["weight_1", "who_2"])
    response = client.post(address, {"who_1": pair, "weight_1": "1", "who_2": partner, "weight_2": "2"})
    assert response["Location"] == f"/outcomes/{thread.outcome.pk}/"
    page = client.get(response["Location"]).content.decode()
    assert "KRW 10bn" in page
    assert "KRW 20bn" in page
    assert client.get(address).context["form"]["weight_2"].value() == 2


@pytest.mark.parametrize(("role", "status"), [(Role.FIRM_USER, 403), (Role.GROUP_OFFICER, 403), (Role.COORDINATOR, 404)])
def test_who_may_not_share_gets_no_page(client, thread, role, status):
    reach = {Role.FIRM_USER: {"organisation": thread.firm}, Role.COORDINATOR: {"groups": [make_group(thread.group.programme)]}}.get(role, {})
    client.force_login(make_user(role, thread.group.programme, **reach), BACKEND)
    assert client.get(f"/outcomes/{thread.outcome.pk}/credit/").status_code == status


@pytest.fixture
def shared():
    """Two groups of one complex and one of another; an entry of the first is shared with the third."""
    one = make_group()
    groups = (one, make_group(complex=one.complex), make_group(complex=make_complex(one.programme)))
    exports = make_indicator(one.programme)
    for group, values in zip(groups, ((100, 200, 300), (40, 50, 60), (7, 8)), strict=True):
        for value in values:
            report(group, value, indicator=exports)
            report(group, 1000 * value, indicator=exports, realisation="expected")
    entry, partner = report(one, 90, indicator=exports), make_firm(groups[2])
    share_credit(actor=make_viewer(Role.PROGRAMME_OFFICE, one.programme), outcome=entry, shares=[(entry.organisation, one, 2), (partner, groups[2], 1)])
    return groups


def cells(shown, name="realised"):
    return {row.label: getattr(row, name).sums and getattr(row, name).sums.gross for row in shown.rows}


def test_a_shared_entry_counts_once_and_each_gets_its_part(shared):
    office = make_viewer(Role.PROGRAMME_OFFICE, shared[0].programme)
    shown = partition_of(office, indicator="exports", by="group")
    assert cells(shown) == {str(shared[0]): 660, str(shared[1]): 150, str(shared[2]): 45}
    assert cells(shown, "expected") == {str(shared[0]): 600_000, str(shared[1]): 150_000, str(shared[2]): 15_000}
    assert (shown.together.realised.sums.gross, shown.together.expected.sums.gross) == (855, 765_000)
    assert shown.reading == f"3 parts; the largest shown of what is realised is {shared[0]} with 77 % of the whole."


def test_each_sum_opens_to_its_entries_with_the_part_of_each(client, shared):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, shared[0].programme), BACKEND)
    for by in ("group", "complex", "firm", "sector", "kind", "size", "year"):
        for row in client.get(f"/outcomes/partitions/?indicator=exports&by={by}").context["shown"].rows:
            for shown in (row.realised, row.expected):
                if not shown.address:
                    assert shown.sums.gross == 0
                    continue
                listed = client.get(shown.address).context
                assert sum(part for _entry, part in listed["lines"]) == shown.sums.gross, (by, row.label)
                assert shown.sums.gross in [sums.gross for line in listed["cell"].sums for sums in line[1:]]


def test_nonsense_in_the_address_of_a_cell_shows_nothing(client, shared):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, shared[0].programme), BACKEND)
    for query in ("by=group&cell=x", "by=year&cell=99999", "by=nothing&cell=1", "by=size&cell=1", "by=group", "ended_year=x", "promise=x", "reporter=x"):
        response = client.get(f"/outcomes/?indicator=exports&{query}")
        assert (response.status_code, response.context["page"].paginator.count) == (200, 0), query


def test_whoever_reads_no_entries_gets_no_sum_of_less_than_three_firms_nor_what_gives_it_away(client, shared):
    expert = make_viewer(Role.EXPERT, shared[0].programme)
    by_group, by_complex = (partition_of(expert, indicator="exports", by=by) for by in ("group", "complex"))
    assert cells(by_complex, "expected") == dict.fromkeys((str(shared[0].complex), str(shared[2].complex)))
    assert set(cells(by_group, "expected").values()) == {None}
    assert set(cells(by_group).values()) == {660, 150, 45}
    assert {shown.address for row in by_group.rows for shown in (row.realised, row.expected)} == {""}
    assert by_group.together.expected.sums.gross == 765_000
    client.force_login(make_user(Role.EXPERT, shared[0].programme), BACKEND)
    page = client.get("/outcomes/partitions/?indicator=exports&by=group").content.decode()
    assert page.count("kept back</span>") == 3
    assert partition_of(expert, indicator="exports", by="firm").by == "group"


def test_whose_outcomes_begins_with_an_indicator_of_which_outcomes_are_reported(shared):
    make_indicator(shared[0].programme, slug="visits", level="activity", unit="count")
    assert partition_of(make_viewer(Role.PROGRAMME_OFFICE, shared[0].programme)).indicator.slug == "exports"


def test_each_reads_the_sums_of_the_entries_in_reach(shared):
    coordinator = make_viewer(Role.COORDINATOR, shared[0].programme, groups=[shared[0]])
    assert cells(partition_of(coordinator, indicator="exports", by="group")) == {str(shared[0]): 660, str(shared[2]): 30}
    elsewhere = make_viewer(Role.PROGRAMME_OFFICE, make_group().programme)
    assert partition_of(elsewhere, indicator="exports").rows == []


def test_a_rate_is_not_added_up(shared):
    make_indicator(shared[0].programme, slug="defect_rate", is_additive=False)
    shown = partition_of(make_viewer(Role.PROGRAMME_OFFICE, shared[0].programme), indicator="defect_rate")
    assert (shown.rows, shown.together) == ([], None)


@pytest.mark.parametrize("size", [1, 12])
def test_the_number_of_statements_does_not_grow_with_the_entries(client, shared, size, django_assert_max_num_queries):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, shared[0].programme), BACKEND)
    for number in range(size):
        entry = report(shared[0], number + 1, indicator=indicator_of(shared))
        share_credit(actor=make_viewer(Role.PROGRAMME_OFFICE, shared[0].programme), outcome=entry, shares=[(entry.organisation, shared[0], 3)])
    with django_assert_max_num_queries(16):
        client.get("/outcomes/partitions/?indicator=exports&by=firm")
    with django_assert_max_num_queries(22):
        client.get(f"/outcomes/?indicator=exports&realisation=realised&counted=1&by=group&cell={shared[0].pk}")


def indicator_of(groups):
    return groups[0].outcomes.first().indicator
