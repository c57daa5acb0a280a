"""An office's .hwpx form is filled and nothing in it is moved; what is no form is refused with a sentence that helps."""

import io
import zipfile

import pytest
from hwpx import HwpxDocument

from minicluster.platform.documents.hwpx import fill_hwpx, placeholders_in
from minicluster.platform.documents.hwpx_form import Heading, Table, form_of
from minicluster.platform.refusals import InvalidInputError


def texts_of(content):
    return HwpxDocument.open(content).text.plain().splitlines()


def form(*paragraphs):
    return form_of("{{제목}}", paragraphs)


def test_a_form_is_filled_and_is_an_archive_that_hangul_takes():
    made = fill_hwpx(form(Heading("안건"), "장소: {{장소}} ({{ 장소 }})", "{{모름}}"), {"제목": "회의록", "장소": "원주 <시청> & 별관"}, {})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read("mimetype"), archive.testzip()) == (
            "mimetype",
            zipfile.ZIP_STORED,
            b"application/hwp+zip",
            None,
        )
    assert texts_of(made) == ["회의록", "안건", "장소: 원주 <시청> & 별관 (원주 <시청> & 별관)", "{{모름}}"]


def test_a_name_whose_letters_are_formatted_apart_is_found():
    document = HwpxDocument.open(form())
    paragraph = document.add_paragraph("")
    for text, bold in (("일시: {", False), ("{일", True), ("시}", False), ("}에 {{장소}}", True)):
        paragraph.add_run(text, bold=bold)
    made = fill_hwpx(document.to_bytes(), {"제목": "회의록", "일시": "10월 22일", "장소": "원주"}, {})
    assert placeholders_in(document.to_bytes()) == {"제목", "일시", "장소"}
    assert texts_of(made) == ["회의록", "일시: 10월 22일에 원주"]


def test_what_people_typed_is_never_read_as_a_name():
    made = fill_hwpx(form("{{장소}}"), {"제목": "{{장소}}", "장소": "{{제목}} \x07\uffff탭\t끝"}, {})
    assert texts_of(made) == ["{{장소}}", "{{제목}} 탭 끝"]


def test_several_lines_become_several_paragraphs_and_inside_a_sentence_one():
    made = fill_hwpx(form("{{본문}}", "적은 말: {{본문}}"), {"제목": "첫 줄\n둘째 줄", "본문": "가\n\n나"}, {})
    paragraphs = [paragraph.text for paragraph in HwpxDocument.open(made).paragraphs]
    assert paragraphs == ["첫 줄", "둘째 줄", "가", "", "나", "적은 말: 가  나"]
    assert HwpxDocument.open(made).sections[0].element.xpath("count(//*[local-name()='secPr'])") == 1


@pytest.mark.parametrize("people", [0, 1, 3, 200])
def test_the_row_of_a_list_is_repeated_for_each_entry(people):
    rows = [("성명", "소속"), ("{{출석.성명}}", "{{출석.소속}} ({{장소}})"), ("모두", "{{제목}}")]
    came = [{"성명": f"사람{number}", "소속": "{{출석.성명}}"} for number in range(people)]
    made = fill_hwpx(form(Table(rows, (1, 2))), {"제목": "명단", "장소": "원주"}, {"출석": came})
    (table,) = HwpxDocument.open(made).tables
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    expected = [[entry["성명"], "{{출석.성명}} (원주)"] for entry in came] or [["", " (원주)"]]
    assert cells == [["성명", "소속"], *expected, ["모두", "명단"]]


def test_two_lists_in_one_table_have_a_row_each():
    rows = [("{{안건.제목}}", "안건"), ("{{의결.내용}}", "의결")]
    lists = {"안건": [{"제목": "하나"}, {"제목": "둘"}], "의결": [{"내용": "찬성"}, {"내용": "반대"}]}
    (table,) = HwpxDocument.open(fill_hwpx(form(Table(rows, (1, 1))), {"제목": ""}, lists)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["하나", "안건"], ["둘", "안건"], ["찬성", "의결"], ["반대", "의결"]]


def swollen():
    """A few kilobytes that unpack to sixty megabytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", b" " * (60 * 1024 * 1024))
    return content.getvalue()


def with_part(name, payload):
    """Our form with one part exchanged."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form("{{장소}}"))) as whole, zipfile.ZipFile(content, "w") as archive:
        for part in whole.namelist():
            archive.writestr(part, payload if part == name else whole.read(part))
    return content.getvalue()


ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no .hwpx file"),
        (b"%PDF-1.4", "no .hwpx file"),
        (b"PK\x03\x04 cut off", "no .hwpx file"),
        (swollen(), "unpacks to far more"),
        (form()[:-400], "no .hwpx file"),
        (with_part("Contents/section0.xml", b"<broken"), "cannot be read"),
        (with_part("Contents/section0.xml", ENTITY), "cannot be read"),
        (with_part("META-INF/container.xml", b"<container/>"), "cannot be read"),
        (with_part("mimetype", b"application/zip"), "no .hwpx file"),
    ],
    ids=["empty", "pdf", "cut zip", "bomb", "cut form", "broken part", "entity", "no root", "other type"],
)
def test_what_is_no_form_is_refused_with_a_sentence_that_helps(content, said):
    for act in (placeholders_in, lambda form: fill_hwpx(form, {}, {})):
        with pytest.raises(InvalidInputError, match=said) as refusal:
            act(content)
        assert refusal.value.field == "file"


def test_a_row_that_names_two_lists_is_refused():
    with pytest.raises(InvalidInputError, match="names two lists"):
        fill_hwpx(form(Table([("{{안건.제목}}", "{{출석.성명}}")], (1, 1))), {}, {"안건": [], "출석": []})


def test_a_row_that_holds_a_table_is_not_repeated():
    document = HwpxDocument.open(form(Table([("{{안건.제목}}", "x")], (1, 1))))
    document.tables[0].cell(0, 1).add_table(1, 1)
    with pytest.raises(InvalidInputError, match="holds another table"):
        fill_hwpx(document.to_bytes(), {}, {"안건": [{"제목": "하나"}, {"제목": "둘"}]})
