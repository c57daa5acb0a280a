"""The pages of the thesaurus and of the criteria: what they show, to whom, at what cost, and what can be taken along."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import make_concept, make_user

from minicluster.platform.permissions import Role
from minicluster.problems.domain.queries import concepts_for_engine, field_coverage, filtered_concepts
from minicluster.problems.domain.skos import thesaurus_as_skos
from minicluster.problems.models import SymptomConcept

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_LIST = 9


@pytest.fixture
def coordinator(stage):
    client = Client()
    client.force_login(make_user(Role.COORDINATOR, stage.programme, person=stage.coordinator_person, groups=[stage.group]))
    return client


@pytest.fixture
def colleague(stage):
    client = Client()
    client.force_login(make_user(Role.COMPLEX_MANAGER, stage.programme, complexes=[stage.group.complex]))
    return client


def keys(viewer, **chosen):
    return [concept.key for concept in filtered_concepts(viewer, chosen)]


@pytest.mark.parametrize("phrase", ["열피로", "HEAT check", "thermal fatigue", "거북등처럼", "own-7", "어느 집 이야기"])
def test_a_concept_is_found_by_any_phrase_on_either_side(stage, phrase):
    make_concept(stage.programme, key="own-7", told=["어느 집 이야기입니다"])
    make_concept(stage.programme, key="own-8", mechanism_ko="부식", mechanism_en="corrosion", terms_ko=[], terms_en=[], lay=["녹이 슨다"])
    assert keys(stage.coordinator, q=phrase) == ["own-7"]


def test_the_list_is_filtered_by_field_kind_and_state_and_a_waiting_change_counts_as_a_draft(stage):
    reviewed = make_concept(stage.programme, key="a")
    make_concept(stage.programme, key="b", state="draft", fields=["gsam"])
    make_concept(stage.programme, key="c", state="withdrawn", kind="thing")
    make_concept(stage.programme, key="a", state="draft", amends=reviewed)
    assert keys(stage.coordinator) == ["a", "b", "c"]
    assert [keys(stage.coordinator, state=state) for state in ("draft", "reviewed", "withdrawn")] == [["a", "b"], ["a"], ["c"]]
    assert [keys(stage.coordinator, field="gsam"), keys(stage.coordinator, kind="thing")] == [["b"], ["c"]]


def test_those_who_do_not_write_see_only_what_was_reviewed(stage):
    make_concept(stage.programme, key="a")
    make_concept(stage.programme, key="b", state="draft")
    make_concept(key="elsewhere")
    assert keys(stage.firm_user) == ["a"]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_list_costs_the_same_however_long_it_is(stage, coordinator, rows):
    for number in range(rows):
        concept = make_concept(stage.programme, key=f"k{number}")
        make_concept(stage.programme, key=f"k{number}", state="draft", amends=concept)
    coordinator.get(reverse("problems:concept-list"))
    with CaptureQueriesContext(connection) as queries:
        assert coordinator.get(reverse("problems:concept-list")).status_code == 200
    assert len(queries) == QUERIES_OF_THE_LIST


def test_a_field_is_thin_while_little_is_known_of_it(stage):
    for number in range(40):
        make_concept(stage.programme, key=f"k{number}", fields=["cwmt"], lay=["가", "나"])
    covered = {one.code: one for one in field_coverage(stage.coordinator)}
    assert (covered["cwmt"].symptoms, covered["cwmt"].phrases, covered["cwmt"].is_thin) == (40, 80, False)
    assert (covered["gsam"].symptoms, covered["gsam"].is_thin) == (0, True)


def test_a_concept_is_written_changed_and_reviewed_by_the_forms_of_the_pages(stage, coordinator, colleague):
    typed = {"kind": "symptom", "fields_": ["cwmt"], "mechanism_ko": "주축 열변위", "lay": "오래 돌리면 커진다\n\n오래 돌리면 커진다\n저녁에 커진다"}
    drafted = coordinator.post(reverse("problems:concept-draft"), typed)
    concept = SymptomConcept.objects.get()
    assert (drafted.url, concept.lay) == (concept.get_absolute_url(), ["오래 돌리면 커진다", "저녁에 커진다"])
    review = reverse("problems:concept-step", args=[concept.pk, "review_concept"])
    assert "wrote this draft yourself" in coordinator.post(review).content.decode()
    assert colleague.post(review).url == concept.get_absolute_url()
    amend = reverse("problems:concept-amend", args=[concept.pk])
    assert coordinator.post(amend, {**typed, "mechanism_en": "spindle growth"}).url == concept.get_absolute_url()
    page = colleague.get(concept.get_absolute_url()).content.decode()
    assert ["<ins>spindle growth</ins>" in page, "A change waits for review" in page] == [True, True]
    colleague.post(reverse("problems:concept-step", args=[concept.amendments.get().pk, "review_concept"]))
    assert [one.mechanism["en"] for one in concepts_for_engine(stage.programme.pk)] == ["spindle growth"]


def test_what_is_too_long_is_named_by_its_line_and_all_is_kept(coordinator):
    typed = {"kind": "symptom", "fields_": ["cwmt"], "mechanism_ko": "가", "lay": "짧다\n" + "길" * 201}
    answer = coordinator.post(reverse("problems:concept-draft"), typed)
    assert (answer.status_code, answer.context["form"].errors["lay"]) == (422, ["Line 2 has 201 characters; up to 200 are kept."])
    assert answer.context["form"]["lay"].value() == typed["lay"]


def test_a_solved_problem_teaches_by_its_page(stage, coordinator):
    problem = stage.problem("diagnosed")
    Problem = type(problem)  # noqa: N806  # the record's class
    Problem.objects.filter(pk=problem.pk).update(state="confirmed")
    concept = make_concept(stage.programme, key="cwmt-001", mechanism_ko="열팽창")
    address = reverse("problems:problem-grow", args=[problem.pk])
    assert address in coordinator.get(problem.get_absolute_url()).content.decode()
    assert coordinator.get(address).status_code == 200
    assert coordinator.post(address, {"phrase": "해가 지면 크기가 변한다", "key": "CWMT-001"}).url == concept.get_absolute_url()
    assert concept.amendments.get().source == problem.reference
    assert coordinator.post(address, {"phrase": "가", "key": "none-1"}).context["form"].errors["key"] == ["There is no reviewed concept of this key."]


def test_the_reviewed_thesaurus_is_taken_along_as_skos(stage):
    told = ["The face of our die has cracked like old crockery.", "틀에 금이 갔습니다."]
    make_concept(stage.programme, key="cwmt-001", lay=["거북등처럼 잔금이 간다", "a net of fine cracks"], told=told)
    make_concept(stage.programme, key="cwmt-002", state="draft")
    document, count = thesaurus_as_skos(stage.firm_user)
    graph = json.loads(document)["@graph"]
    assert count == 1
    assert graph == [
        {"id": "cwmt", "type": "skos:ConceptScheme", "prefLabel": {"ko": "공작기계", "en": "Machine tools"}},
        {
            "id": "cwmt-001", "type": ["skos:Concept", "symptom"], "inScheme": ["cwmt"], "prefLabel": {"ko": "열피로 균열", "en": "heat checking"},
            "altLabel": {"ko": ["열피로"], "en": ["thermal fatigue"]}, "hiddenLabel": {"ko": ["거북등처럼 잔금이 간다"], "en": ["a net of fine cracks"]},
            "example": {"ko": told[1:], "en": told[:1]},
        },
    ]  # fmt: skip


def test_a_concept_shows_what_is_said_in_each_language_as_that_language(coordinator, stage):
    concept = make_concept(stage.programme, lay=["잔금이 간다", "a net of fine cracks"], told=["Our die has cracked.", "틀에 금이 갔습니다."])
    page = coordinator.get(concept.get_absolute_url()).content.decode()
    lists = ['<ul class="word-list" lang="ko"><li>잔금이 간다</li></ul>', '<ul class="word-list" lang="en"><li>a net of fine cracks</li></ul>']
    stories = ['<p class="prose quote" lang="ko">틀에 금이 갔습니다.</p>', '<p class="prose quote" lang="en">Our die has cracked.</p>']
    assert [shown in page for shown in lists + stories] == [True] * 4


def test_everybody_who_is_signed_in_can_read_how_candidates_are_found(stage):
    client = Client()
    client.force_login(make_user(Role.EXPERT, stage.programme, person=stage.expert))
    page = client.get(reverse("problems:matching-criteria")).content.decode()
    said = ["What does not count", "Nobody carries more than 3 open requests", "No confident match", "no popularity".capitalize()]
    assert [words in page for words in said] == [True] * len(said)


def test_every_shortlist_leads_to_the_criteria(stage, coordinator):
    assert reverse("problems:matching-criteria") in coordinator.get(stage.problem("matching").get_absolute_url()).content.decode()
