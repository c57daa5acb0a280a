"""Names in Hangul, romanised, or as initials: which of them may be one."""

import pytest

from minicluster.analytics.korean_names import Fit, blocks, fit, readings

EQUAL, VARIANT, INITIALS, NONE = Fit.EQUAL, Fit.VARIANT, Fit.INITIALS, Fit.NONE


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("이성민", "이 성 민", EQUAL),
        ("이성민 교수", "이성민", EQUAL),
        ("이성민", "Lee, Sung-Min", VARIANT),
        ("이성민", "Seong Min Yi", VARIANT),
        ("이성민", "Rhee Sung Min", VARIANT),
        ("이성민", "SungMin Lee", VARIANT),
        ("이성민", "Li, Seongmin", VARIANT),
        ("이성민", "Lee, S.-M.", INITIALS),
        ("이성민", "S. Lee", INITIALS),
        ("이성민", "SM Lee", INITIALS),
        ("이성민", "Lee, S. K.", NONE),
        ("이성민", "이성문", NONE),
        ("이성민", "김성민", NONE),
        ("이성민", "Kim, Sung-Min", NONE),
        ("이성민", "Lee, Sung-Ho", NONE),
        ("박우진", "Woojin Park", VARIANT),
        ("박우진", "Pak, U-Jin", VARIANT),
        ("최영희", "Choe Yeong-hui", VARIANT),
        ("최영희", "Choi, Younghee", VARIANT),
        ("정재훈", "Jae-Hoon Chung", VARIANT),
        ("정재훈", "Jeong, J. H.", INITIALS),
        ("정재훈", "Chung, C. H.", INITIALS),
        ("류현진", "유현진", EQUAL),
        ("임꺽정", "Lim Kkeok-jeong", VARIANT),
        ("남궁민", "Namkoong, Min", VARIANT),
        ("황보라", "Hwang, Bo-Ra", NONE),
        ("노태우", "Roh Tae Woo", VARIANT),
        ("Lee, Sung-Min", "Yi, Seong Min", VARIANT),
        ("Lee, Sung-Min", "Sung Min Lee", EQUAL),
        ("Lee, S.", "Sung Min Yi", INITIALS),
        ("Jürgen Müller", "Muller, J.", INITIALS),
        ("Müller, Jürgen", "Jurgen Muller", EQUAL),
        ("Müller, Jürgen", "Meier, Jürgen", NONE),
        ("이", "이성민", NONE),
        ("", "이성민", NONE),
        ("???", "이성민", NONE),
        ("Madonna", "Madonna Louise", NONE),
    ],
)
def test_two_names_fit_as_far_as_their_letters_allow(one, other, expected):
    assert (fit(one, other), fit(other, one)) == (expected, expected)


def test_fitting_names_share_a_block():
    written = ["이성민", "Lee, Sung-Min", "Seong Min Yi", "Rhee Sung Min", "S. Lee", "SM Lee"]
    assert frozenset.intersection(*map(blocks, written)) == {"이 s"}


def test_a_name_of_two_words_is_read_both_ways():
    assert [(reading.family, reading.given) for reading in readings("Kim Min")] == [("min", ("kim",)), ("kim", ("min",))]
