"""An office's workbook is filled and nothing else in it is moved; what is no form is refused with a sentence that helps."""

import io
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from minicluster.platform.documents.xlsx_form import fill_xlsx, names_in_xlsx
from minicluster.platform.refusals import InvalidInputError

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def form():
    """A monthly form as an office has it: a title in two formats, money in a format, a formula, a merged cell, a sheet without names."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        money, bold, red = book.add_format({"num_format": "#,##0", "bg_color": "#FFFF00"}), book.add_format({"bold": True}), book.add_format({"color": "red"})
        sheet = book.add_worksheet("월간")
        sheet.set_column(0, 0, 33)
        sheet.write_rich_string("A1", bold, "실적 보고 {{mo", red, "nth}}", " 기준")
        sheet.write("A2", "{{애로과제 발굴}}", money)
        sheet.write("B2", "{{problems_found_total}}", money)
        sheet.write_formula("C2", "=A2+B2", money, 0)
        sheet.write("A3", "대상: {{ perimeter }}")
        sheet.write("A4", "{{모르는 이름}}")
        sheet.merge_range("A5:B5", "{{perimeter}}")
        sheet.write("A6", 7)
        book.add_worksheet("비고").write("A1", "그대로")
    return content.getvalue()


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells_of(content, name="월간"):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_figures_become_numbers_and_texts_stay_texts():
    made = fill_xlsx(form(), {"month": "2007-09", "애로과제 발굴": 12, "problems_found_total": Decimal(3644), "perimeter": '=HYPERLINK("x") <창원> &\x07'})
    rows = cells_of(made)
    assert [row[:2] for row in rows[:6]] == [
        ["실적 보고 2007-09 기준", ""], [12, 3644], ['대상: =HYPERLINK("x") <창원> &', ""], ["{{모르는 이름}}", ""], ['=HYPERLINK("x") <창원> &', ""], [7, ""],
    ]  # fmt: skip
    sheet = etree.fromstring(parts_of(made)["xl/worksheets/sheet1.xml"])
    assert sheet.xpath("//m:f/text()", namespaces=MAIN) == ["A2+B2"]
    assert [cell.get("t") for cell in sheet.xpath("//m:c[@r='A2' or @r='B2']", namespaces=MAIN)] == [None, None]


def test_nothing_else_in_the_workbook_is_moved():
    before, after = (parts_of(content) for content in (form(), fill_xlsx(form(), {"month": "2007-09", "애로과제 발굴": 12})))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    sheets = [etree.fromstring(parts["xl/worksheets/sheet1.xml"]) for parts in (before, after)]
    for path in ("//m:c/@s", "//m:c/@r", "//m:cols/m:col/@width", "//m:mergeCell/@ref", "//m:f/text()"):
        found = [sheet.xpath(path, namespaces=MAIN) for sheet in sheets]
        assert found[0] == found[1] != []
    assert b"fullCalcOnLoad" in after["xl/workbook.xml"]


def test_letters_keep_the_format_of_the_name_that_they_stand_for():
    sheet = etree.fromstring(parts_of(fill_xlsx(form(), {"month": "2007-09"}))["xl/worksheets/sheet1.xml"])
    runs = sheet.xpath("//m:c[@r='A1']/m:is/m:r", namespaces=MAIN)
    assert ["".join(run.xpath("m:t/text()", namespaces=MAIN)) for run in runs] == ["실적 보고 2007-09", "", " 기준"]
    assert runs[0].xpath("m:rPr/m:b", namespaces=MAIN)


def test_a_name_is_found_however_its_letters_are_formatted_and_however_it_is_spaced():
    assert names_in_xlsx(form()) == {"month", "애로과제 발굴", "problems_found_total", "perimeter", "모르는 이름"}


def test_where_nothing_is_known_the_file_stays_as_it_was():
    assert parts_of(fill_xlsx(form(), {"other": 1})) == parts_of(form())


def changed(name, content):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for other, kept in parts_of(form()).items():
            archive.writestr(other, content if other == name else kept)
        if name not in parts_of(form()):
            archive.writestr(name, content)
    return made.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&b;</worksheet>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (form()[:-200], "without macros"),
        (b"PK\x03\x04 nothing", "without macros"),
        (changed("xl/vbaProject.bin", b"x"), "without macros"),
        (changed("xl/worksheets/sheet1.xml", b"<worksheet"), "damaged"),
        (changed("xl/worksheets/sheet1.xml", BOMB), "damaged"),
        (changed("xl/sharedStrings.xml", b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'), "damaged"),
        (changed("xl/media/large.bin", bytes(51 * 1024 * 1024)), "far more than a form needs"),
    ],
)
def test_what_is_no_form_is_refused_with_what_to_do(content, said):
    for act in (names_in_xlsx, lambda form: fill_xlsx(form, {"month": "2007-09"})):
        with pytest.raises(InvalidInputError) as refusal:
            act(content)
        assert said in refusal.value.message
        assert "Nothing was stored; please" in refusal.value.message
