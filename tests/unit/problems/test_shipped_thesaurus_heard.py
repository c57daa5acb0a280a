"""What the shipped thesaurus teaches, judged by texts that it was not taught: how a text speaks, and what an English telling is about."""

from dataclasses import replace

import pytest

from minicluster.analytics.retrieval.language import LANGUAGES, by_language
from minicluster.analytics.retrieval.learning import learn, symptoms
from minicluster.analytics.retrieval.weights import question_weights
from minicluster.problems.domain.shipped_thesaurus import read_shipped_concepts

# Every ninth field, so that the words of several trades are among what is taught and what is asked.
EVERY_NINTH = 9


def concepts_of_every_ninth_field(first):
    every = symptoms(read_shipped_concepts())
    fields = sorted({concept.fields[0] for concept in every})[first::EVERY_NINTH]
    return [concept for concept in every if concept.fields[0] in fields]


@pytest.fixture(scope="module")
def taught():
    return concepts_of_every_ninth_field(0)


@pytest.fixture(scope="module")
def registers(taught):
    return learn(taught).registers


@pytest.fixture(scope="module")
def asked():
    """Concepts of other fields, by other words."""
    return concepts_of_every_ninth_field(4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_telling_of_an_untaught_field_speaks_like_a_workshop_and_a_request_like_an_expert(registers, asked, language):
    register = registers[language]
    tellings = [text for concept in asked for text in by_language(concept.told).get(language, ())]
    requests = [text for concept in asked for text in concept.requests.get(language, ())]
    plain = [register.plainness_of(question_weights(text)) > 0.5 for text in tellings]
    expert = [register.plainness_of(question_weights(text)) < 0.5 for text in requests]
    assert sum(plain) / len(plain) > 0.9, f"{sum(plain)} of {len(plain)} tellings are heard as plain"
    assert sum(expert) / len(expert) > 0.9, f"{sum(expert)} of {len(expert)} requests are heard as an expert's"


def test_an_english_telling_that_was_held_out_is_understood_as_its_own_concept(taught):
    first = {concept.key: by_language(concept.told)["en"][0] for concept in taught}
    known = learn([replace(concept, told=tuple(text for text in concept.told if text != first[concept.key])) for concept in taught])
    places = [[known.keys[one.place] for one in known.understand(text, {}).meant[:3]].count(key) for key, text in first.items()]
    assert sum(places) / len(places) > 0.9, f"{sum(places)} of {len(places)} are found among the first three"
