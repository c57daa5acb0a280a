"""What may be told of sums of outcomes to those who may not read the entries: on every page the same."""

from datetime import date

import pytest
from factories import make_complex, make_firm, make_group, make_indicator, make_problem, make_user, make_viewer

from minicluster.outcomes.domain.actions import report_outcome
from minicluster.outcomes.domain.dashboards import complex_dashboard, programme_dashboard
from minicluster.outcomes.domain.reports import programme_report
from minicluster.outcomes.domain.small_cells import told_sums
from minicluster.outcomes.models import Outcome
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
# In the first complex one firm has realised something, in the second three, in the third four; of the second's two groups one firm is in the first.
FIRMS = {"small": (1,), "middle": (1, 2), "large": (4,)}


def report_of_firms(group, indicator, firms, *, firm=None, **facts):
    office = make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    for _firm in range(firms):
        problem = make_problem(group, firm or make_firm(group), state="in_project")
        values = {"realisation": "realised", "value": 100, "period_from": date(2007, 1, 1), "period_to": date(2007, 6, 30), **facts}
        report_outcome(actor=office, problem=problem, indicator=indicator, **values)


@pytest.fixture
def groups():
    """The groups of three complexes by the slug of the complex, with what their firms realised of one indicator."""
    programme = make_group().programme
    indicator = make_indicator(programme)
    found = {}
    for slug, firms in FIRMS.items():
        complex_ = make_complex(programme, slug=slug)
        found[slug] = [make_group(complex=complex_, slug=f"{slug}-{number}") for number in range(len(firms))]
        for group, count in zip(found[slug], firms, strict=True):
            report_of_firms(group, indicator, count)
    return found


def told(dashboard):
    return [(row.tells_realised, row.tells_expected) for row in dashboard.outcomes]


def test_a_complex_that_would_tell_another_is_kept_back_on_every_dashboard(groups):
    programme = groups["small"][0].programme
    expert, office = (make_viewer(role, programme) for role in (Role.EXPERT, Role.PROGRAMME_OFFICE))
    assert told(programme_dashboard(expert)) == [(True, True)]
    assert [told(complex_dashboard(expert, found[0].complex_id)) for found in groups.values()] == [[(False, True)], [(False, True)], [(True, True)]]
    assert [told(complex_dashboard(office, found[0].complex_id)) for found in groups.values()] == [[(True, True)]] * 3


def test_firms_that_only_expect_something_hide_nobody_who_has_realised_it():
    group = make_group()
    indicator = make_indicator(group.programme)
    report_of_firms(group, indicator, 1)
    report_of_firms(group, indicator, 3, realisation="expected", value=7000)
    expert = make_viewer(Role.EXPERT, group.programme)
    assert told(programme_dashboard(expert)) == [(False, True)]
    assert programme_report(expert)["outcomes"] == {"realised": {}, "expected": {"exports": 21000.0}}


def test_a_page_says_that_sums_are_kept_back_and_shows_none_of_them(groups, client):
    client.force_login(make_user(Role.EXPERT, groups["small"][0].programme), "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/complexes/{groups['middle'][0].complex_id}/").content.decode()
    assert ("Kept back: sums of fewer than three firms" in page, "300 USD" in page) == (True, False)


def test_groups_of_a_complex_that_is_kept_back_are_too(groups):
    told = told_sums(Outcome.objects.filter(programme=groups["small"][0].programme))
    indicator = Outcome.objects.first().indicator_id
    found = {slug: [told.tells(indicator, "realised", part) for part in (parts[0].complex, *parts)] for slug, parts in groups.items()}
    assert found == {"small": [False, False], "middle": [False, False, False], "large": [True, True]}
    assert (told.tells(indicator, "realised"), told.tells(indicator, "expected")) == (True, True)


def test_one_firm_in_three_complexes_is_one_firm():
    first = make_group()
    indicator, firm = make_indicator(first.programme), make_firm(first)
    for number in range(3):
        group = first if not number else make_group(complex=make_complex(first.programme, slug=f"further-{number}"))
        report_of_firms(group, indicator, 1, firm=firm)
    assert told(programme_dashboard(make_viewer(Role.EXPERT, first.programme))) == [(False, True)]
