"""The question of the guided thread finds its expert by their own evidence, among all experts whose texts the demonstration has."""

import pytest
from demonstration_texts import specialities
from factories import make_programme, make_viewer

from minicluster.analytics.retrieval.embedding import EMBEDDERS
from minicluster.members.models import Person
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.progress import embedding_progress
from minicluster.problems.domain.indexing import reindex
from minicluster.problems.domain.matching import candidates_for
from minicluster.problems.models import Evidence, Expertise

pytestmark = pytest.mark.django_db
KOREAN = "음파 진동을 이용한 운동기기가 인체에 미치는 영향을 검증할 연구실이 필요합니다"
ENGLISH = "We need a laboratory that can verify the effect of a sonic-vibration exercise machine on the human body"
RIGHT = "rehabilitation-devices 0"


def load_experts(*, chosen=lambda _speciality, _number: True):
    programme = make_programme()
    for speciality in specialities():
        for number, text in enumerate(speciality["expertise"]):
            if chosen(speciality["key"], number):
                load_expert(programme, f"{speciality['key']} {number}", text)
    reindex(programme)
    return programme


def load_expert(programme, name, text):
    person = Person.objects.create(programme=programme, name_ko=name)
    Expertise.objects.create(programme=programme, person=person, statement_ko=text["statement_ko"], statement_en=text["statement_en"])
    Evidence.objects.bulk_create(
        Evidence(programme=programme, person=person, kind=item["kind"], language=item["lang"], year=item["year"], title=item["title"], text=item["text"])
        for item in text["evidence"]
    )


def best_experts(programme, question):
    return candidates_for(make_viewer("coordinator", programme), question, kinds=["expert"], top=3)


def assert_found(programme):
    korean, english = best_experts(programme, KOREAN), best_experts(programme, ENGLISH)
    assert korean[0].name == RIGHT
    assert RIGHT in [candidate.name for candidate in english]
    records = {reason["record"].partition("-")[0] for reason in korean[0].reasons if reason["kind"] == "evidence"}
    assert records <= {"evidence", "expertise"}
    assert "evidence" in records


def test_by_words_alone_before_any_vector_is_there():
    programme = load_experts()
    assert embedding_progress(programme.pk).done == 0
    assert_found(programme)


def test_by_words_and_the_first_model():
    programme = load_experts()
    assert embed_documents(programme.pk, embedders=EMBEDDERS[:1])
    assert_found(programme)


def test_by_words_and_both_models():
    # The slower model on a sample: the whole field of medical devices, and every sixth expert of the other fields.
    programme = load_experts(chosen=lambda speciality, number: "device" in speciality or number == 5)
    assert embed_documents(programme.pk)
    assert embedding_progress(programme.pk).complete
    assert_found(programme)
