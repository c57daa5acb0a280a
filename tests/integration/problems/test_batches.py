"""All problems of a coordinator at once: spread under the cap, with new faces, accepted line by line."""

from datetime import timedelta

import pytest
from factories import make_expert, make_firm, make_group, make_introduction, make_problem, make_viewer
from problem_stage import SUMMARY

from minicluster.platform.refusals import NotAllowedError
from minicluster.problems.domain import actions
from minicluster.problems.domain.batches import assign_in_batch, problems_to_assign
from minicluster.problems.models import Match

pytestmark = pytest.mark.django_db


def match(problem, expert, score, rank=1):
    return Match.objects.create(
        programme=problem.programme, problem=problem, kind="expert", person=expert, rank=rank, score=score, engine_version="1", found_at=problem.raised_at
    )


@pytest.fixture
def problems(stage):
    return [make_problem(stage.group, stage.firm, state="matching", public_summary=SUMMARY) for _number in range(5)]


@pytest.fixture
def known(stage):
    """An expert who was asked within the last year, and whose request is over."""
    expert = make_expert(stage.programme)
    make_introduction(make_problem(stage.group, stage.firm), expert, state="declined", asked_at=stage.programme.now() - timedelta(days=30))
    return expert


def policy(stage, **figures):
    office = make_viewer("programme_office", stage.programme)
    facts = {"open_requests_per_expert": 3, "new_face_share": 0.0, "candidates_per_problem": 1, **figures}
    return actions.set_matching_policy(actor=office, programme=stage.programme, **facts)


def test_the_best_expert_of_all_is_asked_up_to_the_cap_and_the_rest_go_on_to_the_next(stage, problems, known):
    policy(stage)
    other = make_expert(stage.programme)
    for problem in problems:
        match(problem, known, 0.9)
        match(problem, other, 0.5, rank=2)
    found = assign_in_batch(stage.coordinator, problems_to_assign(stage.coordinator))
    assert sorted(line.match.person_id for line in found.lines) == sorted([known.pk] * 3 + [other.pk] * 2)
    assert {line.rank for line in found.lines if line.match.person == other} == {2}
    assert (found.total, found.unmet) == (3.7, [])


def test_a_share_of_new_faces_is_asked_though_they_score_lower_and_the_propensity_says_so(stage, problems, known):
    policy(stage, open_requests_per_expert=5, new_face_share=0.2)
    new = make_expert(stage.programme)
    for problem in problems:
        match(problem, known, 0.9)
        match(problem, new, 0.3, rank=2)
    found = assign_in_batch(stage.coordinator, problems)
    assert [(line.is_new_face, line.propensity, line.by_share) for line in found.lines if line.match.person == new] == [(True, 0.2, True)]
    assert [line.propensity for line in found.lines if line.match.person == known] == [1.0] * 4
    assert (found.new_faces, found.new_faces_wanted) == (1, 1)


def test_a_new_face_who_is_best_anyway_stands_there_for_certain(stage, problems):
    policy(stage, new_face_share=0.5)
    match(problems[0], make_expert(stage.programme), 0.9)
    assert [(line.is_new_face, line.propensity) for line in assign_in_batch(stage.coordinator, problems).lines] == [(True, 1.0)]


def test_what_is_on_its_way_counts_before_it_is_asked(stage, problems, known):
    policy(stage, open_requests_per_expert=1)
    make_introduction(problems[0], known, state="suggested")
    match(problems[0], make_expert(stage.programme), 0.9)
    match(problems[1], known, 0.9)
    found = assign_in_batch(stage.coordinator, problems[:2])
    assert (found.lines, found.unmet) == ([], [(problems[1], 1)])


def test_who_was_suggested_before_does_not_fit_or_is_in_a_conflict_is_not_proposed(stage, problems, known):
    declined, unfit, relative = (make_expert(stage.programme) for _number in range(3))
    make_introduction(problems[0], declined, state="declined", asked_at=stage.programme.now())
    for expert in (declined, unfit, relative, known):
        match(problems[0], expert, 0.9 if expert != known else 0.1)
    Match.objects.filter(person=unfit).update(judgement="does_not_fit")
    actions.declare_interest(actor=stage.coordinator, kind="relative", firm=stage.firm, person=relative, valid_from=stage.today)
    assert [line.match.person for line in assign_in_batch(stage.coordinator, problems[:1]).lines] == [known]


def test_a_proposal_writes_nothing_and_accepting_a_line_suggests_the_introduction(stage, problems, known):
    line_match = match(problems[0], known, 0.9)
    found = assign_in_batch(stage.coordinator, problems[:1])
    assert problems[0].introductions.count() == 0
    actions.suggest_introduction(actor=stage.coordinator, problem=found.lines[0].problem, expert=found.lines[0].match.person, match=line_match)
    assert assign_in_batch(stage.coordinator, problems[:1]).lines == []


def test_only_the_own_groups_problems_in_matching_are_seen(stage, problems):
    make_problem(stage.group, stage.firm, state="framed")
    elsewhere = make_problem(make_group(complex=stage.group.complex), state="matching")
    assert problems_to_assign(stage.coordinator) == problems
    assert problems_to_assign(stage.firm_user) == []
    with pytest.raises(NotAllowedError):
        assign_in_batch(stage.coordinator, [elsewhere])


def test_nothing_to_assign_is_an_answer(stage):
    found = assign_in_batch(stage.coordinator, [])
    assert (found.lines, found.unmet, found.total) == ([], [], 0)


def test_a_batch_takes_the_same_number_of_queries_at_any_length(stage, django_assert_num_queries):
    problems = []
    for wanted in (1, 3, 50):
        while len(problems) < wanted:
            problems.append(make_problem(stage.group, make_firm(stage.group), state="matching"))
            match(problems[-1], make_expert(stage.programme), 0.5)
        with django_assert_num_queries(15):
            found = assign_in_batch(stage.coordinator, problems_to_assign(stage.coordinator))
        assert len(found.lines) == wanted
