"""What a viewer finds equals what loops over plain lists find: nothing beyond the viewer's scopes, nothing within them missed, in each way of search."""

import math
import os
import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from itertools import count

import numpy as np
import pytest
from search_tools import ToyEmbedder

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.words import grams_of, words_of
from minicluster.platform.search.choosing import Limits
from minicluster.platform.search.embedding import embed_documents
from minicluster.platform.search.engine import Question, search
from minicluster.platform.search.gathering import Aim, View, gather
from minicluster.platform.search.index import Entry, rebuild, replace
from minicluster.platform.search.settling import settle

pytestmark = pytest.mark.django_db

# A thousand user-query pairs in all; ten times as many in the long run.
PAIRS = 10_000 if os.environ.get("MINICLUSTER_LONG") else 1_000
PAIRS_BETWEEN_CHANGES = 3
DOCUMENTS = 60
KINDS = ("expert", "firm", "facility")
SCOPES = (0, 1, 2, 3)
VOCABULARY = ("주축", "열변위", "보정", "도금", "두께", "진동판", "spindle", "heat", "gear", "noise", "vibration", "304", "sus304", "크랙", "사출")
# Each way of a view: whole; all rows of the charts compared; those that are best by words or by signs.
# The pools are wide enough that a filter alone decides.
WAYS = {
    "whole": Limits(),
    "compared": Limits(narrow=0, documents=DOCUMENTS),
    "sifted": Limits(narrow=0, likely=DOCUMENTS, documents=DOCUMENTS),
}
EMBEDDER = ToyEmbedder()
# Halfvec keeps eleven bits: nearer to the middle than this, rounding decides on which side a document lies.
TOLERANCE = 0.01
# As many texts as this, a language's or a collection's average leans on the wider one, or on zero.
PRIOR = 8
programmes = count(5000)


@dataclass
class World:
    """A programme that changes while it is searched, and what loops over plain lists find in it."""

    dice: random.Random
    programme: int
    entries: dict
    centres: dict = field(default_factory=dict)

    def embed(self):
        embed_documents(self.programme, embedders=[EMBEDDER])
        texts = defaultdict(set)
        for one in self.entries.values():
            texts[language_of(one.title)].add(one.title)
        sums = {language: np.sum([vector_of(title) for title in titles], axis=0) for language, titles in texts.items()}
        overall = np.sum(list(sums.values()), axis=0) / (sum(map(len, texts.values())) + PRIOR)
        self.centres = {language: (sums[language] + PRIOR * overall) / (len(titles) + PRIOR) for language, titles in texts.items()}

    def change(self):
        """A right is given or taken, a document is written anew, or taken out; now and then all is settled."""
        number = self.dice.randrange(DOCUMENTS)
        changed = self.dice.choice([entry(self.dice, number), None])
        replace(self.programme, [f"evidence-{number}"], [changed] if changed else [])
        self.entries.pop(number, None)
        if changed:
            self.entries[number] = changed
        self.embed()
        if self.dice.random() < 0.1:
            settle(self.programme)

    def by_hand(self, question, scopes, left_out, *, by_meaning):
        """The documents that a viewer surely finds, and those that they may find where rounding decides."""
        sure, doubtful = [], []
        for one in self.entries.values():
            if may_see(scopes, one) and one.record not in left_out:
                nearness = self.cosine(one.title, question) if by_meaning else 0.0
                if terms(one.title) & terms(question) or nearness > TOLERANCE:
                    sure.append(one)
                elif by_meaning and nearness > -TOLERANCE:
                    doubtful.append(one)
        return sure, doubtful

    def cosine(self, title, question):
        document = vector_of(title) - self.centres[language_of(title)]
        asked = vector_of(question) - self.centres.get(language_of(question), next(iter(self.centres.values())))
        return float(document @ asked / (np.linalg.norm(document) * np.linalg.norm(asked)))


@pytest.mark.slow
@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_viewer_finds_all_that_he_may_find_and_nothing_else(way):
    dice = random.Random(way)  # noqa: S311  # chance is repeatable here
    world = World(dice, next(programmes), {number: entry(dice, number) for number in range(DOCUMENTS)})
    rebuild(world.programme, world.entries.values())
    world.embed()
    settle(world.programme)
    extra, missing, shown_beyond, certain, doubts = [], [], [], 0, 0
    for pair in range(math.ceil(PAIRS / len(WAYS))):
        if pair % PAIRS_BETWEEN_CHANGES == 0:
            world.change()
        scopes = dice.choice([None, dice.sample(SCOPES[1:], k=dice.randint(0, 3))])
        left_out = [f"evidence-{number}" for number in dice.sample(range(DOCUMENTS), k=dice.randint(0, 2))]
        question, kinds, by_meaning = text(dice), dice.sample(KINDS, k=dice.randint(1, 3)), dice.random() < 0.5
        asked = Question(world.programme, question, kinds, left_out, scopes)
        found = search(asked, top=DOCUMENTS, embedders=[EMBEDDER] if by_meaning else (), limits=WAYS[way])
        people = {(kind, one.candidate_id) for kind, of_kind in found.items() for one in of_kind}
        sure, doubtful = ({(one.candidate_kind, one.candidate_id) for one in some if one.candidate_kind in kinds} for some in world.by_hand(
            question, scopes, left_out, by_meaning=by_meaning))  # fmt: skip
        extra += [(pair, one) for one in people - sure - doubtful]
        missing += [(pair, one) for one in sure - people]
        certain, doubts = certain + len(sure), doubts + len(doubtful - sure)
        records = {document.record for of_kind in found.values() for one in of_kind for document in one.documents}
        shown_beyond += [(pair, record) for record in records if not may_see(scopes, world.entries[number_of(record)]) or record in left_out]
    assert (extra, missing, shown_beyond) == ([], [], [])
    assert doubts < 0.02 * certain


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


def number_of(record):
    return int(record.removeprefix("evidence-"))


def may_see(scopes, one):
    return scopes is None or one.scope in {0, *scopes}


@cache
def vector_of(title):
    return EMBEDDER.passages([title])[0].astype(np.float64)


@cache
def terms(title):
    return {word.term for word in words_of(title)} | set(grams_of(title))
