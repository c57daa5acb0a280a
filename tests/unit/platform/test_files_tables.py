import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from minicluster.platform.files.tables import guarded, written

COLUMNS = ("이름", "전화", "값")
ROWS = [("=HYPERLINK(1)", "+82-33-760-1234", Decimal("-3.50")), ("@SUM(A1)", "", Decimal(3000))]


@pytest.mark.parametrize("text", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "\r=1", "+82-10-1234-5678=1"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_made_harmless(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["+82-10-1234-5678", "+82 (0)33 760 1234", "-3.5", "-1,234", "주축 열변위", "a=b", ""])
def test_telephone_numbers_and_negative_numbers_stay_as_they_are(text):
    assert guarded(text) == text


def test_csv_begins_with_a_mark_that_tells_excel_its_encoding():
    assert written(COLUMNS, ROWS, "csv") == "\ufeff이름,전화,값\r\n'=HYPERLINK(1),+82-33-760-1234,-3.5\r\n'@SUM(A1),,3000\r\n".encode()


def test_a_workbook_holds_text_as_text_and_numbers_as_numbers():
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(written(COLUMNS, ROWS, "xlsx"))).get_sheet_by_index(0)
    assert sheet.to_python() == [["이름", "전화", "값"], ["=HYPERLINK(1)", "+82-33-760-1234", -3.5], ["@SUM(A1)", "", 3000.0]]


def test_a_line_of_jsonl_is_a_record():
    rows = [(date(2007, 3, 5), datetime(2007, 3, 5, 1, 30, tzinfo=UTC), None)]
    assert json.loads(written(("on", "at", "none"), rows, "jsonl")) == {"on": "2007-03-05", "at": "2007-03-05 10:30", "none": ""}
