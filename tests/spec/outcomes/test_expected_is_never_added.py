"""SPEC.md: "Expected is never added to realised". No page and no report of the ledger shows their sum, of whatever they are sums."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest
from factories import make_firm, make_group, make_indicator, make_problem, make_project, make_user, make_viewer

from minicluster.outcomes.domain.actions import report_outcome
from minicluster.outcomes.domain.credit import share_credit
from minicluster.outcomes.domain.reports import programme_report
from minicluster.outcomes.models import Outcome
from minicluster.outcomes.rules import Partition, PromisesBy
from minicluster.platform.permissions import Role

pytestmark = [pytest.mark.django_db]
# No sum of realised ones is an expected one, and no sum over both stands for anything else.
REALISED, EXPECTED = (1_000_003, 2_000_011, 4_000_037), (100_000_007, 200_000_033, 400_000_009)


@pytest.fixture
def group():
    """A group with three firms, each with a realised and an expected entry; the first expected one is fulfilled by the first realised one and shared."""
    group = make_group()
    machines, office = make_indicator(group.programme, slug="contract_units", unit="machines"), make_viewer(Role.PROGRAMME_OFFICE, group.programme)
    for realised, expected in zip(REALISED, EXPECTED, strict=True):
        problem = make_problem(group)
        project = make_project(problem)
        for realisation, value in (("realised", realised), ("expected", expected)):
            report_outcome(
                actor=office, project=project, indicator=machines, realisation=realisation, value=value, period_from=date(2005, 1, 1),
                period_to=date(2005, 12, 31), contribution_share=1,
            )  # fmt: skip
    first = Outcome.objects.get(value=EXPECTED[0])
    Outcome.objects.filter(value=REALISED[0]).update(fulfils=first)
    share_credit(actor=office, outcome=first, shares=[(first.organisation, group, 1), (make_firm(group), group, 1)])
    return group


def forbidden():
    """Every sum of some realised and some expected entries, as a page writes it."""
    some = [tuple(chosen) for entries in (REALISED, EXPECTED) for size in (1, 2, 3) for chosen in combinations(entries, size)]
    own, other = [sum(one) for one in some if one[0] in REALISED], [sum(one) for one in some if one[0] in EXPECTED]
    return {one + two for one in own for two in other}


def pages(group):
    """Every page of the ledger that shows sums, and one of each other."""
    yield from ("/dashboard/", f"/complexes/{group.complex_id}/", "/outcomes/", "/outcomes/?totals=1", f"/outcomes/?group={group.pk}")
    yield from (f"/outcomes/partitions/?indicator=contract_units&by={by}" for by in Partition)
    yield from (f"/outcomes/?indicator=contract_units&counted=1&by={by}&cell={cell}" for by, cell in (("group", group.pk), ("year", 2005)))
    yield from (f"/outcomes/promises/?indicator=contract_units&by={by}" for by in PromisesBy)
    yield from (f"/outcomes/{pk}/" for pk in Outcome.objects.values_list("pk", flat=True))


def test_no_page_shows_realised_and_expected_added_up(client, group):
    client.force_login(make_user(Role.PROGRAMME_OFFICE, group.programme), "django.contrib.auth.backends.ModelBackend")
    texts = {address: client.get(address).content.decode() for address in pages(group)}
    shown = {address for address, text in texts.items() if f"{sum(REALISED):,}" in text and f"{sum(EXPECTED):,}" in text}
    assert len(shown) > len(Partition)
    assert [(address, number) for address, text in texts.items() for number in forbidden() if f"{number:,}" in text or str(number) in text] == []


def test_no_report_adds_them(group):
    numbers = set(numbers_in(programme_report(make_viewer(Role.PROGRAMME_OFFICE, group.programme))))
    assert {sum(REALISED), sum(EXPECTED)} <= numbers
    assert numbers & forbidden() == set()


def numbers_in(value):
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        return [number for one in value for number in numbers_in(one)]
    return [value] if isinstance(value, int | float | Decimal) else []
