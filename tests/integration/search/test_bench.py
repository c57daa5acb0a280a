"""The measurement itself, on a small collection: it runs to its end, removes what it made, and what it compares agrees."""

import json
import os
import subprocess
import sys

import pytest

from minicluster.analytics.retrieval.weights import term_counts
from minicluster.platform.search.bench.corpus import Corpus
from minicluster.platform.search.terms import ALL_WORDS, EVERY_DOCUMENT, changes_of, packed, unpacked

TOPICS = [["주축 열변위 보정 spindle heat", "공작기계 열변위 측정"], ["도금 두께 편차 plating", "도금 불량 gear noise 측정"]]


def test_the_same_collection_comes_again_and_its_terms_are_those_of_its_texts():
    first, second = (next(Corpus(TOPICS, 50).batches()) for _time in range(2))
    assert (first.texts, first.terms) == (second.texts, second.terms)
    spoken = Corpus([["gear noise spindle heat"]], 1)
    (document,) = spoken.batches()
    by_hand = unpacked(packed(term_counts(document.texts[0])))
    assert dict(unpacked(document.terms[0]).tolist()) == dict(by_hand.tolist())
    assert changes_of(document.terms[0])[:2] == [(EVERY_DOCUMENT, 1), (ALL_WORDS, len(document.texts[0].split()))]


@pytest.mark.slow
def test_the_command_measures_a_small_collection_and_removes_it(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    tmp_path.chmod(0o755)
    arguments = ["bench", "matching", "--documents", "2000", "--questions", "6", "--no-peers", "--json"]
    done = subprocess.run([sys.executable, "-m", "minicluster", *arguments], env=environment, capture_output=True, text=True, timeout=300, check=True)
    report = json.loads(done.stdout)
    settings = {"short, wide", "short, 1/36", "15 terms, wide", "15 terms, 1/36"}
    assert (report["documents"], set(report["alone"]), set(report["four_clients"])) == (2000, settings, settings)
    assert {name: figures["documents"] >= 0.98 for name, figures in report["recall"].items()} == dict.fromkeys(settings, True)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("mc-bench")] == []
