"""The hard cases of telling authors apart, made by hand."""

import pytest

from minicluster.analytics.disambiguation import Author, Comparison, Reason, Verdict, compare, same_place, words_of

SAME, DIFFERENT, DOUBTFUL = Verdict.SAME, Verdict.DIFFERENT, Verdict.DOUBTFUL
SPINDLE = words_of("thermal displacement spindle machining centre compensation bearing preload cutting force chatter stability milling")
GENES = words_of("gene expression stem cell differentiation tumour mouse receptor kinase antibody protein sequencing")
SPINDLE_KO = words_of("주축 열변위 보정 공작기계 베어링 예압 절삭력 채터 안정성 밀링 머시닝센터 이송계")


def author(*names, ids=(), at=(), by=(), words=frozenset(), years=()):
    return Author(names, frozenset(ids), tuple(at), tuple(by), words, tuple(years))


KNOWN = author("이성민", at=("강원대학교", "Kangwon National University"), by=("박우진", "Choi, Y."), words=SPINDLE | SPINDLE_KO, years=(2001, 2006))
CASES = {
    "one ORCID iD decides, whatever the employer": (author("S. Lee", ids=["orcid:1"], at=["MIT"]), author("이성민", ids=["orcid:1"]), SAME),
    "two ORCID iDs decide against": (author("이성민", ids=["orcid:1"], at=["강원대학교"]), author("이성민", ids=["orcid:2"], at=["강원대학교"]), DIFFERENT),
    "one ORCID iD and names that do not fit are a question": (author("이성민", ids=["orcid:1"]), author("박철수", ids=["orcid:1"]), DOUBTFUL),
    "two numbers of a service that splits people decide nothing": (author("이성민", ids=["openalex:A1"]), author("이성민", ids=["openalex:A2"]), DOUBTFUL),
    "name, place and field": (KNOWN, author("이성민", at=["강원대학교 기계공학과"], words=SPINDLE_KO), SAME),
    "a romanised name, place and field": (KNOWN, author("Rhee, Sung-Min", at=["Kangwon National University, Chuncheon"], words=SPINDLE), SAME),
    "a romanised name and place alone": (KNOWN, author("Rhee, Sung-Min", at=["Kangwon National University"]), DOUBTFUL),
    "a changed employer, known by co-authors": (KNOWN, author("이성민", at=["한국기계연구원"], by=["Park, Woo-Jin", "최영희"]), SAME),
    "a changed employer in the same field": (KNOWN, author("이성민", at=["한국기계연구원"], words=SPINDLE_KO), DOUBTFUL),
    "the same name in another field elsewhere": (KNOWN, author("이성민", at=["서울대학교병원"], words=GENES), DIFFERENT),
    "the same name elsewhere and nothing else": (KNOWN, author("이성민", at=["서울대학교병원"]), DOUBTFUL),
    "the same name in the same house in another field": (KNOWN, author("이성민", at=["강원대학교 의학과"], words=GENES), DOUBTFUL),
    "a bare name": (KNOWN, author("이성민"), DOUBTFUL),
    "a name that does not fit": (KNOWN, author("이성문", at=["강원대학교"], by=["박우진"], words=SPINDLE), DIFFERENT),
    "initials and place are many people": (KNOWN, author("Lee, S.", at=["Kangwon National University"], words=SPINDLE), DOUBTFUL),
    "initials, place, field and two co-authors": (
        KNOWN, author("Lee, S. M.", at=["Kangwon National University"], by=["W. Park", "Choi, Young-Hee"], words=SPINDLE), SAME,
    ),
    "initials that do not fit": (KNOWN, author("Lee, K. H.", at=["Kangwon National University"], by=["W. Park"], words=SPINDLE), DIFFERENT),
    "the same name two lifetimes apart": (KNOWN, author("이성민", at=["서울대학교"], years=[1931]), DIFFERENT),
    "Korean and English words of one field do not speak against it": (
        author("이성민", at=["강원대학교"], words=SPINDLE_KO), author("이성민", at=["강원대학교"], words=SPINDLE), SAME,
    ),
    "nameless authors": (author(), author("이성민"), DIFFERENT),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_the_hard_cases(one, other, expected):
    assert (compare(one, other).verdict, compare(other, one).verdict) == (expected, expected)


def test_every_clue_is_a_reason():
    found = compare(KNOWN, author("Rhee, Sung-Min", at=["한국기계연구원"], by=["Park, W. J."], years=[2030]), namesakes=3)
    assert found == Comparison(
        DOUBTFUL,
        (
            Reason("name_variant", 1.5, "이성민 ~ Rhee, Sung-Min"),
            Reason("place_differs", -1.0, "강원대학교 ≠ 한국기계연구원"),
            Reason("coauthors_shared", 1.5, "박우진"),
            Reason("years_apart", -0.5, "24"),
            Reason("namesakes", -0.5, "3"),
        ),
    )
    assert found.score == 1.0


def test_a_common_name_says_less():
    there = author("이성민", at=["강원대학교"])
    assert (compare(KNOWN, there).verdict, compare(KNOWN, there, namesakes=2).verdict) == (SAME, SAME)
    assert compare(KNOWN, there, namesakes=2).score < compare(KNOWN, there).score


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("강원대학교", "강원대학교 기계의용공학과", True),
        ("Dept. of Mechanical Engineering, Kangwon National University", "Kangwon National University", True),
        ("Seoul National University", "Seoul National University of Science and Technology", False),
        ("KAIST", "kaist", True),
        ("서울대학교", "서울과학기술대학교", False),
        ("", "", False),
        ("대학", "대학", False),
    ],
)
def test_an_institution_is_known_again_in_an_address(one, other, expected):
    assert same_place(one, other) is expected
