"""The thesaurus that ships with the product: read from its files, whole and of one shape."""

import json
from collections import Counter

from minicluster.analytics.retrieval.language import LANGUAGES, by_language, language_of
from minicluster.analytics.retrieval.thesaurus import Concept
from minicluster.problems.domain.shipped_thesaurus import FOLDER, field_names, read_shipped_concepts, skos_context
from minicluster.problems.rules import ConceptKind


def test_every_line_of_every_file_is_a_concept_and_no_key_is_given_twice():
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.glob("*.jsonl"))
    keys = Counter(concept.key for concept in read_shipped_concepts())
    assert (sum(keys.values()), [key for key, count in keys.items() if count > 1]) == (lines, [])


def test_a_concept_is_named_in_both_languages_and_as_it_is_called_in_a_workshop():
    wanting = [concept.key for concept in read_shipped_concepts() if not (all(concept.mechanism.values()) and concept.lay and concept.kind in ConceptKind)]
    assert wanting == []


def test_a_symptom_has_its_experts_terms_and_is_said_and_told_as_a_firm_would_in_both_languages():
    symptoms = [concept for concept in read_shipped_concepts() if concept.kind == ConceptKind.SYMPTOM]
    both = set(LANGUAGES)
    wanting = [one.key for one in symptoms if not (all(one.terms.values()) and set(by_language(one.lay)) == set(by_language(one.told)) == both)]
    assert wanting == []


def test_what_stands_under_a_language_is_read_as_that_language_and_nothing_is_said_twice():
    said = [
        (entry["id"], language, text)
        for path in FOLDER.glob("*.jsonl")
        for entry in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        for part in ("hiddenLabel", "example", "request")
        for language, texts in entry.get(part, {}).items()
        for text in texts
    ]
    assert [one for one in said if language_of(one[2]) != one[1]] == []
    assert [one for one, count in Counter((key, text) for key, _language, text in said).items() if count > 1] == []


def test_every_field_of_a_concept_has_a_name_in_both_languages():
    used = {field for concept in read_shipped_concepts() for field in concept.fields}
    assert used == set(field_names())
    assert all(set(names) == {"ko", "en"} and all(names.values()) for names in field_names().values())


def test_a_concept_reads_as_its_line_says():
    first = next(iter(read_shipped_concepts()))
    assert (first.key, first.kind, first.fields, type(first)) == ("bsap-001", "symptom", ("bsap",), Concept)
    assert first.mechanism["en"] == "Local necking and fracture as strains exceed the forming limit in sheet stamping"
    assert first.terms["en"][:2] == ("sheet metal stamping", "forming limit diagram")
    assert first.lay[0] == "철판을 눌러 만들었는데 모서리가 찢어진다"


def test_the_context_says_what_each_word_of_a_file_means_in_skos():
    assert {"prefLabel", "altLabel", "hiddenLabel", "example", "inScheme"} <= set(skos_context())
