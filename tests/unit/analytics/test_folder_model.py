"""A model of one's own in a folder: a small graph, written as the common tools write theirs."""

import json
import unicodedata

import numpy as np
import openvino
import pytest
from openvino import opset15 as ops

from minicluster.analytics.retrieval.encoders.errors import UnreachableError
from minicluster.analytics.retrieval.encoders.folder import FolderModel

WIDTH = 4
UNIGRAM = {
    "model": {"type": "Unigram", "unk_id": 2, "vocab": [["<s>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁heat", -2.0], ["▁he", -1.5], ["at", -1.5], ["▁", -3.0]]}
}
WORD_PIECE = {
    "normalizer": {"type": "BertNormalizer", "lowercase": True},
    "model": {
        "type": "WordPiece",
        "unk_token": "[UNK]",
        "vocab": {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "spin": 3, "##dle": 4, "열": 5, "##변위": 6, "-": 7},
    },
}
TABLE = np.random.default_rng(7).normal(size=(8, WIDTH)).astype(np.float32)


def folder(tmp_path, tokenizer, *, pools_itself=False, **described):
    """A graph that looks each piece up in a table, and averages them itself or leaves that to whoever asks."""
    numbers, mask = ops.parameter([-1, -1], np.int64, name="input_ids"), ops.parameter([-1, -1], np.int64, name="attention_mask")
    numbers.output(0).set_names({"input_ids"})
    mask.output(0).set_names({"attention_mask"})
    state = ops.gather(ops.constant(TABLE), numbers, ops.constant(0))
    column = ops.unsqueeze(ops.convert(mask, "f32"), ops.constant([2]))
    state = ops.multiply(state, column)
    if pools_itself:
        state = ops.divide(ops.reduce_sum(state, ops.constant([1])), ops.reduce_sum(column, ops.constant([1])))
    openvino.save_model(openvino.Model([state], [numbers, mask], "toy"), tmp_path / "openvino_model.xml", compress_to_fp16=False)
    (tmp_path / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    for name, content in described.items():
        path = tmp_path / {"pooling": "1_Pooling/config.json", "prompts": "config_sentence_transformers.json", "limits": "sentence_bert_config.json"}[name]
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return FolderModel(tmp_path)


def average(*pieces):
    vector = TABLE[list(pieces)].mean(axis=0)
    return vector / np.linalg.norm(vector)


def assert_close(vectors, expected):
    # The runtime may compute with short numbers where the processor has them.
    np.testing.assert_allclose(vectors, np.array(expected), atol=0.02)


@pytest.mark.parametrize("pools_itself", [False, True])
def test_texts_of_every_length_are_cut_into_the_likeliest_pieces_and_averaged(tmp_path, pools_itself):
    model = folder(tmp_path, UNIGRAM, pools_itself=pools_itself)
    texts = ["heat", "he at", "heat heat heat", "heX", ""]
    assert_close(model.passages(texts), [average(0, 3, 1), average(0, 4, 6, 5, 1), average(0, 3, 3, 3, 1), average(0, 4, 2, 1), average(0, 1)])


def test_words_are_cut_by_the_longest_piece_that_fits(tmp_path):
    model = folder(tmp_path, WORD_PIECE)
    texts = ["Spíndle-SPIN", unicodedata.normalize("NFD", "열변위"), "spinning"]
    assert_close(model.questions(texts), [average(0, 3, 4, 7, 3, 1), average(0, 5, 6, 1), average(0, 2, 1)])


def test_what_the_folder_says_of_pooling_prompts_and_length_is_heeded(tmp_path):
    prompts = {"prompts": {"query": "at", "document": ""}}
    model = folder(tmp_path, UNIGRAM, pooling={"pooling_mode_cls_token": True}, prompts=prompts, limits={"max_seq_length": 4})
    assert_close(model.passages(["heat"]), [average(0)])
    (tmp_path / "1_Pooling" / "config.json").write_text("{}", encoding="utf-8")
    model = FolderModel(tmp_path)
    assert_close(model.questions([" heat heat heat"]), [average(0, 6, 5, 1)])
    assert_close(model.passages(["heat heat heat"]), [average(0, 3, 3, 1)])


def test_other_files_are_another_version(tmp_path):
    first = folder(tmp_path, UNIGRAM).model
    assert (first, FolderModel(tmp_path).model) == (FolderModel(tmp_path).model, first)
    (tmp_path / "tokenizer.json").write_text(json.dumps(WORD_PIECE), encoding="utf-8")
    assert FolderModel(tmp_path).model != first


@pytest.mark.parametrize(
    ("missing", "told"),
    [("openvino_model.xml", "holds no model: one of openvino_model.xml"), ("tokenizer.json", "holds no tokenizer.json")],
)
def test_what_is_missing_is_named(tmp_path, missing, told):
    folder(tmp_path, UNIGRAM)
    (tmp_path / missing).unlink()
    with pytest.raises(UnreachableError, match=told):
        _name = FolderModel(tmp_path).model


def test_another_way_of_cutting_words_is_refused(tmp_path):
    with pytest.raises(UnreachableError, match="cuts words by BPE, which cannot be read here; Unigram and WordPiece can"):
        folder(tmp_path, {"model": {"type": "BPE"}}).passages(["heat"])
