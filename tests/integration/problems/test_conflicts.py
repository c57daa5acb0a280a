"""Who is kept from a problem: by the day's records, by what was declared, by how often they are asked."""

from datetime import date, timedelta

import pytest
from factories import (
    make_evidence,
    make_expert,
    make_facility,
    make_firm,
    make_introduction,
    make_membership,
    make_organisation,
    make_person,
    make_problem,
    make_project,
    make_viewer,
)
from problem_stage import SUMMARY

from minicluster.members.models import Affiliation
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain import actions
from minicluster.problems.domain.conflicts import barred_from, barred_from_each, conflict_with
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.domain.matching import Hidden, hidden_for, match_problem, shortlist_for
from minicluster.problems.models import Match

pytestmark = pytest.mark.django_db
LONG_AGO = date(2004, 1, 1)


@pytest.fixture
def rival(stage):
    """Another organisation, not of the group, that the firm declares its rival."""
    rival = make_organisation(stage.programme)
    actions.declare_interest(actor=stage.firm_user, kind="rival", firm=stage.firm, other=rival, valid_from=LONG_AGO)
    return rival


def reasons(problem):
    """Candidate → reason, without the records."""
    return {candidate: str(conflict.reason) for candidate, conflict in barred_from(problem).items()}


def declare(stage, kind, firm, **facts):
    return actions.declare_interest(actor=stage.coordinator, kind=kind, firm=firm, **{"valid_from": LONG_AGO, **facts})


def test_the_firm_its_people_and_its_facilities_are_left_out_without_declaration(stage):
    facility = make_facility(stage.firm)
    assert reasons(stage.problem()) == {("firm", stage.firm.pk): "own_firm", ("expert", stage.contact.pk): "own_firm", ("facility", facility.pk): "own_firm"}


def test_staff_of_a_fellow_member_firm_are_left_out_but_may_be_asked_for_their_firm(stage):
    fellow = make_firm(stage.group)
    engineer = make_person(organisation=fellow)
    problem = stage.problem("matching")
    assert reasons(problem)["expert", engineer.pk] == "member_staff"
    assert ("firm", fellow.pk) not in reasons(problem)
    assert conflict_with(problem, engineer, found_as="firm") is None
    assert str(conflict_with(problem, engineer).reason) == "member_staff"


def test_a_firm_of_the_same_family_name_is_no_conflict(stage):
    namesake = make_expert(stage.programme, name_ko="오세준")
    relative_name = make_organisation(stage.programme, name_ko="(주)한결정밀산업")
    assert {("expert", namesake.pk), ("firm", relative_name.pk)} & set(reasons(stage.problem())) == set()


def test_a_rival_its_people_its_facilities_and_its_partners_are_left_out(stage, rival):
    employee, partner, adviser = make_person(organisation=rival), make_expert(stage.programme), make_expert(stage.programme)
    make_membership(stage.group, person=adviser)
    facility = make_facility(rival)
    project = make_project(make_problem(stage.group, make_firm(stage.group)), state="running")
    university = partner.affiliations.get().organisation
    project.partners.create(organisation=rival, role="lead")
    project.partners.create(organisation=university, person=partner, role="expert")
    declare(stage, "adviser", rival, person=adviser)
    found = reasons(stage.problem())
    assert {candidate: found.get(candidate) for candidate in [("firm", rival.pk), ("facility", facility.pk)]} == {
        ("firm", rival.pk): "rival",
        ("facility", facility.pk): "rival",
    }
    assert [found.get(("expert", person.pk)) for person in (employee, partner, adviser)] == ["rival_staff", "rival_partner", "rival_partner"]
    colleague = make_person(organisation=university)
    assert ("expert", colleague.pk) not in reasons(stage.problem())


def test_a_project_that_is_over_ties_nobody_to_a_rival(stage, rival):
    partner = make_expert(stage.programme)
    project = make_project(make_problem(stage.group, make_firm(stage.group)), state="closed")
    project.partners.create(organisation=rival, role="lead")
    project.partners.create(organisation=partner.affiliations.get().organisation, person=partner, role="expert")
    assert ("expert", partner.pk) not in reasons(stage.problem())


def test_rivalry_holds_both_ways(stage, rival):
    other = make_problem(stage.group, rival)
    assert (reasons(other)["firm", stage.firm.pk], reasons(other)["expert", stage.contact.pk]) == ("rival", "rival_staff")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("rival", "rival"), ("partner", "partner"), ("relative", "relative"), ("contract", "contract"), ("employment", "contract"), ("adviser", "contract")],
)
def test_what_an_expert_declared_keeps_them_out_for_as_long_as_it_holds(stage, kind, reason):
    declare(stage, kind, stage.firm, person=stage.expert, valid_from=stage.today - timedelta(days=10), valid_to=stage.today + timedelta(days=10))
    problem = stage.problem()
    assert reasons(problem)["expert", stage.expert.pk] == reason
    stage.programme.clock_shift = timedelta(days=11)
    stage.programme.save()
    problem.programme.refresh_from_db()
    assert ("expert", stage.expert.pk) not in reasons(problem)


def test_what_a_firm_keeps_back_from_an_organisation_is_kept_from_its_people_and_for_one_problem_only_where_it_says_so(stage):
    university = stage.expert.affiliations.get().organisation
    secret, open_ = stage.problem(), stage.problem()
    actions.declare_interest(actor=stage.firm_user, kind="kept_out", firm=stage.firm, other=university, problem=secret, valid_from=LONG_AGO)
    assert reasons(secret)["expert", stage.expert.pk] == "kept_out"
    assert ("expert", stage.expert.pk) not in reasons(open_)


def test_asking_is_refused_with_the_reason_and_its_record(stage):
    problem = stage.problem("matching")
    interest = declare(stage, "relative", stage.firm, person=stage.expert)
    with pytest.raises(InvalidInputError) as refusal:
        actions.suggest_introduction(actor=stage.coordinator, problem=problem, expert=stage.expert)
    assert (refusal.value.field, refusal.value.message) == (
        "expert",
        f"This person cannot be asked about this problem because of a conflict of interest: relatives ({interest.reference}). Nothing was changed; choose another.",
    )
    assert problem.introductions.count() == 0


def test_a_conflict_that_came_up_since_stops_the_asking(stage):
    introduction = stage.introduction("summary_approved")
    Affiliation.objects.create(person=stage.expert, organisation=make_firm(stage.group), valid_from=LONG_AGO)
    with pytest.raises(InvalidInputError, match="people of another member firm"):
        actions.ask_expert(actor=stage.coordinator, introduction=introduction)
    introduction.refresh_from_db()
    assert introduction.state == "summary_approved"


def test_the_shortlist_says_how_many_are_left_out_and_why_and_names_nobody(stage, rival):
    for _number in range(2):
        make_evidence(make_person(organisation=rival), "주축 열변위 보정")
    make_evidence(stage.contact, "주축 열변위 측정")
    busy, free = make_expert(stage.programme, statement="주축 열변위"), stage.expert
    for _number in range(3):
        make_introduction(make_problem(stage.group, stage.firm), busy, state="asked")
    reindex(stage.programme)
    problem = stage.problem("matching")
    match_problem(actor=stage.coordinator, problem=problem)
    assert [match.person for match in shortlist_for(stage.coordinator, problem)["expert"]] == [free]
    assert hidden_for(stage.coordinator, problem) == [
        Hidden("expert", 1, "people of the firm"),
        Hidden("expert", 2, "people of a declared rival"),
        Hidden("expert", 1, "as many open requests as one person is sent"),
    ]


def test_who_came_into_a_conflict_after_the_search_leaves_the_list(stage):
    problem = stage.problem("matching")
    Match.objects.create(
        programme=stage.programme, problem=problem, kind="expert", person=stage.expert, rank=1, score=0.5, engine_version="1", found_at=problem.raised_at
    )
    assert [match.person for match in shortlist_for(stage.coordinator, problem)["expert"]] == [stage.expert]
    declare(stage, "contract", stage.firm, person=stage.expert)
    assert shortlist_for(stage.coordinator, problem)["expert"] == []


def test_the_cap_is_the_programmes_own(stage):
    office = make_viewer("programme_office", stage.programme)
    actions.set_matching_policy(actor=office, programme=stage.programme, open_requests_per_expert=1, new_face_share=0.2, candidates_per_problem=1)
    stage.introduction("asked")
    waiting = stage.introduction("summary_approved", problem=stage.problem("matching", title="다른 문제"), expert=make_expert(stage.programme))
    assert waiting.summary == SUMMARY
    with pytest.raises(InvalidInputError, match="1 requests open, and no more than 1"):
        actions.suggest_introduction(actor=stage.coordinator, problem=stage.problem("matching", title="셋째 문제"), expert=stage.expert)


def test_many_problems_are_looked_through_in_the_same_number_of_queries(stage, rival, django_assert_num_queries):
    make_facility(rival)
    problems = []
    for wanted in (1, 3, 50):
        while len(problems) < wanted:
            problems.append(make_problem(stage.group, make_firm(stage.group), state="matching"))
        with django_assert_num_queries(7):
            assert len(barred_from_each(problems)) == wanted
