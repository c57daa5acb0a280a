from dataclasses import replace

import numpy as np
import pytest

from minicluster.analytics.retrieval import learning
from minicluster.analytics.retrieval.packing import packed, unpacked
from minicluster.analytics.retrieval.register import SURE, Heard, fit_register
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.analytics.retrieval.understanding import WEIGHT_OF_LEARNED, softmax, standardised

CRACKS = Concept(
    "md-001",
    "symptom",
    ("md",),
    {"ko": "열피로 균열", "en": "Heat checking by thermal fatigue"},
    {"ko": ("다이캐스팅 금형", "열처리", "금형 냉각"), "en": ("die casting die", "heat treatment")},
    ("거북등 같은 잔금이 생긴다", "실금이 그물처럼 퍼진다"),
    ("금형을 오래 쓰니 거북등처럼 금이 쫙 갈라졌습니다. 닦아도 그대로입니다.",),
    {
        "ko": ("다이캐스팅 금형의 열피로 균열에 대하여 열처리 조건의 해석을 의뢰합니다.",),
        "en": ("We look for an analysis of heat checking in die casting dies.",),
    },
)
WAVES = Concept(
    "tx-001",
    "symptom",
    ("tx",),
    {"ko": "경사 장력 불균일", "en": "Uneven warp tension"},
    {"ko": ("제직", "장력 제어"), "en": ("weaving", "tension control")},
    ("천 가장자리가 우글쭈글하다", "옷감이 울어서 판판하지 않다"),
    ("짜고 나면 천 끝이 우글쭈글 울어요. 실을 바꿔도 같습니다.",),
)
THING = Concept("md-t01", "thing", ("md",), {"ko": "금형", "en": "die"}, {}, ("쇠틀",))


@pytest.fixture(scope="module")
def words():
    return learning.learn(learning.symptoms([CRACKS, WAVES, THING]))


@pytest.fixture(scope="module")
def whole(words):
    """The same with made-up vectors in which the two concepts lie at right angles."""
    concepts = learning.symptoms([CRACKS, WAVES])
    said = learning.phrasings(concepts)
    directions = np.eye(2, 3, dtype=np.float32)
    noise = np.random.default_rng(3).normal(scale=0.05, size=(len(said), 3)).astype(np.float32)
    known = learning.learn_meaning(words, "m", said, directions[[one.place for one in said]] + noise)
    known = learning.learn_aims(known, "m", {"ko": directions, "en": directions})
    return learning.learn_centres(known, "m", {"plain/ko": np.zeros((1, 3), np.float32), "expert/en": np.ones((1, 3), np.float32)})


def likeliest(known, text, vectors=None):
    understood = known.understand(text, vectors or {})
    return known.keys[understood.meant[0].place], understood


def test_a_thing_is_no_symptom_and_a_thesaurus_without_phrasings_teaches_nothing():
    assert [concept.key for concept in learning.symptoms([CRACKS, THING])] == ["md-001"]
    with pytest.raises(ValueError, match="holds no symptom"):
        learning.learn([])


def test_a_lay_problem_is_read_as_its_mechanism_and_searched_in_the_terms_of_the_field(words):
    key, understood = likeliest(words, "쇠틀에 거북등 같은 금이 갔어요")
    assert key == "md-001"
    assert understood.plainness > words.understand("다이캐스팅 금형 열처리 조건", {}).plainness
    assert {"금형", "die"} <= understood.terms.keys()
    assert sum(one.share for one in understood.meant) == pytest.approx(1)


def test_a_problem_in_the_terms_of_the_field_is_left_to_its_own_words(words):
    understood = words.understand("다이캐스팅 금형 열처리 조건", {})
    assert understood.plainness < 0.5
    assert understood.weight < (1 + WEIGHT_OF_LEARNED) / 2


def test_a_problem_is_read_in_its_own_language():
    told = ("After long use the face of our tool has cracked like old crockery.",)
    spoken = [replace(CRACKS, told=CRACKS.told + told), replace(WAVES, lay=(*WAVES.lay, "the cloth is wavy at its rim"))]
    known = learning.learn(spoken)
    key, understood = likeliest(known, "our tool has cracked all over like crockery")
    assert (key, understood.plainness > 0.5) == ("md-001", True)
    assert {"금형", "die"} <= understood.terms.keys()
    assert known.because("old crockery", 0).keys() == {"old", "crockeri"}
    assert known.understand("heat checking, heat treatment", {}).plainness < 0.5
    assert {name: len(texts) for name, texts in learning.questions_to_centre(spoken).items()} == {"plain/ko": 2, "plain/en": 1, "expert/ko": 1, "expert/en": 1}


def test_a_language_in_which_no_workshop_was_heard_speaks_like_an_expert(words):
    understood = words.understand("our tool has cracked", {})
    assert (understood.plainness, understood.meant, words.because("our tool has cracked", 0)) == (0.0, (), {})


def test_a_register_needs_the_words_of_both_and_puts_half_way_between_them():
    plain = [Heard({"쭈글쭈글": 1.0, "천": 1.0}, place, tells=True) for place in range(12)]
    learned = [Heard({"장력": 1.0, "제어": 1.0}, place, tells=True) for place in range(12)]
    register = fit_register(plain, learned)
    heard = [register.plainness_of(terms) for terms in (plain[0].terms, {}, learned[0].terms)]
    assert heard == pytest.approx([SURE, 0.5, 1 - SURE], abs=0.005)
    with pytest.raises(ValueError, match="the words of both"):
        fit_register(plain, [])


def test_a_text_of_unknown_words_is_understood_as_nothing(words):
    understood = words.understand("zzz qqq", {})
    assert (understood.meant, understood.terms, understood.weight) == ((), {}, 0.0)


def test_meaning_alone_leads_to_the_concept_too(whole):
    key, understood = likeliest(whole, "zzz", {"m": np.array([0, 1, 0], dtype=np.float32), "other": np.ones(2, dtype=np.float32)})
    assert key == "tx-001"
    assert list(understood.vectors) == ["m"]
    assert list(understood.own) == ["m"]


DIES = Concept("md-002", "symptom", ("md",), {"ko": "버"}, {"ko": ("트리밍",)}, ("가장자리가 거칠다",))
CLOTH = Concept("tx-002", "symptom", ("tx",), {"ko": "올 풀림"}, {"ko": ("봉제",)}, ("가장자리가 풀린다",))


def test_a_telling_that_fits_two_fields_is_understood_by_that_of_the_firm_and_a_plain_one_by_itself():
    known = learning.learn(learning.symptoms([CRACKS, WAVES, DIES, CLOTH]))
    doubtful, of_cloth = "가장자리가 이상하다", "가장자리가 풀린다"
    read = {
        (text, field): known.keys[known.understand(text, {}, expected).meant[0].place]
        for text in (doubtful, of_cloth)
        for field, expected in (("md", {"md-001", "md-002"}), ("tx", {"tx-001", "tx-002"}))
    }
    assert read == {(doubtful, "md"): "md-002", (doubtful, "tx"): "tx-002", (of_cloth, "md"): "tx-002", (of_cloth, "tx"): "tx-002"}


def test_where_no_field_is_known_nothing_changes_and_shares_add_up_to_one_in_any_case(words):
    text = "쇠틀에 거북등 같은 금이 갔어요"
    assert words.understand(text, {}, ()) == words.understand(text, {}) == words.understand(text, {}, {"of-another-thesaurus"})
    assert sum(one.share for one in words.understand(text, {}, {"tx-001"}).meant) == pytest.approx(1)


def test_a_question_is_seen_from_where_those_of_its_register_stand(whole):
    plain = whole.understand("거북등 같은 잔금이 우글쭈글하다", {"m": np.array([1, 1, 0], dtype=np.float32)}).own["m"]
    expert = whole.understand("heat checking", {"m": np.array([1, 1, 0], dtype=np.float32)}).own["m"]
    assert plain[2] > expert[2]


def test_what_was_learned_is_the_same_after_packing(whole):
    text, vectors = "거북등 같은 금", {"m": np.array([1, 0, 0], dtype=np.float32)}
    before, after = whole.understand(text, vectors), unpacked(packed(whole)).understand(text, vectors)
    assert (after.plainness, after.weight, dict(after.terms)) == (before.plainness, before.weight, dict(before.terms))
    assert [one.place for one in after.meant] == [one.place for one in before.meant]
    assert [one.share for one in after.meant] == pytest.approx([one.share for one in before.meant], abs=1e-3)


def test_questions_for_the_centre_are_told_by_register_and_language():
    assert {name: len(texts) for name, texts in learning.questions_to_centre([CRACKS, WAVES]).items()} == {"plain/ko": 2, "expert/ko": 1, "expert/en": 1}


def test_shares_and_standard_scores():
    assert softmax(np.array([0.0, 0.0])).tolist() == [0.5, 0.5]
    assert standardised(np.array([])).tolist() == []
