import doctest
import importlib
import threading

import pytest

from minicluster.analytics.retrieval.language import language_of
from minicluster.analytics.retrieval.words import Word, grams_of, words_of


@pytest.mark.parametrize("module", ["language", "words", "weights", "fusion"])
def test_the_examples_in_the_documentation_hold(module):
    result = doctest.testmod(importlib.import_module(f"minicluster.analytics.retrieval.{module}"))
    assert (result.attempted > 0, result.failed) == (True, 0)


def test_compounds_are_taken_apart_and_particles_and_endings_dropped():
    assert [word.term for word in words_of("연구실에서 음파진동을 검증합니다")] == ["연구", "실", "음파", "진동", "검증"]


def test_a_word_remembers_how_it_was_written():
    assert words_of("VIBRATIONS 연구실") == [Word("연구", "연구실"), Word("실", "연구실"), Word("vibrat", "vibrations")]


def test_english_is_stemmed_so_that_forms_of_a_word_meet():
    assert words_of("measured vibrating machines")[0].term == words_of("measuring vibration machine")[0].term
    assert {word.term for word in words_of("vibrations machines")} == {word.term for word in words_of("vibrating machine")}


def test_full_width_digits_and_letters_are_the_same_as_narrow_ones():
    assert words_of("ＣＥ 인증 ６０６０１") == words_of("ce 인증 60601")


def test_a_code_counts_as_a_whole_and_by_its_parts_and_a_decimal_only_as_a_whole():
    assert [word.term for word in words_of("IEC 60601-1 SUS304 3.5")] == ["iec", "60601-1", "60601", "sus304", "sus", "304", "3.5"]


def test_stop_words_of_both_languages_are_left_out():
    assert words_of("the effect of 문제가 있습니다 and it is") == [Word("effect", "effect")]


def test_grams_do_not_reach_over_spaces_and_find_what_was_written_without_them():
    assert grams_of("음파 진동") == ["~음파", "~진동"]
    assert set(grams_of("음파 진동")) < set(grams_of("음파진동"))


@pytest.mark.parametrize("text", ["", "😀😀", "?!", "   \n", "ㅋㅋㅋ", "\u200b"])
def test_what_holds_no_word_has_no_term(text):
    assert (words_of(text), grams_of(text)) == ([], [])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("주축 열변위 보정", "ko"),
        ("Thermal error of spindles", "en"),
        ("ERP MES SCADA 도입", "ko"),
        ("Heat checking of die-casting dies (금형)", "en"),
        ("123", "en"),
    ],
)
def test_the_language_is_told_by_the_script(text, language):
    assert language_of(text) == language


def test_several_threads_may_ask_for_words_at_once():
    expected = words_of("주축 열변위 보정과 spindle vibrations")
    found = []
    threads = [threading.Thread(target=lambda: found.extend(words_of("주축 열변위 보정과 spindle vibrations") for _ in range(50))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 300
