"""The reasons of a match as a page shows them; no database."""

import pytest
from django.utils import translation

from minicluster.problems.domain.shown_reasons import ShownPath, ShownReasons, ShownSentence, ShownTerm, has_abstained, shown, told

TERMS = {"kind": "terms", "terms": [{"ko": "균열", "en": "", "share": 0.04, "understood": True}, {"ko": "열피로", "en": "thermal fatigue", "share": 0.62}]}
PATH = {
    "kind": "path",
    "lay": ["거북등 같은 잔금"],
    "mechanism": {"ko": "열피로 균열", "en": "heat checking"},
    "terms": {"ko": ["금형 열처리"], "en": ["die cooling"]},
}


def test_terms_stand_in_both_languages_the_weightiest_first_with_what_their_share_is_of():
    assert shown([TERMS]) == ShownReasons(
        terms=[
            ShownTerm("thermal fatigue", "열피로", "62 of the words' 100 points", 62),
            ShownTerm("균열", "", "4 of the words' 100 points", 4, is_understood=True),
        ]
    )


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ko", "일치한 용어(낱말 점수 100점 가운데): 열피로 62, 균열 4"),
        ("en", "Matched terms, of the words' 100 points: thermal fatigue 62, 균열 4"),
    ],
)
def test_in_one_line_each_term_has_its_points_and_it_is_said_of_what(language, line):
    with translation.override(language):
        assert told(TERMS) == line


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("ko", ShownPath(["거북등 같은 잔금"], "열피로 균열", ["금형 열처리"])),
        ("en", ShownPath(["거북등 같은 잔금"], "heat checking", ["die cooling"])),
    ],
)
def test_the_path_leads_from_the_firms_words_to_the_experts_in_the_readers_language(language, path):
    with translation.override(language):
        assert shown([PATH]).paths == [path]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ({"what": "equipment"}, "No equipment is on record."),
        ({"what": "evidence"}, "No document speaks for it; there is only the own statement."),
        ({"what": "evidence_after", "year": 2003}, "There is no evidence after 2003."),
        ({"what": "load"}, "How busy the person is at present is not known."),
        ({"what": "language", "language": "English"}, "Whether the person works in the language of the problem (English) is not known."),
    ],
)
def test_what_is_not_known_stands_apart_from_what_speaks_for_a_candidate(reason, said):
    with translation.override("en"):
        assert shown([{"kind": "unknown", **reason}]) == ShownReasons(unknown=[said])


def test_every_other_reason_is_its_sentence_and_only_an_address_becomes_a_link():
    evidence = {"kind": "evidence", "evidence_kind": "paper", "title": "열피로", "year": 2006, "record": "evidence-1"}
    with translation.override("en"):
        assert shown([{**evidence, "link": "https://doi.example/1"}, {**evidence, "link": "javascript:alert(1)"}]).sentences == [
            ShownSentence("Paper “열피로” (2006)", "https://doi.example/1"),
            ShownSentence("Paper “열피로” (2006)"),
        ]


class _Match:
    def __init__(self, *reasons):
        self.reasons = list(reasons)


def test_that_the_engine_abstained_is_known_of_the_list_and_is_no_reason_of_a_candidate():
    assert [has_abstained([_Match(TERMS)]), has_abstained([_Match(TERMS, {"kind": "abstained"})])] == [False, True]
    assert shown([{"kind": "abstained"}]) == ShownReasons()
