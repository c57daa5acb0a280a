"""Minutes cut into sentences: Korean as it is written in offices, dates, figures, abbreviations, quotations, headings of the agenda."""

import pytest

from minicluster.meetings.rules import Sentence, headings_for, sentence_named, sentences_of


def said(text, titles=()):
    return [sentence.text for sentence in sentences_of(text, titles)]


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        ("예산 증액을 설명함. 이의 없이 의결하였다. 다음은 선거입니다.", ["예산 증액을 설명함.", "이의 없이 의결하였다.", "다음은 선거입니다."]),
        ("좋습니다. 그렇게 하죠. 됐어요. 끝", ["좋습니다.", "그렇게 하죠.", "됐어요.", "끝"]),
        ("띄어쓰기 없이 의결하였다.그리고 넘어감.다음 안건으로", ["띄어쓰기 없이 의결하였다.", "그리고 넘어감.", "다음 안건으로"]),
        ("단가는 3.5% 올랐고 3,000.50원이다. 수량은 그대로임", ["단가는 3.5% 올랐고 3,000.50원이다.", "수량은 그대로임"]),
        ("2007. 10. 22. 오후에 만난다. 기한은 2007. 11. 5.까지임.", ["2007. 10. 22. 오후에 만난다.", "기한은 2007. 11. 5.까지임."]),
        ("2007.10.22.(월) 원주에서 열림. 10. 23. 보고함", ["2007.10.22.(월) 원주에서 열림.", "10. 23. 보고함"]),
        ("(주)가람 vs. 한빛의 건은 Dr. Kim과 Prof. J. Lee가 맡는다. No. 3 장비를 쓴다.", ["(주)가람 vs. 한빛의 건은 Dr. Kim과 Prof. J. Lee가 맡는다.", "No. 3 장비를 쓴다."]),
        ("“납기를 지키겠습니다.” 라고 말했다. 모두 찬성함", ["“납기를 지키겠습니다.” 라고 말했다.", "모두 찬성함"]),
        ("“가능합니까?” 누군가 물었다.", ["“가능합니까?”", "누군가 물었다."]),
        ("정말 됩니까? 예! 됩니다.", ["정말 됩니까?", "예!", "됩니다."]),
        ("음... 그렇습니다. 네", ["음... 그렇습니다.", "네"]),
        ("1. 견적을 받는다. 2. 비교한다", ["1. 견적을 받는다.", "2. 비교한다"]),
        ("- 견적을 받기로 함", ["견적을 받기로 함"]),
        ("  ○  첫째로   보고함. 둘째로 논의함", ["첫째로 보고함.", "둘째로 논의함"]),
        ("ㅇ 공동구매 추진", ["공동구매 추진"]),
        ("가. 회장이 인사함. 나. 간사가 보고함", ["가. 회장이 인사함.", "나. 간사가 보고함"]),
        ("The U.S. buyer (Acme Co. Ltd.) agreed. It ships in 2007. The price is 3.5 USD.", ["The U.S. buyer (Acme Co. Ltd.) agreed.", "It ships in 2007.", "The price is 3.5 USD."]),
        ("Dept.와 Ltd.가 맡음.그다음은 없음", ["Dept.와 Ltd.가 맡음.", "그다음은 없음"]),
        (".가다", [".가다"]),
        ("", []),
        (" \n\t\n", []),
        (".", ["."]),
    ],
)  # fmt: skip
def test_a_line_is_cut_where_a_reader_would_stop(line, sentences):
    assert said(line) == sentences


def test_sentences_stand_under_the_points_of_the_agenda():
    text = "개회 선언.\n1. 2007년 사업계획(안)\n설명함. 의결함.\n\n제2호 회장 선출의 건\n박주미를 선출함\n1. 회장이 인사함\n기타"
    assert sentences_of(text, ["2007년 사업계획", "회장 선출", "기타"]) == [
        Sentence("개회 선언."),
        Sentence("1. 2007년 사업계획(안)", 1, is_heading=True),
        Sentence("설명함.", 1),
        Sentence("의결함.", 1),
        Sentence("제2호 회장 선출의 건", 2, is_heading=True),
        Sentence("박주미를 선출함", 2),
        Sentence("1. 회장이 인사함", 2),
        Sentence("기타", 3, is_heading=True),
    ]


def test_a_title_does_not_claim_a_sentence_that_only_begins_like_it():
    assert [sentence.is_heading for sentence in sentences_of("1. 회장이 인사함\n2. 회장: 인사\n회장이 말함", ["회장"])] == [False, True, False]


def test_the_headings_that_minutes_start_from_are_found_again():
    titles = ["사업 실적 보고", "2007. 하반기 계획", "회장 선출"]
    assert [(sentence.item, sentence.is_heading) for sentence in sentences_of(headings_for(titles), titles)] == [(1, True), (2, True), (3, True)]


def test_a_sentence_is_found_by_its_key_until_its_wording_changes():
    before, after = sentences_of("공동구매를 한다. 견적을 받는다."), sentences_of("공동구매를 안 한다. 견적을 받는다.")
    assert [sentence_named(sentence.key, after) for sentence in before] == [None, after[1]]


def test_records_keep_as_much_of_a_long_sentence_as_they_can():
    long = "가" * 700
    (sentence,) = sentences_of(long)
    assert (sentence.text, len(sentence.quote), sentence_named(sentence.key, [sentence])) == (long, 500, sentence)
