"""What a phrase for the thesaurus repeats of a text that a firm keeps to itself; no database."""

from minicluster.problems.rules import what_repeats

SECRET = ["한결정밀 3호기 주축을 오후 두 시에 세우면 치수가 커집니다."]


def test_a_stretch_that_stands_in_the_secret_text_is_found_whatever_the_spaces():
    assert what_repeats("오후 두시에 세우면 치수가 커진다", SECRET) == "오후두시에세우면치수가커"


def test_general_words_repeat_nothing():
    assert what_repeats("한참 돌리고 나면 치수가 커진다", SECRET) == ""


def test_what_stands_in_the_public_summary_may_be_said():
    assert what_repeats("오후 두 시에 세우면 치수가 커진다", SECRET, public="오후 두 시에 세우면 치수가 커집니다") == ""


def test_nothing_secret_is_repeated_where_nothing_is_secret():
    assert what_repeats("오후 두 시에 세우면 치수가 커진다", []) == ""
