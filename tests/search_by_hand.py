"""Search by loops over plain lists, written from the formulas, without any code of the product's scoring, choosing and ranking."""

import math
from collections import Counter, defaultdict

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.words import grams_of, words_of

# Cosines that reach no further than this are all the same.
LEAST_REACH = 0.001


class Collection:
    """Some entries, each a title, and what follows from all of them together."""

    def __init__(self, entries, embedders):
        self.entries, self.embedders = entries, embedders
        self.fields = [fields(entry.title) for entry in entries]
        self.holding = [Counter(term for own in self.fields for term in own[field]) for field in (0, 1)]
        lengths = [[sum(own[field].values()) for own in self.fields] for field in (0, 1)]
        self.usual = [max(1, sum(lengths[0]) / max(1, len(entries))), max(1, sum(lengths[1]) / max(1, sum(map(bool, lengths[1]))))]
        self.vectors = [embedder.passages([entry.title for entry in entries]).tolist() if entries else [] for embedder in embedders]
        self.centres = [self.centres_of(vectors) for vectors in self.vectors]

    def centres_of(self, vectors):
        by_language = defaultdict(dict)
        for entry, vector in zip(self.entries, vectors, strict=True):
            by_language[language_of(entry.title)][entry.title] = vector
        every = [vector for texts in by_language.values() for vector in texts.values()]
        overall = [sum(column) / (len(every) + 8) for column in zip(*every, strict=True)]
        return {
            language: [(sum(column) + 8 * wider) / (len(own) + 8) for column, wider in zip(zip(*own.values(), strict=True), overall, strict=True)]
            for language, own in by_language.items()
        }

    def most(self, question):
        """The weight of all terms of a question."""
        return sum(times * idf * weight for _field, _term, times, idf, weight in self.weighted_terms(question))

    def words(self, question):
        """Okapi BM25 of each entry in two fields."""
        terms = list(self.weighted_terms(question))
        return [sum(weight * times * idf * self.part(own, field, term) for field, term, times, idf, weight in terms) for own in self.fields]

    def part(self, own, field, term):
        tf, length = own[field][term], sum(own[field].values())
        return tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / self.usual[field])) if tf else 0

    def weighted_terms(self, question):
        for field, weight in ((0, 1.0), (1, 0.3)):
            for term, times in fields(question)[field].items():
                holding = self.holding[field][term]
                yield field, term, times, math.log(1 + (len(self.entries) - holding + 0.5) / (holding + 0.5)), weight

    def cosines(self, question):
        """For each entry one centred cosine per model; None where there is no direction."""
        columns = [self.of_model(question, *of_model) for of_model in zip(self.embedders, self.vectors, self.centres, strict=True)]
        return [list(row) for row in zip(*columns, strict=True)]

    def of_model(self, question, embedder, vectors, centres):
        centre = centres.get(language_of(question)) or next(iter(centres.values()), None)
        asked = difference(embedder.questions([question])[0].tolist(), centre) if centre else []
        return [cosine(difference(vector, centres[language_of(entry.title)]), asked) for entry, vector in zip(self.entries, vectors, strict=True)]


def fields(text):
    return Counter(word.term for word in words_of(text)), Counter(grams_of(text))


def difference(one, other):
    return [left - right for left, right in zip(one, other, strict=True)]


def cosine(one, other):
    norms = math.hypot(*one) * math.hypot(*other)
    return sum(left * right for left, right in zip(one, other, strict=True)) / norms if norms else None


def fused_by_hand(pool, words, cosines, most, *, from_average=False):
    """The score of each place of the pool; in a wide view cosines count from 0, the average document."""
    highest = max([words[place] for place in pool], default=0)
    by_word = 0.1 + 0.5 * min(1, max(0, (highest / most - 0.1) / 0.1)) if most else 0.1
    stretched = []
    for model in range(len(cosines[0]) if cosines else 0):
        known = [cosines[place][model] for place in pool if cosines[place][model] is not None]
        if known and len(known) >= 0.9 * len(pool):
            lowest = 0 if from_average else min(known)
            stretched.append((model, lowest, max(known) - lowest))
    fused = {}
    for place in pool:
        total, weights = by_word * (words[place] / highest if highest else 0), by_word
        for model, lowest, reach in stretched:
            if reach > LEAST_REACH and cosines[place][model] is not None:
                total += (1 - by_word) / len(stretched) * max(0, cosines[place][model] - lowest) / reach
                weights += (1 - by_word) / len(stretched)
        fused[place] = total / weights
    return fused


def best_two(values):
    """What a candidate is judged by."""
    first, *rest = sorted(values, reverse=True)
    return (first + rest[0]) / 2 if rest else 0.9 * first
