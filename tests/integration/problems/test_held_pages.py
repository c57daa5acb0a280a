"""What is held about a person: their own page, what they do there, and who else sees it; the page of people who may be one."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import SOME_TIME, make_evidence, make_expert, make_group, make_membership, make_person, make_user, make_viewer

from minicluster.platform.audit.models import AuditEntry
from minicluster.platform.search.models import Document
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.domain.matching import candidates_for
from minicluster.problems.models import Correction, Evidence, PersonPair, RemovalRequest

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group()


@pytest.fixture
def expert(group):
    person = make_expert(group.programme, name_ko="이성민", name_en="Lee Sung-Min")
    make_membership(group, person=person)
    return person


@pytest.fixture
def signed_in(client, group):
    def run(role, person=None):
        client.force_login(make_user(role, group.programme, person=person, groups=[group]), "django.contrib.auth.backends.ModelBackend")
        return client

    return run


def address(name, record, *more):
    return reverse(f"problems:{name}", args=[record.pk, *more])


def test_a_person_corrects_and_the_coordinator_sees_who_did(signed_in, expert):
    evidence = make_evidence(expert, title="Wrong titel", service="openalex", external_id="doi:10.1000/w1")
    own = signed_in("expert", expert)
    assert own.get(reverse("problems:held-mine")).headers["Location"] == address("held", expert)
    page = own.get(address("held", expert)).content.decode()
    assert all(words in page for words in ("Wrong titel", "doi:10.1000/w1", "OpenAlex", "This is not mine"))
    answer = own.post(address("evidence-correct", evidence), {"title": "Right title", "text": "", "year": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, address("held", expert))
    assert list(Correction.objects.order_by("field").values_list("field", "said_before")) == [
        ("text", "Wrong titel"),
        ("title", "Wrong titel"),
        ("year", "2006"),
    ]
    acts = AuditEntry.objects.filter(record_type="evidence", record_id=evidence.pk).values_list("action", "role", "changed_fields")
    assert list(acts) == [("correct_evidence", "expert", ["text", "title", "year"])]
    assert list(Document.objects.filter(record=evidence.reference).values_list("title", "year")) == [("Right title", None)]
    seen = signed_in("coordinator").get(address("held", expert)).content.decode()
    assert ("Corrected by the person" in seen, "Wrong titel" in seen, "This is not mine" in seen) == (True, True, False)


def test_what_is_not_ones_own_is_forgotten_by_search_and_comes_back(signed_in, expert):
    evidence = make_evidence(expert, title="Not mine")
    reindex(expert.programme)
    own = signed_in("expert", expert)
    own.post(address("evidence-disown", evidence), {"why": "another Lee"})
    assert Document.objects.filter(record=evidence.reference).count() == 0
    reindex(expert.programme)
    assert Document.objects.filter(record=evidence.reference).count() == 0
    assert own.post(address("evidence-disown", evidence), {}).status_code == 422
    assert "Not counted as yours" in own.get(address("held", expert)).content.decode()
    own.post(address("evidence-reclaim", evidence), {})
    assert Document.objects.filter(record=evidence.reference).count() == 1
    assert list(AuditEntry.objects.filter(record_id=evidence.pk, record_type="evidence").values_list("action", "why")) == [
        ("disown_evidence", "another Lee"),
        ("reclaim_evidence", ""),
    ]


def test_what_cannot_be_saved_is_said_at_the_form(signed_in, expert):
    evidence = make_evidence(expert)
    own = signed_in("expert", expert)
    for typed, words in (
        ({"title": ""}, "required"),
        ({"title": "x", "text": "800101-1234567"}, "resident registration"),
        ({"title": "x", "year": "123456"}, "less than"),
    ):
        answer = own.post(address("evidence-correct", evidence), typed)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), typed
    assert own.post(address("expertise-correct", expert.expertise.get()), {}).status_code == 422
    assert Correction.objects.count() == 0


def test_a_person_adds_corrects_and_takes_away_what_they_know(signed_in, expert):
    make_evidence(expert, title="Own work", service="ris")
    own = signed_in("expert", expert)
    own.post(address("held-add", expert), {"statement_ko": "금형 열처리"})
    own.post(address("expertise-correct", expert.expertise.first()), {"statement_ko": "주축 열변위", "statement_en": "thermal errors"})
    answer = own.get(address("held-download", expert))
    told = json.loads(answer.content)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{expert.reference}.json"'
    assert [one["statement_ko"] for one in told["expertise"]] == ["주축 열변위", "금형 열처리"]
    assert [(one["title"], one["service"], one["visible_to"]) for one in told["evidence"]] == [("Own work", "ris", "programme")]
    assert (len(told["corrections"]), told["person"]["email"]) == (2, expert.email)


def test_removal_is_asked_for_and_answered(signed_in, expert):
    make_evidence(expert)
    reindex(expert.programme)
    signed_in("expert", expert).post(address("held-removal", expert), {"why": "I retired"})
    asked = RemovalRequest.objects.get()
    office = signed_in("privacy_officer")
    assert "I retired" in office.get(reverse("problems:removal-list")).content.decode()
    assert office.post(address("removal-answer", asked), {"removes": "no", "answer": ""}).status_code == 422
    assert office.post(address("removal-answer", asked), {"removes": "yes"}).status_code == 302
    assert (Evidence.objects.count(), expert.expertise.count(), Document.objects.filter(candidate_id=expert.pk).count()) == (0, 0, 0)
    assert office.post(address("removal-answer", asked), {"removes": "yes"}).status_code == 422


def test_two_people_are_compared_joined_and_parted_again(signed_in, group, expert):
    other = make_person(group.programme, name_ko="Lee Sung-Min", orcid="0000-0002-1825-0097")
    first, same = make_evidence(expert, title="Hot", external_id="doi:1"), make_evidence(other, title="Hot", external_id="doi:1")
    second = make_evidence(other, title="Cold")
    reasons = [{"code": "name_variant", "weight": 1.5, "detail": "이성민 ~ Lee"}, {"code": "place_differs", "weight": -1.0, "detail": ""}]
    pair = PersonPair.objects.create(programme=group.programme, earlier=expert, later=other, reasons=reasons, asked_at=SOME_TIME)
    coordinator = signed_in("coordinator")
    assert "이성민" in coordinator.get(reverse("problems:identity-list")).content.decode()
    page = coordinator.get(address("identity", pair)).content.decode()
    assert all(words in page for words in ("the names are spellings of one name", "they work at different places", "Hot", "Cold", "0000-0002-1825-0097"))
    assert coordinator.post(address("identity-step", pair, "join_people"), {"why": "same laboratory"}).status_code == 302
    assert [evidence.person for evidence in Evidence.objects.order_by("pk")] == [expert] * 3
    # The same work counts once.
    assert set(Document.objects.filter(evidence_kind="paper").values_list("record", flat=True)) == {second.reference}
    assert coordinator.post(address("identity-step", pair, "keep_apart"), {}).status_code == 422
    assert coordinator.post(address("identity-step", pair, "reopen_identity"), {}).status_code == 302
    assert [evidence.person for evidence in (Evidence.objects.get(pk=one.pk) for one in (first, same, second))] == [expert, other, other]
    assert Evidence.objects.exclude(disowned_at=None).count() == 0
    assert coordinator.post(address("identity-step", pair, "keep_apart"), {}).status_code == 302
    assert list(AuditEntry.objects.filter(record_type="person-pair").values_list("action", "from_state", "to_state", "why")) == [
        ("join_people", "open", "same", "same laboratory"),
        ("reopen_identity", "same", "open", ""),
        ("keep_apart", "open", "different", ""),
    ]
    assert coordinator.get(address("identity-step", pair, "marry")).status_code == 404


def test_a_chain_of_people_is_taken_back_from_its_end(signed_in, group, expert):
    middle, last = make_person(group.programme), make_person(group.programme)
    make_evidence(last, title="Deep")
    lower = PersonPair.objects.create(programme=group.programme, earlier=middle, later=last, asked_at=SOME_TIME)
    upper = PersonPair.objects.create(programme=group.programme, earlier=expert, later=middle, asked_at=SOME_TIME)
    office = signed_in("programme_office")
    answers = [
        office.post(address("identity-step", pair, verb), {}).status_code
        for pair, verb in ((lower, "join_people"), (upper, "join_people"), (lower, "reopen_identity"), (upper, "reopen_identity"), (lower, "reopen_identity"))
    ]
    assert (answers, Evidence.objects.get().person) == ([302, 302, 422, 302, 302], last)


@pytest.mark.parametrize("name", ["held", "identity-list", "removal-list"])
def test_a_list_asks_the_database_as_often_at_fifty_rows_as_at_one(signed_in, group, expert, name):
    client = signed_in("programme_office")
    where = address("held", expert) if name == "held" else reverse(f"problems:{name}")
    counts = []
    for more in (1, 2, 47):
        for number in range(more):
            evidence = make_evidence(expert, title=f"Work {len(counts)} {number}", group=group)
            other = make_person(group.programme)
            PersonPair.objects.create(programme=group.programme, earlier=expert, later=other, asked_at=SOME_TIME)
            RemovalRequest.objects.create(programme=group.programme, person=other, asked_at=SOME_TIME)
            Correction.objects.create(
                programme=group.programme, person=expert, record_kind="evidence", record_pk=evidence.pk, field="title", said_before="x", corrected_at=SOME_TIME
            )
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_the_page_is_korean_for_whoever_reads_korean(signed_in, expert):
    client = signed_in("expert", expert)
    client.cookies["django_language"] = "ko"
    assert "전문가로서 귀하에 대해 보관 중인 모든 정보" in client.get(address("held", expert)).content.decode()


def test_evidence_for_one_mini_cluster_is_matched_and_shown_there_only(signed_in, group, expert):
    other = make_group(complex=group.complex)
    make_evidence(expert, title="canary spindle secret", group=group)
    reindex(expert.programme)
    coordinators = [make_viewer("coordinator", group.programme, groups=[one]) for one in (group, other)]
    found = [str(candidates_for(coordinator, "canary spindle secret", kinds=["expert"])) for coordinator in coordinators]
    assert ["canary" in told for told in found] == [True, False]
    client = signed_in("coordinator")
    assert "canary" in client.get(address("held", expert)).content.decode()
    client.force_login(make_user("coordinator", group.programme, groups=[other]), "django.contrib.auth.backends.ModelBackend")
    assert "canary" not in client.get(address("held", expert)).content.decode()
