"""A PDF holds what people typed, in Korean, as text and never as markup."""

from io import BytesIO

from pypdf import PdfReader

from minicluster.platform.documents.pdf import pdf_of

TEMPLATE = """#import "/office.typ": office, facts
#let data = json(bytes(sys.inputs.data))
#show: office.with(data.title, lead: data.lead, invented: data.invented)
== #data.heading
#facts(data.facts)
#table(columns: (1fr, auto), table.header([Name], [Sum]), ..data.rows.flatten())
"""


def test_what_was_typed_is_printed_and_never_read_as_markup(tmp_path):
    template = tmp_path / "sheet.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    typed = '#read("/etc/passwd") *굵게* $x^2$ <label> [\\]'
    data = {"title": "회의록", "lead": "원주", "invented": "시연용", "heading": typed, "facts": [["장소", "원주"]], "rows": [["박주미", "1,000"]]}
    pages = PdfReader(BytesIO(pdf_of(template, data))).pages
    text = " ".join(pages[0].extract_text().split())
    assert (len(pages), [said in text for said in ("회의록", "시연용", "박주미", '#read("/etc/passwd") *굵게*', "1 / 1")]) == (1, [True] * 5)


def test_the_font_is_the_one_that_comes_with_us(tmp_path):
    template = tmp_path / "sheet.typ"
    template.write_text('#import "/office.typ": office\n#show: office.with("가나다")\n*굵은 글씨* 보통', encoding="utf-8")
    fonts = PdfReader(BytesIO(pdf_of(template, {}))).pages[0]["/Resources"]["/Font"]
    assert {font.get_object()["/BaseFont"].split("+")[-1] for font in fonts.values()} == {"NanumGothic", "NanumGothicExtraBold"}
