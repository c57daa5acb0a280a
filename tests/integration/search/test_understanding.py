import numpy as np
import pytest

from minicluster.analytics.retrieval.encoders.errors import EmbeddingError
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, ask
from minicluster.platform.search.fresh import fresh_search
from minicluster.platform.search.index import Entry, rebuild
from minicluster.platform.search.models import Document, LearnedThesaurus, PhrasingVector
from minicluster.platform.search.understanding import learn_thesaurus, understanding_of

pytestmark = pytest.mark.django_db
CONCEPTS = [
    Concept(
        "md-001", "symptom", ("md",), {"ko": "열피로 균열", "en": "Heat checking"}, {"ko": ("다이캐스팅 금형", "열처리"), "en": ("die casting",)},
        ("거북등 같은 잔금이 생긴다",), ("쇠틀을 오래 쓰니 거북등처럼 금이 갔습니다.",), {"en": ("We look for an analysis of heat checking.",)},
    ),
    Concept(
        "tx-001", "symptom", ("tx",), {"ko": "경사 장력 불균일", "en": "Uneven warp tension"}, {"ko": ("제직", "장력 제어"), "en": ("weaving",)},
        ("천 가장자리가 우글쭈글하다",), ("천을 짜고 나면 끝이 우글쭈글 울어요.",),
    ),
]  # fmt: skip
EVIDENCE = [
    Entry("expert", 1, "evidence-1", "다이캐스팅 금형의 열처리와 수명", "금형 표면 열처리 조건을 연구하였다.", "paper", 2006),
    Entry("expert", 2, "evidence-2", "직물의 제직 장력 제어", "경사 장력을 일정하게 하는 제어 방법을 제안하였다.", "paper", 2006),
    Entry("expert", 3, "evidence-3", "무역 실무와 신용장", "수출 서류를 다룬다.", "lecture", 2005),
]
LAY = "쇠틀에 거북등 같은 잔금이 쫙 갔어요"


class Letters:
    """An embedder that knows letters only, and may fail after some texts."""

    def __init__(self, model="letters", fails_after=None):
        self.model, self.left = model, fails_after

    def passages(self, texts):
        if self.left is not None:
            self.left -= len(texts)
            if self.left < 0:
                raise EmbeddingError("the model went away")
        rows = [[text.count(letter) + 0.1 for letter in "금열천장a"] for text in texts]
        return (np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    questions = passages


def first(text):
    return [found.candidate_id for found in ask(Question(1, text, ("expert",)), embedders=[]).found["expert"]]


def test_a_lay_problem_finds_by_the_experts_terms_whom_its_own_words_do_not_name():
    rebuild(1, EVIDENCE)
    assert first(LAY) == []
    assert learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[])
    answer = ask(Question(1, LAY, ("expert",)), embedders=[])
    assert answer.found["expert"][0].candidate_id == 1
    assert answer.concepts[0].key == "md-001"
    assert "잔금" in answer.concepts[0].words or "거북" in answer.concepts[0].words
    assert answer.confidence == {}  # a list of three does not say how far it may be trusted


def test_another_programme_has_its_own_thesaurus_or_none():
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[])
    assert understanding_of(1).keys == ("md-001", "tx-001")
    assert understanding_of(2) is None
    assert learn_thesaurus(2, CONCEPTS, CONCEPTS, embedders=[])
    assert understanding_of(2).keys == ("md-001", "tx-001")


def test_a_changed_thesaurus_is_learned_anew_and_an_emptied_one_forgotten():
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[])
    version = LearnedThesaurus.objects.get(programme_id=1).version
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[])
    assert LearnedThesaurus.objects.get(programme_id=1).version == version
    learn_thesaurus(1, CONCEPTS[:1], CONCEPTS, embedders=[])
    assert understanding_of(1).keys == ("md-001",)
    learn_thesaurus(1, [], CONCEPTS, embedders=[])
    assert understanding_of(1) is None


def test_learning_that_is_stopped_goes_on_where_it_was():
    embedder, asked = Letters(), []
    assert not learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[embedder], should_stop=lambda: asked.append(1) or len(asked) > 2)
    assert understanding_of(1).aims == {}
    kept = PhrasingVector.objects.count()
    assert kept > 0
    assert learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[embedder])
    assert (list(understanding_of(1).aims), list(understanding_of(1).by_meaning)) == (["letters"], ["letters"])
    assert PhrasingVector.objects.count() > kept


def test_a_model_that_fails_half_way_leaves_what_words_know_and_is_asked_again():
    assert learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[Letters(fails_after=3)])
    assert (list(understanding_of(1).aims), understanding_of(1).keys) == ([], ("md-001", "tx-001"))
    assert learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[Letters()])
    assert list(understanding_of(1).aims) == ["letters"]


def test_what_was_learned_under_a_former_model_is_dropped():
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[Letters("former")])
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[Letters("newer")])
    known = understanding_of(1)
    assert (list(known.aims), list(known.by_meaning), list(known.centres)) == (["newer"], ["newer"], ["newer"])


def test_with_meaning_words_and_thesaurus_work_together():
    embedder = Letters()
    rebuild(1, EVIDENCE)
    embed_documents(1, embedders=[embedder])
    learn_thesaurus(1, CONCEPTS, CONCEPTS, embedders=[embedder])
    answer = ask(Question(1, LAY, ("expert",)), embedders=[embedder])
    assert answer.found["expert"][0].candidate_id == 1
    assert answer.understood.plainness > 0


def test_a_fresh_schema_holds_nothing_and_leaves_nothing():
    rebuild(1, EVIDENCE)
    with fresh_search():
        assert Document.objects.count() == 0
        rebuild(1, EVIDENCE[:1])
        assert Document.objects.count() == 1
    assert Document.objects.count() == 3
