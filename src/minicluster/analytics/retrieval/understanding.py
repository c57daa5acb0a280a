"""Understanding a problem before searching for it: which concepts of the thesaurus it may be about, in whose words it speaks, and what to look for.

A lay problem is first read as its likely mechanisms, several of them with their weights, and then searched in the experts' terms. A problem that
already speaks the experts' language is searched as it is; there the thesaurus only helps a little, by meaning. Mixing it in blindly ruins such
problems (technical MRR .94 → .35 in the trial), so the weight follows how the problem speaks.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.discriminant import Discriminant
from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.language import Language, language_of
from minicluster.analytics.retrieval.profiles import Profiles
from minicluster.analytics.retrieval.register import Register
from minicluster.analytics.retrieval.weights import question_weights

Scores = NDArray[np.float64]

# Chosen among few settings on the whole development collection, so not confirmed on problems apart from it; see docs/explanation/matching.md.
WORDS_BESIDE_MEANING: Final = 0.6
FIELD_SHARE: Final = 0.3
FIELD_SHARPNESS: Final = 0.7
SHARPNESS: Final = 0.6
WEIGHT_OF_PLAIN: Final = 1.0
WEIGHT_OF_LEARNED: Final = 0.2
# A concept of the firm's own field is taken to be so many times as likely beforehand as one of another. Set by judgement, not fitted: it decides between
# tellings that fit both, and a telling that fits another field plainly better still wins.
FIELD_ODDS: Final = 8.0
# The two registers in which questions come.
PLAIN: Final = "plain"
EXPERT: Final = "expert"
# How many of the likely concepts are told.
MOST_CONCEPTS: Final = 5
# More terms than these make a question slow and no better.
MOST_TERMS: Final = 80


@dataclass(frozen=True)
class Meant:
    """A concept that a problem may be about, with its share; the shares of all concepts add up to 1."""

    place: int
    share: float


@dataclass(frozen=True)
class Understood:
    """What a problem was understood to be about.

    Attributes:
        plainness: 0 where it speaks like an expert, 1 where it speaks like a workshop.
        meant: the likely concepts, likeliest first.
        terms: what to look for in the experts' words, with weights before rarity.
        vectors: by model, what to look for by meaning.
        weight: how much this counts beside the problem's own words.
        own: the problem's own vectors, seen from where such questions stand on average.
    """

    plainness: float
    meant: tuple[Meant, ...]
    terms: Mapping[str, float]
    vectors: Mapping[str, Vectors]
    weight: float
    own: Mapping[str, Vectors]


@dataclass(frozen=True)
class WordReading:
    """Reading by words: the profiles of the concepts and of their fields."""

    concepts: Profiles
    fields: Profiles


@dataclass(frozen=True)
class MeaningReading:
    """Reading by meaning: what tells the concepts, and their fields, from one another."""

    concepts: Discriminant
    fields: Discriminant


@dataclass(frozen=True)
class TermLists:
    """The experts' terms of every concept: `weights[i]` is that of the term `names[terms[i]]` for the concept `concepts[i]`."""

    names: Sequence[str]
    concepts: NDArray[np.int32]
    terms: NDArray[np.int32]
    weights: NDArray[np.float32]

    def weightiest(self, shares: Scores) -> dict[str, float]:
        """The weightiest terms where each concept counts with its share."""
        total = np.bincount(self.terms, self.weights * shares[self.concepts], len(self.names))
        best = np.argsort(-total, kind="stable")[:MOST_TERMS]
        return {self.names[place]: float(total[place]) for place in best if total[place] > 0}


@dataclass(frozen=True)
class Understanding:
    """What was learned from a thesaurus; plain data, see `learning.learn`.

    Attributes:
        keys: the concepts, in the order of every score.
        homes: the field of each concept, as its place among the fields.
        registers: how the workshop and the experts speak, in each language in which both were heard.
        by_words: reading by words, in each language in which something is said.
        by_meaning: reading by meaning, under one model each.
        terms: the experts' terms of the concepts, with their weights before rarity.
        aims: by model, for each concept the mean direction of its experts' texts (concepts × dimensions).
        centres: by model, where questions stand on average: those of each register and language (`plain/ko`, `expert/en`).
    """

    keys: tuple[str, ...]
    homes: NDArray[np.int64]
    registers: Mapping[Language, Register]
    by_words: Mapping[Language, WordReading]
    by_meaning: Mapping[str, MeaningReading]
    terms: TermLists
    aims: Mapping[str, Vectors]
    centres: Mapping[str, Mapping[str, Vectors]]

    def understand(self, text: str, vectors: Mapping[str, Vectors], expected: Collection[str] = ()) -> Understood:
        """Read a problem in its own language.

        Args:
            text: the problem.
            vectors: its own as a question, by model; those of a model whose questions are not known are not used.
            expected: the keys of the concepts of the firm's field, which are likelier beforehand; empty where the field is not known.
        """
        terms, language = question_weights(text), language_of(text)
        # Where the thesaurus does not know how a workshop speaks in this language, nothing speaks like one.
        plainness = self.registers[language].plainness_of(terms) if language in self.registers else 0.0
        unit = {model: unit_vectors(vector - self._centre(model, language, plainness)) for model, vector in vectors.items() if model in self.centres}
        words = self.by_words.get(language)
        plain = softmax(self._in_workshop_words(words, terms, unit) / SHARPNESS) if self._is_known(words, terms, unit) else None
        learned = self._in_expert_words(unit)
        shares = _mixed(plainness, plain, learned)
        if shares is None:
            return Understood(plainness, (), {}, {}, 0.0, unit)
        shares = self._towards(expected, shares)
        weight = plainness * WEIGHT_OF_PLAIN + (1 - plainness) * WEIGHT_OF_LEARNED
        aims = {model: shares.astype(np.float32) @ aims for model, aims in self.aims.items()}
        return Understood(plainness, _likeliest(shares), self.terms.weightiest(shares * plainness), aims, weight, unit)

    def because(self, text: str, place: int) -> dict[str, float]:
        """The terms of a text that speak for a concept in the workshop's words, each with its weight there."""
        words = self.by_words.get(language_of(text))
        if words is None:
            return {}
        profiles = words.concepts
        found: dict[str, float] = {}
        for term in question_weights(text):
            if term in profiles.places:
                span = slice(profiles.starts[profiles.places[term]], profiles.starts[profiles.places[term] + 1])
                weight = float(profiles.weights[span][profiles.classes[span] == place].sum())
                found |= {term: weight * float(profiles.rarities[profiles.places[term]])} if weight else {}
        return found

    def _towards(self, expected: Collection[str], shares: Scores) -> Scores:
        if not expected:
            return shares
        likelier = shares * np.array([FIELD_ODDS if key in expected else 1.0 for key in self.keys])
        found: Scores = likelier / likelier.sum()
        return found

    def _centre(self, model: str, language: str, plainness: float) -> Vectors:
        known = self.centres[model]
        expert = known.get(f"{EXPERT}/{language}", known[f"{PLAIN}/ko"])
        plain = known.get(f"{PLAIN}/{language}", expert)
        return (plainness * plain + (1 - plainness) * expert).astype(np.float32)

    def _is_known(self, words: WordReading | None, terms: Mapping[str, float], vectors: Mapping[str, Vectors]) -> bool:
        return (words is not None and any(term in words.concepts.places for term in terms)) or any(model in vectors for model in self.by_meaning)

    def _in_workshop_words(self, words: WordReading | None, terms: Mapping[str, float], vectors: Mapping[str, Vectors]) -> Scores:
        concept_scores = standardised(words.concepts.scores(terms)) if words else np.zeros(len(self.keys))
        field_scores = standardised(words.fields.scores(terms)) if words else np.zeros(int(self.homes.max()) + 1)
        readings = [(reading, vectors[model]) for model, reading in self.by_meaning.items() if model in vectors]
        if readings:
            concept_scores = WORDS_BESIDE_MEANING * concept_scores
        for reading, vector in readings:
            concept_scores = concept_scores + standardised(reading.concepts.scores(vector))
            field_scores = field_scores + standardised(reading.fields.scores(vector))
        fitting = np.log(softmax(field_scores / FIELD_SHARPNESS) + np.finfo(float).tiny)
        found: Scores = concept_scores + FIELD_SHARE * fitting[self.homes]
        return found

    def _in_expert_words(self, vectors: Mapping[str, Vectors]) -> Scores | None:
        near = [standardised((aims @ vectors[model]).astype(np.float64)) for model, aims in self.aims.items() if model in vectors]
        return softmax(standardised(np.sum(near, axis=0)) / SHARPNESS) if near else None


def unit_vectors(vectors: Vectors) -> Vectors:
    """The vectors with length 1; one without length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def standardised(scores: Scores) -> Scores:
    """Mean 0 and standard deviation 1; all 0 where nothing differs.

    >>> standardised(np.array([1.0, 3.0])).tolist(), standardised(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [0.0, 0.0])
    """
    spread = scores.std() if scores.size else 0.0
    return (scores - scores.mean()) / spread if spread > np.finfo(float).eps else np.zeros_like(scores)


def softmax(scores: Scores) -> Scores:
    """Shares that add up to 1."""
    raised = np.exp(scores - scores.max())
    shares: Scores = raised / raised.sum()
    return shares


def _mixed(plainness: float, plain: Scores | None, learned: Scores | None) -> Scores | None:
    if plain is None or learned is None:
        return plain if learned is None else learned
    return plainness * plain + (1 - plainness) * learned


def _likeliest(shares: Scores) -> tuple[Meant, ...]:
    return tuple(Meant(int(place), float(shares[place])) for place in np.argsort(-shares, kind="stable")[:MOST_CONCEPTS])
