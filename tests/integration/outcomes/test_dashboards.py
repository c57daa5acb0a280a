from datetime import date
from html import unescape

import pytest
from factories import make_activity, make_expert, make_firm, make_group, make_indicator, make_membership, make_problem, make_project, make_user, make_viewer

from minicluster.outcomes.domain.actions import report_outcome
from minicluster.outcomes.domain.claims import load_claims
from minicluster.outcomes.domain.dashboards import Counted, complex_dashboard, programme_dashboard
from minicluster.outcomes.domain.reports import programme_report
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
CANARY = "비밀열변위이십칠마이크로"


@pytest.fixture
def group():
    """A group with something of everything, and another group in another complex with a little."""
    group = make_group()
    fill(group, 3)
    fill(make_group(group.programme), 1)
    fill(make_group(), 2)
    return group


def fill(group, size):
    indicator = make_indicator(group.programme, slug=f"exports-{group.pk}")
    make_membership(group, person=make_expert(group.programme))
    for number in range(size):
        firm = make_firm(group)
        visit = make_activity(group, host=firm, state="held")
        make_activity(group, kind="forum", state="planned")
        for state in ("raised", "confirmed", "merged", "advised"):
            make_problem(group, firm, title=CANARY, description=CANARY, state=state, origin="visit", origin_activity=visit, problem_class="quality")
        problem = make_problem(group, firm, state="in_project")
        make_project(problem, state="running" if number else "rejected")
        for realisation, value in (("realised", 100), ("expected", 7000)):
            report_outcome(
                actor=make_viewer(Role.PROGRAMME_OFFICE, group.programme), problem=problem, indicator=indicator, realisation=realisation, value=value,
                period_from=date(2007, 1, 1), period_to=date(2007, 6, 30),
            )  # fmt: skip


def office_of(group):
    return make_viewer(Role.PROGRAMME_OFFICE, group.programme)


def counts(dashboard):
    return {name: tile.value for name, tile in dashboard.tiles.items()}


def test_a_programme_counts_its_own_and_a_complex_its_part(group):
    whole, part = programme_dashboard(office_of(group)), complex_dashboard(office_of(group), group.complex_id)
    assert counts(whole) == {"mini_clusters": 2, "firms": 4, "experts": 2, "activities": 8, "problems_found": 16, "problems_solved": 8}
    assert counts(part) == {"mini_clusters": 1, "firms": 3, "experts": 1, "activities": 6, "problems_found": 12, "problems_solved": 6}
    assert [(row.part, row.firms.value, row.visits.value, row.from_visits.value, row.found.value, row.percent) for row in part.parts] == [
        (group, 3, 3, 9, 12, 50)
    ]
    assert [(row.found.value, row.visits.value, row.per_visit) for row in whole.parts] == [(12, 3, 3.0), (4, 1, 3.0)]


def test_funnels_yield_and_classes_are_counts_of_states(group):
    dashboard = complex_dashboard(office_of(group), group.complex_id)
    assert [(stage.count.value, stage.percent) for stage in dashboard.problem_funnel] == [(12, 100), (9, 75), (9, 75), (6, 50), (3, 25)]
    assert [stage.count.value for stage in dashboard.support_funnel] == [3, 2, 2, 0]
    assert (dashboard.visits, dashboard.from_visits.value, dashboard.problems_per_visit) == (3, 9, 3.0)
    assert [(row.label, row.found.value, row.solved.value) for row in dashboard.problem_classes] == [("Technology and process", 3, 0), ("Quality", 9, 6)]
    assert dashboard.problem_reading == "Of 12 problems found, 50 % are solved; 25 % have been confirmed by the firm itself."


def test_realised_and_expected_stand_side_by_side(group):
    row = complex_dashboard(office_of(group), group.complex_id).outcomes[0]
    assert (row.total.realised, row.total.expected, row.tells_realised, row.tells_expected) == (300, 21000, True, True)


def test_no_sum_tells_the_figure_of_one_firm(group):
    expert = make_viewer(Role.EXPERT, group.programme)
    assert [(row.tells_realised, row.tells_expected) for row in programme_dashboard(expert).outcomes] == [(True, True), (False, False)]
    assert [(row.tells_realised, row.tells_expected) for row in programme_dashboard(office_of(group)).outcomes] == [(True, True)] * 2


def every_count(dashboard):
    """Every figure of a dashboard that can open."""
    found = [*dashboard.tiles.values(), *dashboard.activities, *dashboard.problem_states, dashboard.from_visits]
    found += [stage.count for stage in (*dashboard.problem_funnel, *dashboard.support_funnel)]
    found += [count for row in dashboard.problem_classes for count in (row.found, row.solved)]
    found += [count for row in dashboard.parts for count in (row.firms, row.visits, row.from_visits, row.found, row.solved)]
    found += [row.own for row in dashboard.claims if row.own]
    for row in dashboard.outcomes:
        found += [Counted("realised", row.total.entries // 2, row.realised_address), Counted("expected", row.total.entries // 2, row.expected_address)]
        found += [Counted("entries", row.total.entries, row.entries_address)]
    return found


def rows_at(client, address):
    context = client.get(address).context
    return context["page"].paginator.count if "page" in context else len(context["groups"])


@pytest.mark.parametrize("role", [Role.PROGRAMME_OFFICE, Role.COMPLEX_MANAGER, Role.COORDINATOR, Role.FUNDER, Role.FIRM_USER, Role.EXPERT])
def test_every_figure_opens_exactly_its_rows(client, group, role):
    user = make_user(role, group.programme, groups=[group], complexes=[group.complex])
    client.force_login(user, BACKEND)
    opened = 0
    for address in ("/dashboard/", f"/complexes/{group.complex_id}/"):
        dashboard = client.get(address).context["dashboard"]
        for count in every_count(dashboard):
            if count.address and not count.address.startswith("#"):
                assert (count.address, rows_at(client, count.address)) == (count.address, count.value)
                opened += 1
    assert opened > (60 if role is Role.PROGRAMME_OFFICE else 8)


def test_the_page_holds_its_links_and_no_secret(client, group):
    load_claims(group.programme)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    page = unescape(client.get("/dashboard/").content.decode())
    for address in ("/problems/?funnel=solved", "/problems/?class=quality&funnel=found", f"/problems/?complex={group.complex_id}&funnel=found"):
        assert f'href="{address}"' in page
    assert CANARY not in page
    assert "3,644 problems found in three years" in page


def test_another_programmes_complex_is_not_there(client, group):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, make_group().programme), BACKEND)
    assert client.get(f"/complexes/{group.complex_id}/").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 50])
def test_the_number_of_statements_does_not_grow(client, size, django_assert_max_num_queries):
    group = make_group()
    fill(group, size)
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), BACKEND)
    with django_assert_max_num_queries(40):
        client.get("/dashboard/")
    with django_assert_max_num_queries(16):
        client.get("/outcomes/")


def test_the_report_says_the_same_under_plain_names(group):
    load_claims(group.programme)
    report = programme_report(office_of(group))
    assert {name: report[name] for name in ("groups", "firms", "experts", "activities", "funnel", "support_funnel", "problems")} == {
        "groups": 2,
        "firms": 4,
        "experts": 2,
        "activities": 8,
        "funnel": {"found": 16, "diagnosed": 12, "worked_on": 12, "solved": 8, "confirmed": 4},
        "support_funnel": {"applied": 4, "selected": 2, "supported": 2, "finished": 0},
        "problems": {"advised": 4, "confirmed": 4, "in_project": 4, "merged": 4, "raised": 4},
    }
    assert {kind: sorted(sums.values()) for kind, sums in report["outcomes"].items() if kind} == {
        "realised": [100.0, 300.0],
        "expected": [7000.0, 21000.0],
    }
    assert next(claim["conflicts_with"] for claim in report["claims"] if claim["code"] == "art-06") == ["art-07"]
