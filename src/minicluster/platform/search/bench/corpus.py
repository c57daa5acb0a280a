"""A synthetic collection: words of real texts, frequent ones as frequent as in any language (Zipf), about topics; vectors made of themes.

The vectors are made to be as hard as real ones: two models that agree only partly, many directions of falling strength, and texts that are about several
themes at once, so that the more texts there are, the nearer the nearest come. The same seed gives the same collection.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.words import grams_of, words_of
from minicluster.platform.search.terms import ALL_GRAMS, ALL_WORDS, LENGTHS, PACKED, number_of

Integers = NDArray[np.int64]

MODELS: Final = {"bench-384": 384, "bench-512": 512}
KINDS: Final = {"expert": 0.70, "firm": 0.15, "facility": 0.08, "support": 0.07}
SCOPES: Final = 36
DOCUMENTS_PER_CANDIDATE: Final = 3
BATCH: Final = 5_000
SHORTEST, LONGEST = 18, 40
# Compounds of two words lengthen the tail of the vocabulary, as in any collection that grows.
COMPOUNDS: Final = 100_000
SHARED, OWN = 128, 256
# How many themes there are, of how many each text is about, and how many of those are its candidate's; how evenly themes are spread over texts and
# within a text; the share of what both models see, of the themes in a vector, and of one text in a question. All are chosen so that these vectors look
# as those of real texts do (see `docs/explanation/search-at-scale.md`).
THEMES: Final = 3_000
THEMES_OF_TEXT: Final = 6
THEMES_OF_CANDIDATE: Final = 2
POPULARITY: Final = 0.62
POPULAR: Final = 5
EVENNESS: Final = 0.75
AGREEMENT: Final = 0.32
THEMATIC: Final = 0.71
NEARNESS: Final = 0.86


@dataclass(frozen=True)
class Batch:
    """Some documents: columns of equal length."""

    numbers: Integers
    kinds: NDArray[np.str_]
    candidates: Integers
    scopes: Integers
    texts: list[str]
    terms: list[bytes]
    vectors: Mapping[str, Vectors]


@dataclass(frozen=True)
class Asked:
    """A question with its vectors, about as near to some document as a question is."""

    text: str
    vectors: Mapping[str, Vectors]


class Vocabulary:
    """Words with their terms, frequent ones first, for all topics and for each."""

    def __init__(self, topics: Sequence[Sequence[str]], compounds: int) -> None:
        counts = [Counter(word for text in texts for word in text.split()) for texts in topics]
        frequent = [word for word, _count in sum(counts, Counter()).most_common()]
        random = np.random.default_rng(1)
        pairs = random.integers(0, len(frequent), size=(compounds, 2)).tolist()
        self.words = list(dict.fromkeys([*frequent, *(frequent[one] + frequent[other] for one, other in pairs)]))
        places = {word: place for place, word in enumerate(self.words)}
        self.topics = [np.array([places[word] for word, _count in count.most_common()]) for count in counts]
        of_words = [[*(word.term for word in words_of(text)), *grams_of(text)] for text in self.words]
        terms = {term: place for place, term in enumerate(dict.fromkeys(term for of_word in of_words for term in of_word))}
        self.lengths = np.array([len(of_word) for of_word in of_words])
        self.starts = np.cumsum(self.lengths) - self.lengths
        self.terms = np.array([terms[term] for of_word in of_words for term in of_word])
        self.numbers = np.array([number_of(term) for term in terms])
        self.grams = np.array([term.startswith("~") for term in terms])

    def drawn(self, random: np.random.Generator, topics: Integers) -> Integers:
        """For each topic a word: half of them words of the topic, all by Zipf's law."""
        sizes = np.array([len(words) for words in self.topics])[topics]
        of_topic = np.concatenate(self.topics)[
            (np.cumsum([0, *(len(words) for words in self.topics)])[topics] + _zipf(random, sizes)).clip(max=sum(len(words) for words in self.topics) - 1)
        ]
        of_all = _zipf(random, np.full(len(topics), len(self.words)))
        return np.where(random.random(len(topics)) < 0.5, of_topic, of_all)  # noqa: PLR2004  # half of them

    def terms_of(self, rows: Integers, words: Integers) -> list[bytes]:
        """The packed terms of documents, as `packed(term_counts(text))` would give them; `rows` says which document each word stands in, ascending."""
        lengths = self.lengths[words]
        within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        terms, documents = self.terms[np.repeat(self.starts[words], lengths) + within], np.repeat(rows, lengths)
        pairs, counts = np.unique(documents * len(self.numbers) + terms, return_counts=True)
        documents, terms = np.divmod(pairs, len(self.numbers))
        size = int(rows[-1]) + 1
        heads = np.empty((size, LENGTHS), dtype=PACKED)
        heads["term"] = ALL_WORDS, ALL_GRAMS
        heads["count"] = np.bincount(documents * LENGTHS + self.grams[terms], weights=counts, minlength=LENGTHS * size).reshape(size, LENGTHS)
        table = np.empty(len(pairs), dtype=PACKED)
        table["term"], table["count"] = self.numbers[terms], counts
        ends = np.searchsorted(documents, np.arange(size + 1))
        return [head.tobytes() + table[start:end].tobytes() for head, start, end in zip(heads, ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


class Corpus:
    """A collection of so many documents, made of the texts of some topics."""

    def __init__(self, topics: Sequence[Sequence[str]], documents: int) -> None:
        self.documents = documents
        self.candidates = max(1, documents // DOCUMENTS_PER_CANDIDATE)
        self.vocabulary = Vocabulary(topics, min(COMPOUNDS, documents))

    def batches(self) -> Iterator[Batch]:
        """All documents, some thousand at a time; numbers begin with 1."""
        for start in range(0, self.documents, BATCH):
            yield self._batch(start, min(BATCH, self.documents - start))

    def asked(self, count: int, terms: int, *, seed: int) -> list[Asked]:
        """Questions of at least so many terms beside 2-grams."""
        random = np.random.default_rng([seed, terms])
        topics = random.integers(0, len(self.vocabulary.topics), size=count)
        texts = [self._question(random, int(topic), terms) for topic in topics]
        near, other = (self._vectors(random, random.integers(0, self.candidates, size=count)) for _text in range(2))
        mixed = {model: _unit(NEARNESS * near[model] + (1 - NEARNESS**2) ** 0.5 * other[model]) for model in MODELS}
        return [Asked(text, {model: mixed[model][place] for model in MODELS}) for place, text in enumerate(texts)]

    def _question(self, random: np.random.Generator, topic: int, terms: int) -> str:
        text = ""
        while len({word.term for word in words_of(text)}) < terms:
            text += " " + self.vocabulary.words[int(self.vocabulary.drawn(random, np.array([topic]))[0])]
        return text.strip()

    def _batch(self, start: int, size: int) -> Batch:
        random = np.random.default_rng([7, start])
        topics = random.integers(0, len(self.vocabulary.topics), size=size)
        lengths = random.integers(SHORTEST, LONGEST, size=size)
        rows = np.repeat(np.arange(size), lengths)
        words = self.vocabulary.drawn(random, topics[rows])
        ends = np.cumsum(lengths).tolist()
        spoken = [self.vocabulary.words[word] for word in words.tolist()]
        kinds = random.choice(list(KINDS), p=list(KINDS.values()), size=size)
        candidates = random.integers(0, self.candidates, size=size)
        return Batch(
            np.arange(start + 1, start + size + 1),
            kinds,
            candidates + 1,
            np.where(random.random(size) < 0.5, topics % SCOPES, random.integers(0, SCOPES, size=size)) + 1,  # noqa: PLR2004  # half keep to their topic
            [" ".join(spoken[begin:end]) for begin, end in zip([0, *ends[:-1]], ends, strict=True)],
            self.vocabulary.terms_of(rows, words),
            self._vectors(random, candidates),
        )

    def _vectors(self, random: np.random.Generator, candidates: Integers) -> dict[str, Vectors]:
        """The vectors of a text of each of these candidates."""
        others = self._themes_drawn(random, (len(candidates), THEMES_OF_TEXT - THEMES_OF_CANDIDATE))
        themes = np.concatenate([self._themes_of_candidates[candidates], others], axis=1)
        shares = random.exponential(size=themes.shape) ** EVENNESS
        shares = (shares / np.sqrt((shares**2).sum(axis=1, keepdims=True))).astype(np.float32)
        shared = self._latent(random, themes, shares, "shared")
        vectors = {}
        for model in MODELS:
            seen = shared @ self._views[model, "shared"] * AGREEMENT**0.5
            own = self._latent(random, themes, shares, model) @ self._views[model, "own"] * (1 - AGREEMENT) ** 0.5
            vectors[model] = _unit(seen + own + self._cones[model])
        return vectors

    def _latent(self, random: np.random.Generator, themes: Integers, shares: Vectors, name: str) -> Vectors:
        """Positions among the themes of each text, along directions of falling strength, about 1 long."""
        middles = self._middles[name]
        strengths = (np.arange(middles.shape[1]) + 10.0) ** -0.5
        strengths /= np.sqrt((strengths**2).sum())
        meant = np.zeros((len(themes), len(strengths)), dtype=np.float32)
        for theme, share in zip(themes.T, shares.T, strict=True):
            meant += share[:, np.newaxis] * middles[theme]
        own = random.standard_normal(meant.shape, dtype=np.float32)
        latent: Vectors = ((THEMATIC**0.5 * meant + (1 - THEMATIC) ** 0.5 * own) * strengths).astype(np.float32)
        return latent

    def _themes_drawn(self, random: np.random.Generator, shape: tuple[int, int]) -> Integers:
        popularity = np.cumsum((np.arange(THEMES) + float(POPULAR)) ** -POPULARITY)
        drawn: Integers = np.searchsorted(popularity, random.random(shape) * popularity[-1])
        return drawn

    @cached_property
    def _themes_of_candidates(self) -> Integers:
        return self._themes_drawn(np.random.default_rng(14), (self.candidates, THEMES_OF_CANDIDATE))

    @cached_property
    def _middles(self) -> dict[str, Vectors]:
        """Where each theme stands among the directions that both models see, and among those of each."""
        random = np.random.default_rng(11)
        return {name: random.standard_normal((THEMES, size), dtype=np.float32) for name, size in {"shared": SHARED, **dict.fromkeys(MODELS, OWN)}.items()}

    @cached_property
    def _views(self) -> dict[tuple[str, str], Vectors]:
        """How each model sees the shared directions and its own: at right angles to each other."""
        random, views = np.random.default_rng(12), {}
        for model, dimensions in MODELS.items():
            turned, _rest = np.linalg.qr(random.normal(size=(dimensions, dimensions)))
            views[model, "shared"] = turned[:SHARED].astype(np.float32)
            views[model, "own"] = turned[SHARED : SHARED + OWN].astype(np.float32)
        return views

    @cached_property
    def _cones(self) -> dict[str, Vectors]:
        """What all vectors of a model have in common, and centring takes away."""
        random = np.random.default_rng(13)
        return {model: _unit(random.normal(size=(1, dimensions)))[0].astype(np.float32) for model, dimensions in MODELS.items()}


def _zipf(random: np.random.Generator, sizes: Integers) -> Integers:
    """A place below each size; the n-th is drawn about as often as 1/n."""
    return np.minimum(np.floor(np.exp(random.random(len(sizes)) * np.log(sizes + 1))).astype(np.int64) - 1, sizes - 1)


def _unit(vectors: Any) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit
