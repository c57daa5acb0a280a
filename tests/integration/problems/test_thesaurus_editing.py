"""Writing, changing and reviewing concepts: two pairs of eyes, nothing that tells who is behind it, and what is in use stays in use."""

import pytest
from factories import make_concept, make_firm, make_group, make_person, make_viewer

from minicluster.platform.audit.journal import history_of
from minicluster.platform.permissions import Role
from minicluster.platform.refusals import IllegalStepError, InvalidInputError, NotAllowedError, NotVisibleError
from minicluster.problems.domain import actions
from minicluster.problems.domain.queries import concepts_for_engine, problem_for
from minicluster.problems.models import SymptomConcept, Thesaurus

pytestmark = pytest.mark.django_db
WORDS = {"fields": ["cwmt"], "mechanism_ko": "주축 열변위", "lay": ["오래 돌리면 치수가 커진다"]}


@pytest.fixture
def colleague(stage):
    return make_viewer(Role.COORDINATOR, stage.programme, person=make_person(stage.programme), groups=[make_group(stage.programme)])


def mechanisms(stage):
    return [concept.mechanism["ko"] for concept in concepts_for_engine(stage.programme.pk)]


def words_of(concept, **changed):
    return {name: getattr(concept, name) for name in SymptomConcept.WORDS} | changed


def version_of(programme):
    return Thesaurus.objects.filter(programme=programme).values_list("version", flat=True).first() or 0


def test_a_draft_is_searched_with_once_somebody_else_has_reviewed_it(stage, colleague):
    drafted = actions.draft_concept(actor=stage.coordinator, words=WORDS)
    assert (drafted.key, drafted.state, drafted.drafted_by, mechanisms(stage)) == ("own-001", "draft", stage.coordinator_person, [])
    version = version_of(stage.programme)
    actions.review_concept(actor=colleague, concept=drafted)
    assert (drafted.state, drafted.reviewed_by_id, drafted.reviewed_on) == ("reviewed", colleague.person_id, stage.today)
    assert (mechanisms(stage), version_of(stage.programme)) == (["주축 열변위"], version + 1)
    assert list(history_of(drafted).values_list("action", flat=True)) == ["draft_concept", "review_concept"]


def test_nobody_reviews_what_they_wrote_themselves(stage):
    drafted = actions.draft_concept(actor=stage.coordinator, words=WORDS)
    with pytest.raises(IllegalStepError, match="wrote this draft yourself"):
        actions.review_concept(actor=stage.coordinator, concept=drafted)
    drafted.refresh_from_db()
    assert (drafted.state, mechanisms(stage)) == ("draft", [])


def test_a_reviewed_concept_is_used_as_it_was_until_its_change_is_reviewed(stage, colleague):
    concept = make_concept(stage.programme)
    change = actions.amend_concept(actor=stage.coordinator, concept=concept, words=words_of(concept, mechanism_ko="열피로 잔금"))
    assert (change.amends, change.state, mechanisms(stage)) == (concept, "draft", ["열피로 균열"])
    actions.review_concept(actor=colleague, concept=change)
    concept.refresh_from_db()
    assert (mechanisms(stage), concept.reviewed_by_id, concept.amendments.get().state) == (["열피로 잔금"], colleague.person_id, "reviewed")


def test_a_second_change_goes_on_with_the_first_and_the_same_words_change_nothing(stage, colleague):
    concept = make_concept(stage.programme)
    first = actions.amend_concept(actor=stage.coordinator, concept=concept, words=words_of(concept, lay=["잔금이 간다"]))
    second = actions.amend_concept(actor=colleague, concept=concept, words=words_of(first, terms_en=["heat checking"]))
    assert (second.pk, second.lay, second.drafted_by_id) == (first.pk, ["잔금이 간다"], colleague.person_id)
    acts = history_of(concept).count()
    assert actions.amend_concept(actor=colleague, concept=concept, words=words_of(second)).pk == second.pk
    assert history_of(concept).count() == acts


def test_a_withdrawn_concept_is_not_searched_with_and_comes_back_only_by_review(stage, colleague):
    concept = make_concept(stage.programme)
    actions.withdraw_concept(actor=stage.coordinator, concept=concept, why="잘못된 원리")
    assert mechanisms(stage) == []
    with pytest.raises(IllegalStepError, match="was withdrawn"):
        actions.amend_concept(actor=stage.coordinator, concept=concept, words=words_of(concept))
    actions.restore_concept(actor=stage.coordinator, concept=concept)
    assert (concept.state, mechanisms(stage)) == ("draft", [])
    actions.review_concept(actor=colleague, concept=concept)
    assert mechanisms(stage) == ["열피로 균열"]


def test_a_change_to_what_has_been_withdrawn_meanwhile_cannot_be_accepted(stage, colleague):
    concept = make_concept(stage.programme)
    change = actions.amend_concept(actor=stage.coordinator, concept=concept, words=words_of(concept, mechanism_ko="다른 원리"))
    actions.withdraw_concept(actor=colleague, concept=concept, why="겹친다")
    with pytest.raises(IllegalStepError, match="withdrawn meanwhile"):
        actions.review_concept(actor=colleague, concept=SymptomConcept.objects.get(pk=change.pk))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mechanism_ko": " "}, "mechanism_ko"),
        ({"fields": []}, "fields"),
        ({"lay": ["", " "]}, "lay"),
        ({"lay": ["010-1234-5678로 전화하면 안다"]}, "lay"),
        ({"told": ["한결정밀에서 오후에 치수가 커집니다"]}, "told"),
        ({"told": ["담당자 800101-1234567"]}, "told"),
    ],
)
def test_a_concept_that_lacks_something_or_tells_who_is_behind_it_is_refused_at_its_field(stage, changed, field):
    with pytest.raises(InvalidInputError) as refusal:
        actions.draft_concept(actor=stage.coordinator, words={**WORDS, **changed})
    assert (refusal.value.field, SymptomConcept.objects.count()) == (field, 0)


def test_nobody_else_and_no_other_programme_writes(stage):
    concept = make_concept(stage.programme)
    firm = make_firm()
    with pytest.raises(NotAllowedError):
        actions.draft_concept(actor=stage.firm_user, words=WORDS)
    other = make_viewer(Role.COORDINATOR, firm.programme, groups=[firm.memberships.get().group])
    with pytest.raises(NotVisibleError):
        actions.withdraw_concept(actor=other, concept=concept, why="가")


class TestGrowing:
    @pytest.fixture
    def solved(self, stage):
        problem = stage.problem("diagnosed")
        problem.state = "confirmed"
        problem.save(update_fields=["state"])
        return problem_for(stage.coordinator, problem.pk)

    def test_a_solved_problem_teaches_a_new_way_to_say_a_known_concept(self, stage, solved):
        concept = make_concept(stage.programme)
        draft = actions.grow_from_problem(actor=stage.coordinator, problem=solved, phrase="해가 지면 크기가 변한다", concept=concept)
        assert (draft.amends, draft.lay, draft.source, draft.state) == (concept, [*concept.lay, "해가 지면 크기가 변한다"], solved.reference, "draft")

    def test_or_a_new_concept(self, stage, solved):
        words = {"fields": ["cwmt"], "mechanism_ko": "주축이 더워져 늘어남"}
        draft = actions.grow_from_problem(actor=stage.coordinator, problem=solved, phrase="해가 지면 크기가 변한다", words=words)
        assert (draft.amends, draft.lay, draft.source, draft.mechanism_ko) == (None, ["해가 지면 크기가 변한다"], solved.reference, "주축이 더워져 늘어남")

    @pytest.mark.parametrize("phrase", ["(주)한결정밀 기계가 멈춘다", "오세라 과장이 그렇게 말한다", "02-123-4567", "주민번호 800101-1234567"])
    def test_never_with_a_name_or_a_number(self, stage, solved, phrase):
        with pytest.raises(InvalidInputError):
            actions.grow_from_problem(actor=stage.coordinator, problem=solved, phrase=phrase, concept=make_concept(stage.programme))
        assert SymptomConcept.objects.filter(state="draft").count() == 0

    def test_what_the_firm_keeps_to_itself_is_not_copied_but_what_it_opened_may_be(self, stage, solved):
        concept, phrase = make_concept(stage.programme), "오후가 되면 치수가 커집니다"
        solved.description = f"3호기는 {phrase}."
        with pytest.raises(InvalidInputError, match="word for word"):
            actions.grow_from_problem(actor=stage.coordinator, problem=solved, phrase=phrase, concept=concept)
        solved.secrecy = 1
        assert actions.grow_from_problem(actor=stage.coordinator, problem=solved, phrase=phrase, concept=concept).lay[-1] == phrase

    def test_a_problem_that_its_firm_has_not_confirmed_teaches_nothing(self, stage):
        open_problem = problem_for(stage.coordinator, stage.problem("diagnosed").pk)
        with pytest.raises(IllegalStepError, match="confirmed as solved"):
            actions.grow_from_problem(actor=stage.coordinator, problem=open_problem, phrase="커진다", words=WORDS)
