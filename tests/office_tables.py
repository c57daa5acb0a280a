"""Tables as offices keep them: workbooks with merged headers, Excel's dates and full-width digits, text files in their encodings."""

import csv
import io
from datetime import date, datetime

import xlsxwriter

from minicluster.members.rules import normal_identifier

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
TODAY = date(2007, 10, 22)


def business_number(serial):
    """A business registration number with a right check digit."""
    digits = [int(digit) for digit in f"{serial:09d}"]
    total = sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) + digits[8] * 5 // 10
    return normal_identifier("KR-BRN", "".join(map(str, digits)) + str((10 - total % 10) % 10))


def workbook(path, rows, *, sheet="Sheet1", merged=(), more_sheets=()):
    """Write rows as a workbook; `merged` holds ranges such as `A1:D1`, of which the first cell is filled already."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        days, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format()
        for name, lines in ((sheet, rows), *more_sheets):
            page = book.add_worksheet(name)
            for line, cells in enumerate(lines):
                for place, cell in enumerate(cells):
                    page.write(line, place, cell, days if isinstance(cell, (date, datetime)) else plain)
            for where, text in merged if name == sheet else ():
                page.merge_range(where, text)
    return path


def text_table(path, rows, *, encoding="utf-8", delimiter=","):
    """Write rows as a text file."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def member_firms(path, count, *, first=1):
    """A complex office's list of firms: a title, two header lines with merged groups, full-width digits, company forms, Excel dates, a total row."""
    rows = [
        ["○○산업단지 회원기업 현황"],
        [],
        ["연번", "기업명", "사업자번호", "설립일", "기업규모", "주생산품", "2006년", "", "비고"],
        ["", "", "", "", "", "", "매출액(백만원)", "종업원수", ""],
    ]
    for number in range(first, first + count):
        names = (f"(주)한빛{number}정밀", f"㈜ 한빛{number}정밀", f"한빛{number}정밀 주식회사")
        digits = business_number(124_810_000 + number)
        rows.append(
            [
                number,
                names[number % 3],
                digits if number % 2 else digits.replace("-", ""),
                (date(1999, 3, 5), "2001. 7. 12.", "１９９８년 ４월 ２일", "20020630", 36_220)[number % 5],
                ("중소기업", "중소", "소상공인")[number % 3],
                "정밀 가공 부품",
                (1200, "1,200", "１２００")[number % 3],
                f"{10 + number % 40}명" if number % 2 else 10 + number % 40,
                "",
            ]
        )
    rows.append(["합계", "", "", "", "", "", 600_000, 9_999, ""])
    merged = [("A1:I1", rows[0][0]), ("G3:H3", "2006년"), *((f"{letter}3:{letter}4", name) for letter, name in zip("ABCDEF", rows[2], strict=False))]
    return workbook(path, rows, sheet="회원사", merged=merged)
