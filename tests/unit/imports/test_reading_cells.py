from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from minicluster.meetings.rules import AttendanceKind
from minicluster.platform.imports import amounts, cells, contacts, days
from minicluster.platform.imports.names import organisation_key
from minicluster.platform.imports.refusing import UnreadableError
from minicluster.platform.imports.tidying import plain, tidy

SEOUL = ZoneInfo("Asia/Seoul")
ONE = Decimal(1)


@pytest.mark.parametrize(
    "written",
    ["2007.3.5", "2007. 3. 5.", "2007-03-05", "2007/3/5", "2007년 3월 5일", "2007년 3월 5일(월)", "07-03-05", "'07.3.5", "20070305", "070305", "２００７．３．５",
     39146, 39146.0, "39146", 39146.58, date(2007, 3, 5), datetime(2007, 3, 5, 14, tzinfo=SEOUL), "2007-03-05 14:00:00"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(written):
    assert days.day(written) == date(2007, 3, 5)


@pytest.mark.parametrize("written", ["2007.13.1", "2007-02-30", "3/5/2007", "2007.3", "작년", "2007.3.5 예정", 12, True, "", "20079999"])
def test_what_is_no_day_is_refused(written):
    with pytest.raises(UnreadableError):
        days.day(written)


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2007.3.5(월) 14:00~16:00", (14, 0), (16, 0)),
        ("2007-03-05T14:30", (14, 30), (14, 30)),
        ("2007.3.5 오후 2시 30분 ~ 4시", (14, 30), (16, 0)),
        ("2007.3.5 오전 10시~12시", (10, 0), (12, 0)),
        (39146.5833333, (14, 0), (14, 0)),
        ("20070305", (0, 0), (0, 0)),
    ],
)
def test_a_time_belongs_to_its_day(written, start, end):
    day = date(2007, 3, 5)
    assert days.period_of_time(written) == (datetime.combine(day, time(*start), SEOUL), datetime.combine(day, time(*end), SEOUL))


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2007", (2007, 1, 1), (2007, 12, 31)),
        ("2007년", (2007, 1, 1), (2007, 12, 31)),
        ("2007년 2월", (2007, 2, 1), (2007, 2, 28)),
        ("2007.3", (2007, 3, 1), (2007, 3, 31)),
        ("2007년 1분기", (2007, 1, 1), (2007, 3, 31)),
        ("2007 Q4", (2007, 10, 1), (2007, 12, 31)),
        ("2007년 하반기", (2007, 7, 1), (2007, 12, 31)),
        ("2007.1.1~2007.6.30", (2007, 1, 1), (2007, 6, 30)),
        ("2007.3.5", (2007, 3, 5), (2007, 3, 5)),
        (2007.0, (2007, 1, 1), (2007, 12, 31)),
    ],
)
def test_a_period_is_a_year_a_part_of_it_or_from_day_to_day(written, first, last):
    assert days.period(written) == (date(*first), date(*last))


@pytest.mark.parametrize(("written", "year"), [("2006년", 2006), ("'06", 2006), (2006.0, 2006), ("98년도", 1998)])
def test_a_year(written, year):
    assert days.year(written) == year


@pytest.mark.parametrize(
    ("written", "won"),
    [
        ("3억 5천만원", 350_000_000), ("1,200천원", 1_200_000), ("12억3,456만 원", 1_234_560_000), ("350백만", 350_000_000), ("1.5억", 150_000_000), ("1조 2억", 1_000_200_000_000),
        ("￦1,200,000", 1_200_000), ("△120", -120), ("(1,200)", -1200), ("-3천만원", -30_000_000), ("１２００", 1200), (1200.0, 1200),
    ],
)  # fmt: skip
def test_money_is_read_with_its_korean_units(written, won):
    assert amounts.money(written, "KRW") == won


def test_the_unit_of_the_column_holds_unless_the_cell_has_its_own():
    million = amounts.unit_of_head("단위: 백만원")
    assert [amounts.money(cell, "KRW", unit=million) for cell in (1200, "1,200", "3억", "1.5")] == [1_200_000_000, 1_200_000_000, 300_000_000, 1_500_000]


@pytest.mark.parametrize(
    ("head", "unit"), [("천불", 1000), ("만달러", 10_000), ("억원", 10**8), ("US$ million", 10**6), ("명", None), ("필수", None), ("%", None)]
)
def test_the_unit_in_a_columns_head(head, unit):
    assert amounts.unit_of_head(head) == unit


@pytest.mark.parametrize("written", ["많음", "1,2", "12 34", "$1,200", "1억2", ""])
def test_what_is_no_amount_of_won_is_refused(written):
    if written == "1억2":
        # Written so, it means 100,000,002: odd, but no other reading exists.
        assert amounts.money(written, "KRW") == 100_000_002
        return
    with pytest.raises(UnreadableError):
        cells.money("KRW")(written or "-", ONE)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+82-33-731-1234", "033-731-1234"), ("033)731-1234", "033-731-1234"), ("033.731.1234", "033-731-1234"), (337311234.0, "033-731-1234"),
        ("+82 (0)10 1234 5678", "010-1234-5678"), ("01012345678", "010-1234-5678"), (1012345678, "010-1234-5678"), ("02-123-4567", "02-123-4567"), ("1588-1234", "1588-1234"),
        ("+1 212 555 1234", "+12125551234"), ("033-731-1234, 010-1234-5678", "033-731-1234, 010-1234-5678"), ("TEL: 033-731-1234", "033-731-1234"),
    ],
)  # fmt: skip
def test_a_telephone_number_has_one_form(written, number):
    assert contacts.phone(written) == number


@pytest.mark.parametrize("written", ["없는 번호", "1234", "033-731-1234 (내선 3)", "999-1234-5678"])
def test_what_is_no_telephone_number_is_refused(written):
    with pytest.raises(UnreadableError):
        contacts.phone(written)


def test_company_forms_are_no_part_of_a_name():
    written = ["(주)한빛정밀", "㈜ 한빛정밀", "한빛정밀 주식회사", "주식회사한빛정밀", "（주）한빛정밀", "한빛 정밀"]
    assert {organisation_key(name) for name in written} == {"한빛정밀"}
    assert {organisation_key(name) for name in ("Hanbit Co., Ltd.", "HANBIT CO.,LTD", "Hanbit Inc", "hanbit corp.")} == {"hanbit"}
    assert organisation_key("(주)") == "주"


def test_a_mere_sign_is_a_word_and_another_sign_is_not_taken_for_it():
    read = cells.choice(AttendanceKind, {AttendanceKind.PRESENT: ("○", "참석"), AttendanceKind.ABSENT: ("×",)})
    assert [read(cell, ONE) for cell in ("○", "×", "참석", "Present", "late")] == ["present", "absent", "present", "present", "late"]
    with pytest.raises(UnreadableError):
        read("★", ONE)


@pytest.mark.parametrize(("written", "answer"), [("예", True), ("O", True), ("○", True), ("X", False), ("아니오", False), (1.0, True)])
def test_yes_and_no(written, answer):
    assert cells.yes_no(written, ONE) is answer


@pytest.mark.parametrize(("written", "share"), [("30%", "0.3"), (0.3, "0.3"), (30, "0.3"), ("100 %", "1"), (1, "1"), (0, "0")])
def test_a_share(written, share):
    assert cells.share(written, ONE) == Decimal(share)


def test_shown_text_keeps_its_letters_and_read_text_resolves_them():
    assert tidy("  ㈜한빛\u3000정밀\u200b ＡＢ１_x000D_\n끝 ") == "㈜한빛 정밀 AB1\n끝"
    assert plain("㈜한빛 ①") == "(주)한빛 1"
    assert tidy("\u1112\u1161\u11ab") == "한"
