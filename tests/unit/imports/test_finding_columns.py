from decimal import Decimal

import pytest

from minicluster.meetings.domain.imports import ATTENDANCE
from minicluster.members.domain.imports import MEMBERS, ORGANISATIONS, PEOPLE
from minicluster.platform.imports.columns import choose_sheet, letters
from minicluster.platform.imports.tables import Table
from minicluster.platform.refusals import RefusedError


def known(kind, rows, **options):
    sheet = choose_sheet([Table("표", rows)], kind, **options)
    return sheet.body, [column.field.name if column.field else None for column in sheet.columns]


def test_the_header_stands_below_titles():
    assert known(ORGANISATIONS, [["회원기업 현황", "", ""], ["작성: 추진단", "2007.3", ""], [], ["No", "업체명", "소재지"], [1, "한빛", "원주"]]) == (
        4,
        [None, "name", "address"],
    )


def test_of_two_header_lines_the_upper_gives_year_and_unit_and_the_group():
    rows = [["기업명", "2005년", "", "2006년", ""], ["", "매출액(백만원)", "종업원", "매출액(백만원)", "종업원"], ["한빛", 1, 2, 3, 4]]
    sheet = choose_sheet([Table("표", rows)], ORGANISATIONS)
    assert sheet.body == 2
    assert [(column.field.name, column.year, column.unit) for column in sheet.columns] == [
        ("name", None, Decimal(1)),
        ("sales_krw", 2005, Decimal(1_000_000)),
        ("employees", 2005, Decimal(1)),
        ("sales_krw", 2006, Decimal(1_000_000)),
        ("employees", 2006, Decimal(1)),
    ]


def test_a_groups_name_tells_two_columns_of_one_name_apart():
    rows = [["미니클러스터", "업체명", "대표자", "", "담당자", ""], ["", "", "성명", "전화", "성명", "전화"], ["재활", "한빛", "홍", "1", "김", "2"]]
    assert known(MEMBERS, rows)[1] == ["group", "organisation", "representative", None, "deputy", None]


def test_the_first_row_of_data_is_no_second_header_line():
    assert known(ATTENDANCE, [["행사명", "성명", "참석여부"], ["총회", "홍길동", "○"]]) == (1, ["title", "person", "kind"])
    assert known(ORGANISATIONS, [["기업명", "연도", "매출액"], ["한빛", "2006년", "3억"]])[0] == 1
    assert known(ORGANISATIONS, [["기업명", "구분"], ["한빛", "기업"]])[0] == 1


def test_names_are_known_with_numbering_stars_spaces_and_in_english():
    assert known(PEOPLE, [["1. 성 명", "*전자 우편", "Organisation", "phone (mobile)"], ["a", "b", "c", "d"]])[1] == ["name", "email", "organisation", "phone"]


def test_of_two_columns_of_one_meaning_the_second_is_left_out_with_the_reason():
    sheet = choose_sheet([Table("표", [["성명", "이름"], ["a", "b"]])], PEOPLE)
    assert [(column.name, column.why_not) for column in sheet.columns if not column.field] == [("이름", "another column holds the same")]


def test_a_map_names_a_column_by_its_name_or_letters():
    rows = [["누구", "어디", "성명"], ["a", "b", "c"]]
    assert known(PEOPLE, rows, mapping={"누구": "name", "B": "소속"})[1] == ["name", "organisation", None]


def test_a_sheet_without_the_needed_column_is_refused_with_its_columns():
    with pytest.raises(RefusedError, match=r"No column was found for: name.*: 가, 나.*--map COLUMN=name"):
        choose_sheet([Table("표", [["가", "나"], [1, 2]])], PEOPLE)


@pytest.mark.parametrize(("place", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters(place, text):
    assert letters(place) == text
