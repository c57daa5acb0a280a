"""Learning from a thesaurus what `understanding` needs: from words at once, from meaning when the vectors of its phrasings are there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.retrieval.discriminant import fit_discriminant
from minicluster.analytics.retrieval.embedding import Vectors
from minicluster.analytics.retrieval.language import LANGUAGES, Language, by_language, language_of
from minicluster.analytics.retrieval.profiles import fit_profiles
from minicluster.analytics.retrieval.register import Heard, Register, fit_register
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.analytics.retrieval.understanding import EXPERT, PLAIN, MeaningReading, TermLists, Understanding, WordReading, unit_vectors
from minicluster.analytics.retrieval.weights import GRAM_WEIGHT, question_weights
from minicluster.analytics.retrieval.words import GRAM_MARK

CONCEPT_SHRINKAGE: Final = 0.6
FIELD_SHRINKAGE: Final = 0.3
# For the field a telling counts as four phrasings: it names the product too.
TELLING_WEIGHT: Final = 4.0
# A concept that is said in fewer ways is seldom found by the words of another speaker.
ENOUGH_WAYS: Final = 8
# So many texts tell where questions stand; more of them move the average no further.
ENOUGH_QUESTIONS: Final = 150


@dataclass(frozen=True)
class Phrasing:
    """How a concept is said, in a few words (`lay`) or told in a few sentences."""

    text: str
    place: int
    is_telling: bool

    @property
    def language(self) -> Language:
        """The language of the text."""
        return language_of(self.text)


def symptoms(concepts: Iterable[Concept]) -> list[Concept]:
    """The concepts that a problem can be about: those with a mechanism and somebody's words for it."""
    return [concept for concept in concepts if concept.kind == "symptom" and concept.fields and (concept.lay or concept.told)]


def phrasings(concepts: Sequence[Concept]) -> list[Phrasing]:
    """Everything that people say, with the place of its concept."""
    said = [Phrasing(text, place, is_telling=False) for place, concept in enumerate(concepts) for text in concept.lay]
    return said + [Phrasing(text, place, is_telling=True) for place, concept in enumerate(concepts) for text in concept.told]


def learn(concepts: Sequence[Concept]) -> Understanding:
    """Learn by words alone; `learn_meaning` and `learn_aims` add what vectors know.

    Raises:
        ValueError: there is no concept with a phrasing.
    """
    said = phrasings(concepts)
    if not said:
        raise ValueError("the thesaurus holds no symptom with a phrasing, so there is nothing to learn from")
    fields = sorted({concept.fields[0] for concept in concepts})
    homes = np.array([fields.index(concept.fields[0]) for concept in concepts])
    experts = [{language: question_weights(concept.in_the_terms_of(language)) for language in LANGUAGES} for concept in concepts]
    heard = {language: [Heard(question_weights(one.text), one.place, one.is_telling) for one in said if one.language == language] for language in LANGUAGES}
    return Understanding(
        keys=tuple(concept.key for concept in concepts),
        homes=homes,
        registers=dict(_registers(heard, concepts, experts)),
        by_words={language: _word_reading(of_language, experts, language, homes) for language, of_language in heard.items() if of_language},
        by_meaning={},
        terms=_term_lists([list(languages.values()) for languages in experts]),
        aims={},
        centres={},
    )


def _registers(
    heard: Mapping[Language, Sequence[Heard]], concepts: Sequence[Concept], experts: Sequence[Mapping[Language, Mapping[str, float]]]
) -> Iterator[tuple[Language, Register]]:
    for language, workshop in heard.items():
        asked = [Heard(question_weights(text), place, tells=True) for place, concept in enumerate(concepts) for text in concept.requests.get(language, ())]
        listed = [Heard(languages[language], place, tells=False) for place, languages in enumerate(experts) if languages[language]]
        if workshop and (asked or listed):
            yield language, fit_register(workshop, asked + listed)


def _word_reading(
    heard: Sequence[Heard], experts: Sequence[Mapping[Language, Mapping[str, float]]], language: Language, homes: NDArray[np.int64]
) -> WordReading:
    """The profiles of what is said; where a concept is said in few ways, its experts' words are one more of them."""
    ways = np.bincount([one.concept for one in heard], minlength=len(experts))
    more = [Heard(languages[language], place, tells=False) for place, languages in enumerate(experts) if languages[language] and ways[place] < ENOUGH_WAYS]
    told = [*heard, *more]
    terms, places = [one.terms for one in told], np.array([one.concept for one in told])
    return WordReading(fit_profiles(terms, places.tolist(), len(experts)), fit_profiles(terms, homes[places].tolist(), int(homes.max()) + 1))


def learn_meaning(known: Understanding, model: str, said: Sequence[Phrasing], vectors: Vectors) -> Understanding:
    """Read by meaning too, from the vectors of the phrasings as questions under one model."""
    telling = np.array([one.is_telling for one in said])
    english = np.array([one.language == "en" for one in said])
    places = np.array([one.place for one in said])
    seen = np.empty_like(vectors)
    # A few words and a few sentences stand elsewhere on average, and so do languages.
    for kind in (telling & english, telling & ~english, ~telling & english, ~telling & ~english):
        seen[kind] = unit_vectors(vectors[kind] - vectors[kind].mean(axis=0)) if kind.any() else seen[kind]
    weights = np.where(telling, TELLING_WEIGHT, 1.0)
    homes = known.homes
    reading = MeaningReading(
        fit_discriminant(seen, places, len(known.keys), shrinkage=CONCEPT_SHRINKAGE),
        fit_discriminant(seen, homes[places], int(homes.max()) + 1, shrinkage=FIELD_SHRINKAGE, weights=weights),
    )
    return replace(known, by_meaning={**known.by_meaning, model: reading})


def learn_aims(known: Understanding, model: str, texts: Mapping[str, Vectors]) -> Understanding:
    """Know by meaning what to look for: the vectors of each concept's text as a document, by language, in the order of the concepts."""
    centred = [unit_vectors(vectors - vectors.mean(axis=0)) for vectors in texts.values()]
    return replace(known, aims={**known.aims, model: np.mean(centred, axis=0, dtype=np.float32)})


def questions_to_centre(concepts: Iterable[Concept]) -> dict[str, list[str]]:
    """Texts that stand for all questions of a register and language (`plain/ko`, `expert/en`): the first telling of each concept, and the requests."""
    told = list(concepts)
    first = [by_language(concept.told) for concept in told]
    every = {f"{PLAIN}/{language}": [tellings[language][0] for tellings in first if language in tellings] for language in LANGUAGES}
    every |= {f"{EXPERT}/{language}": [text for concept in told for text in concept.requests.get(language, ())] for language in LANGUAGES}
    return {name: texts[:: max(1, len(texts) // ENOUGH_QUESTIONS)] for name, texts in every.items() if texts}


def learn_centres(known: Understanding, model: str, vectors: Mapping[str, Vectors]) -> Understanding:
    """Know where questions stand on average under a model, from the vectors of `questions_to_centre`."""
    return replace(known, centres={**known.centres, model: {name: of_name.mean(axis=0) for name, of_name in vectors.items()}})


def _term_lists(experts: Sequence[Sequence[Mapping[str, float]]]) -> TermLists:
    entries = [(place, term) for place, languages in enumerate(experts) for term in dict.fromkeys(term for terms in languages for term in terms)]
    names = list(dict.fromkeys(term for _place, term in entries))
    numbers = {term: number for number, term in enumerate(names)}
    return TermLists(
        names,
        np.array([place for place, _term in entries], dtype=np.int32),
        np.array([numbers[term] for _place, term in entries], dtype=np.int32),
        np.array([GRAM_WEIGHT if term.startswith(GRAM_MARK) else 1.0 for _place, term in entries], dtype=np.float32),
    )
