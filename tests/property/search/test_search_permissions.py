"""What a viewer finds equals what loops over plain lists find: nothing beyond the viewer's scopes, nothing within them missed, in each way of search."""

import os
import random
from itertools import count

import pytest
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.words import grams_of, words_of
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, search
from minicluster.platform.search.gathering import Aim, Limits, View, gather
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.settling import settle

pytestmark = pytest.mark.django_db

PAIRS = 1000 if os.environ.get("MINICLUSTER_LONG") else 120
PAIRS_PER_COLLECTION = 10
DOCUMENTS = 60
KINDS = ("expert", "firm", "facility")
SCOPES = (0, 1, 2, 3)
VOCABULARY = ("주축", "열변위", "보정", "도금", "두께", "진동판", "spindle", "heat", "gear", "noise", "vibration", "304", "sus304", "크랙", "사출")
# Each way of a view: whole, all positions compared, those whose signs agree best. The pools are wide enough that a filter alone decides.
WAYS = {
    "whole": Limits(),
    "compared": Limits(narrow=0, by_meaning=DOCUMENTS, by_words=DOCUMENTS),
    "sifted": Limits(narrow=0, sifted=DOCUMENTS // 3, by_meaning=DOCUMENTS, by_words=DOCUMENTS),
}
programmes = count(5000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(PAIRS // PAIRS_PER_COLLECTION))
def test_a_viewer_finds_all_that_he_may_find_and_nothing_else(seed):
    dice = random.Random(seed)  # noqa: S311  # chance is repeatable here
    programme, way = next(programmes), dice.choice(sorted(WAYS))
    entries = {number: entry(dice, number) for number in range(DOCUMENTS)}
    rebuild(programme, entries.values())
    settle(programme)
    for _pair in range(PAIRS_PER_COLLECTION):
        change(dice, programme, entries)
        scopes = dice.choice([None, dice.sample(SCOPES[1:], k=dice.randint(0, 3))])
        left_out = [f"evidence-{number}" for number in dice.sample(range(DOCUMENTS), k=dice.randint(0, 2))]
        question, kinds = text(dice), dice.sample(KINDS, k=dice.randint(1, 3))
        found = search(Question(programme, question, kinds, left_out, scopes), top=DOCUMENTS, embedders=(), limits=WAYS[way])
        assert {kind: {one.candidate_id for one in of_kind} for kind, of_kind in found.items()} == {
            kind: {
                one.candidate_id
                for one in entries.values()
                if one.candidate_kind == kind and may_see(scopes, one) and one.record not in left_out and terms(one.title) & terms(question)
            }
            for kind in kinds
        }
        shown = {document.record for of_kind in found.values() for one in of_kind for document in one.documents}
        assert shown <= {one.record for one in entries.values() if may_see(scopes, one) and one.record not in left_out}


@pytest.mark.parametrize("way", sorted(WAYS))
def test_all_ways_bring_the_same_signals_of_the_same_documents(way):
    dice, embedder, programme = random.Random(7), ToyEmbedder(), next(programmes)  # noqa: S311  # chance is repeatable here
    entries = {number: entry(dice, number) for number in range(DOCUMENTS)}
    rebuild(programme, entries.values())
    embed_documents(programme, embedders=[embedder])
    view, aim = View(programme, scopes=[1, 2]), Aim({"주축": 1.0, "heat": 0.5}, {"toy": embedder.questions(["주축 heat"])[0]})
    before = by_record(gather(view, [aim]))
    settle(programme)
    after = by_record(gather(view, [aim], WAYS[way]))
    assert after == {record: pytest.approx(values, abs=1e-3) for record, values in before.items()}
    assert set(after) == {one.record for one in entries.values() if may_see([1, 2], one)}


def by_record(signals):
    return {
        record: (of_kind.words[0][place], of_kind.meanings[0]["toy"][place])
        for of_kind in signals.values()
        for place, (_candidate, record, _document) in enumerate(of_kind.documents)
    }


def text(dice):
    return " ".join(dice.choices(VOCABULARY, k=dice.randint(1, 4)))


def entry(dice, number):
    return Entry(dice.choice(KINDS), dice.randint(1, 20), f"evidence-{number}", text(dice), scope=dice.choice(SCOPES))


def change(dice, programme, entries):
    """A right is given or taken, a document is written anew, or taken out; now and then all is settled."""
    number = dice.randrange(DOCUMENTS)
    changed = dice.choice([entry(dice, number), None])
    replace(programme, [f"evidence-{number}"], [changed] if changed else [])
    if changed:
        entries[number] = changed
    else:
        entries.pop(number, None)
    if dice.random() < 0.1:
        settle(programme)


def may_see(scopes, one):
    return scopes is None or one.scope in {0, *scopes}


def terms(title):
    return {word.term for word in words_of(title)} | set(grams_of(title))
