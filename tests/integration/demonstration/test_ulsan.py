"""The real grievance, at its full size: 55 of Ulsan's 126 members lie outside the complex, and each is told why that shuts it out and what would cure it."""

import re

import pytest
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override
from factories import make_user, make_viewer

from minicluster.demonstration.geography import ULSAN
from minicluster.demonstration.naming import firm_names
from minicluster.demonstration.opening import fill_complex, open_programme, shared_of
from minicluster.demonstration.organisations import open_scene
from minicluster.demonstration.quotas import SEED, group_quotas
from minicluster.members.models import Complex, Organisation
from minicluster.members.rules import LIVING_MEMBERSHIP
from minicluster.outcomes.models import Claim
from minicluster.platform.permissions import Role
from minicluster.problems.domain.eligibility import calls_with_conditions, eligibility_of, open_calls
from minicluster.problems.domain.queries import shut_out_of
from minicluster.problems.models import Call

CURE = "Only for sites in: "


@pytest.fixture(scope="module")
def ulsan(django_db_setup, django_db_blocker):  # noqa: ARG001  # the database must be there
    """The members of the complex as the demonstration loads them at scale 1, in a transaction that is never committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        programme = open_programme()
        scene = open_scene(ULSAN, shared_of(programme), quotas=group_quotas(1.0, SEED), names=firm_names(1.0, SEED), seed=SEED)
        fill_complex(programme, ULSAN, scene.plan)
        yield Complex.objects.get(programme=programme, slug="ulsan")
        transaction.set_rollback(True)


def members_of(ulsan):
    return Organisation.objects.filter(kind="firm", memberships__group__complex=ulsan, memberships__state__in=LIVING_MEMBERSHIP).distinct()


def outside_of(ulsan):
    today = ulsan.programme.today()
    there = Q(sites__complex=ulsan, sites__valid_from__lte=today) & (Q(sites__valid_to=None) | Q(sites__valid_to__gt=today))
    return members_of(ulsan).exclude(pk__in=members_of(ulsan).filter(there).values("pk"))


def calls_for_a_site(ulsan):
    """The calls that are open on the demonstration's day and ask for a site in a complex, and one that asks for Ulsan alone."""
    only = Call.objects.create(
        programme=ulsan.programme, support_programme=Call.objects.filter(programme=ulsan.programme).first().support_programme,
        opens_on=ulsan.programme.today(), closes_on=ulsan.programme.today(), one_per_year=False, no_double_funding=False,
    )  # fmt: skip
    only.eligible_complexes.add(ulsan)
    wanted = open_calls(ulsan.programme_id, ulsan.programme.today()).filter(eligible_complexes=ulsan)
    return list(calls_with_conditions(ulsan.programme_id).filter(pk__in=wanted.values("pk")))


@pytest.mark.django_db
def test_ulsan_has_the_members_that_were_published(ulsan):
    assert (members_of(ulsan).count(), outside_of(ulsan).count()) == (126, 55)
    claim = Claim.objects.get(programme=ulsan.programme, code="uls-01")
    assert (int(claim.value), claim.unit) == (55, "of 126 members")


@pytest.mark.django_db
def test_each_of_the_55_is_told_the_rule_the_fact_and_the_cure_and_none_of_the_71(ulsan):
    calls, outside = calls_for_a_site(ulsan), set(outside_of(ulsan).values_list("pk", flat=True))
    assert len(calls) > 1
    told = {}
    for firm in members_of(ulsan).select_related("programme"):
        viewer = make_viewer(Role.FIRM_USER, ulsan.programme, organisations=[firm])
        for answer in eligibility_of(viewer, firm, calls):
            line = next(line for line in answer.lines if line.rule == "site_in_complex")
            told.setdefault(firm.pk, []).append((answer.eligible is False, line.verdict, line.fact.split(" since ")[0], line.cure[: len(CURE)]))
    inside_words = {("yes", f"Site: {ulsan}", "")}
    assert {row for pk in outside for row in told[pk]} == {(True, "no", "Site: outside of any complex", CURE)}
    assert {row[1:] for pk in set(told) - outside for row in told[pk]} == inside_words
    assert (len(told), len(outside)) == (126, 55)


@pytest.mark.django_db
def test_what_would_cure_it_names_the_complex_and_is_told_in_korean_too(ulsan):
    only = calls_for_a_site(ulsan)[0]
    firm = outside_of(ulsan).first()
    viewer = make_viewer(Role.FIRM_USER, ulsan.programme, organisations=[firm])
    with override("ko"):
        (line,) = eligibility_of(viewer, firm, [only])[0].against
        assert all(re.search("[가-힣]", text) for text in (line.label, line.fact, line.cure))
        assert ("울산·미포국가산업단지" in line.cure, "단지 밖" in line.fact) == (True, True)


@pytest.mark.django_db
def test_the_complex_office_sees_all_of_them_with_their_reason(ulsan, client, django_assert_max_num_queries):
    call = calls_for_a_site(ulsan)[0]
    manager = make_viewer(Role.COMPLEX_MANAGER, ulsan.programme, complexes=[ulsan])
    found = shut_out_of(manager, call)
    assert (found.members, found.shut, found.rules) == (126, 55, [("site_in_complex", "Has a site in an eligible complex", 55)])
    assert {row.firm.pk for row in found.rows} == set(outside_of(ulsan).values_list("pk", flat=True))
    client.force_login(make_user(Role.COMPLEX_MANAGER, ulsan.programme, complexes=[ulsan]))
    with django_assert_max_num_queries(25):
        page = " ".join(client.get(reverse("problems:shut-out"), {"call": call.pk}).content.decode().split())
    assert "55 of 126 member firms are shut out" in page
