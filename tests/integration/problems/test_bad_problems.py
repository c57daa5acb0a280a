"""Problems that nobody could search for, or hardly: a clear answer, and nothing of what was there before is lost."""

import pytest
from django.test import Client
from django.urls import reverse
from factories import make_evidence, make_user

from minicluster.platform.permissions import Role
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain import actions
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.domain.matching import LONGEST_QUESTION, match_problem, shortlist_for
from minicluster.problems.models import Match, Problem

pytestmark = pytest.mark.django_db

SENTENCE = "오후가 되면 주축의 열변위로 치수가 커집니다. "
# What cannot be searched for, and what is said of it; a resident number may stand in records that were imported long ago.
UNSEARCHABLE = {
    "12 345 6.7": "holds no Korean or English word",
    "😀🔥 !!": "holds no Korean or English word",
    "담당자 800101-1234567": "resident registration number",
}


@pytest.fixture
def matched(stage):
    """A problem with a shortlist."""
    make_evidence(stage.expert, "주축 열변위 예측")
    reindex(stage.programme)
    problem = stage.problem("matching")
    match_problem(actor=stage.coordinator, problem=problem)
    return problem


def told(problem, text):
    Problem.objects.filter(pk=problem.pk).update(title=text, description=text, wanted_result="", public_summary="", mechanism="")


def listed(stage, problem):
    return {kind: [match.pk for match in matches] for kind, matches in shortlist_for(stage.coordinator, problem).items()}


@pytest.mark.parametrize(("text", "said"), UNSEARCHABLE.items())
def test_a_problem_without_a_word_to_search_for_keeps_the_shortlist_that_it_has(stage, matched, text, said):
    before, waiting = listed(stage, matched), Match.objects.count()
    told(matched, text)
    with pytest.raises(InvalidInputError, match=said):
        match_problem(actor=stage.coordinator, problem=matched)
    assert (listed(stage, matched), waiting > 0) == (before, True)


@pytest.mark.parametrize(("text", "said"), UNSEARCHABLE.items())
def test_the_page_says_so_and_shows_the_former_list(stage, matched, text, said):
    told(matched, text)
    client = Client()
    client.force_login(make_user(Role.COORDINATOR, stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    answer = client.post(reverse("problems:match", args=[matched.pk]), follow=True)
    page = answer.content.decode()
    assert (answer.status_code, said in page, str(stage.expert) in page) == (200, True, True)


@pytest.mark.parametrize(("text", "field"), [("", "title"), (" \n\t ", "title"), ("담당자 800101-1234567", "title")])
def test_an_empty_problem_and_one_with_a_resident_number_are_refused_at_their_field_and_not_kept(stage, text, field):
    with pytest.raises(InvalidInputError) as refused:
        actions.raise_problem(actor=stage.firm_user, firm=stage.firm, title=text, description=text)
    assert (refused.value.field, Problem.objects.count()) == (field, 0)


def test_of_fifty_thousand_characters_all_are_kept_and_the_beginning_is_searched_for(stage):
    reindex(stage.programme)
    long = (SENTENCE * (50_000 // len(SENTENCE) + 1))[:50_000].strip()
    problem = stage.problem("matching", description=long)
    matches = match_problem(actor=stage.coordinator, problem=problem, kinds=["expert"])
    assert ([match.person for match in matches], Problem.objects.get().description, len(long) > LONGEST_QUESTION) == ([stage.expert], long, True)


def test_a_problem_in_three_languages_with_signs_between_is_kept_as_it_is_and_finds_by_each_of_them(stage):
    make_evidence(stage.expert, "Spindle error")
    make_evidence(stage.expert, "뜨거워진 주축")
    reindex(stage.programme)
    text = "주축이 뜨거워요 🔥 spindle gets hot 主軸の熱変位 3.5 mm"
    problem = stage.problem("matching", title=text, description=text, wanted_result="")
    Problem.objects.update(public_summary="", mechanism="")
    (match,) = match_problem(actor=stage.coordinator, problem=problem, kinds=["expert"])
    words = {term["ko"] or term["en"] for reason in match.reasons if reason["kind"] == "terms" for term in reason["terms"]}
    assert (Problem.objects.get().description, match.person, {"주축", "spindle"} <= words) == (text, stage.expert, True)
