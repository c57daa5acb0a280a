r"""What the readers make of works: whole entries, as each source tells them."""

import json

import pytest
from bibliographies import BIBTEX, RIS, crossref_item, openalex_work, orcid_record

from minicluster.problems.domain.imports.bibliography import bibtex, crossref, openalex, orcid, ris
from minicluster.problems.domain.imports.bibliography.bibtex import plain_latex
from minicluster.problems.domain.imports.bibliography.works import NamedAuthor, Work, author, date_of_parts, doi, fitting_title


def test_openalex_tells_a_work_with_its_abstract_put_together():
    told = openalex.work_of(openalex_work(authors=[("A7", "Sung-Min Lee", "https://orcid.org/0000-0002-1825-0097", "Kangwon National University")]))
    lee = NamedAuthor("Sung-Min Lee", ("orcid:0000-0002-1825-0097", "openalex:A7"), ("Kangwon National University",))
    assert told == Work(
        "Thermal error of spindles", "the hot the spindle bearing preload", "paper", "en", "2006-05-03", (lee,),
        ("doi:10.1000/w1", "openalex:W1"), "Journal of Machine Tools",
    )  # fmt: skip


def test_openalex_tells_an_author_by_topics():
    record = {
        "id": "https://openalex.org/A7", "display_name": "Sung-Min Lee", "topics": [{"display_name": "Machine tools"}, {"display_name": "Thermal errors"}],
        "last_known_institutions": [{"display_name": "Kangwon National University"}],
    }  # fmt: skip
    lee = NamedAuthor("Sung-Min Lee", ("openalex:A7",), ("Kangwon National University",), is_subject=True)
    said = "Machine tools, Thermal errors"
    assert openalex.work_of(record) == Work(said, said, "statement", "en", "", (lee,), ("openalex:A7",))


def test_orcid_gives_every_work_to_whose_record_it_is_and_no_mail_address():
    record = json.loads(orcid_record("0000-0002-1825-0097", "Hot spindles"))
    lee = NamedAuthor("Lee, Sung-Min", ("orcid:0000-0002-1825-0097",), ("Kangwon National University",), is_subject=True)
    assert list(orcid.works_of(record)) == [
        Work("Hot spindles", "", "paper", "", "2005-07", (lee,), ("doi:10.1000/o1", "orcid-work:1"), "Journal of Machine Tools")
    ]


def test_crossref_tells_a_work_without_tags():
    told = crossref.work_of(crossref_item(authors=[("Lee", "Sung-Min", "KAIST, lee@kaist.example")]))
    lee = NamedAuthor("Lee, Sung-Min", (), ("KAIST",))
    assert (told.title, told.abstract.split(), told.date, told.authors, told.external_ids) == (
        "Chatter in milling", ["Stable", "lobes"], "2004-11", (lee,), ("doi:10.1000/c1",),
    )  # fmt: skip


def test_bibtex_is_read_with_its_abbreviations_brackets_and_accents():
    assert list(bibtex.works_in(BIBTEX)) == [
        Work(
            "The Hot Spindle: Étude", "Bearings & preload", "paper", "", "2006-05",
            (NamedAuthor("Lee, Sung-Min"), NamedAuthor("Müller, Jörg"), NamedAuthor("Samsung and Company")), ("doi:10.1000/b1",), "Journal of Machine Tools",
        ),
        Work("주축 열변위", "", "paper", "", "2005", (NamedAuthor("이성민"), NamedAuthor("박우진")), (), "대한기계학회"),
    ]  # fmt: skip


def test_ris_is_read_with_folded_lines():
    assert list(ris.works_in(RIS)) == [
        Work(
            "Compensation of thermal errors", "How a spindle grows. spindle; thermal error", "paper", "", "2003-02-11",
            (NamedAuthor("Lee, Sung-Min"), NamedAuthor("Park, Woo-Jin")), ("doi:10.1000/r1",), "Journal of Machine Tools",
        ),
        Work("열변위 보고서", "", "project", "", "2001", (NamedAuthor("이성민"),)),
    ]  # fmt: skip


def test_an_entry_that_is_left_open_does_not_swallow_the_next():
    told = list(bibtex.works_in("@article{a, title = {Open, year = 2001\n}\n@article{b, title = {Closed}, author = {Kim, J.}}"))
    assert [(work.title[:10], work.trouble) for work in told] == [("@article{a", "unclosed"), ("Closed", "")]
    told = list(ris.works_in("TY  - JOUR\nTI  - Open\nTY  - JOUR\nTI  - Closed\nER  - \nstray"))
    assert [(work.title, work.trouble) for work in told] == [("Open", "unclosed"), ("Closed", ""), ("stray", "outside")]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"{\"o}", "ö"), (r"\"{o}", "ö"), (r"\'e", "é"), (r"{\v{S}}koda", "Škoda"), (r"\c{c}", "ç"), (r"{\ss}", "ß"), (r"\O re", "Øre"), (r"\aa{}s", "ås"), (r"na\"{\i}ve", "naïve"),
        (r"50\% of \emph{all}", "50% of all"), ("a~b -- c", "a b – c"), ("{{Nested}}", "Nested"), ("\\", ""), (r"\unknown{x}", "x"),
    ],
)  # fmt: skip
def test_latex_is_printed(written, printed):
    assert plain_latex(written) == printed


def test_small_things_are_read_as_they_are_meant():
    assert [doi(value) for value in ("https://doi.org/10.1000/ABC.", "doi:10.1000/abc", "10.1000/abc", "none", None, 3)] == ["doi:10.1000/abc"] * 3 + [""] * 3
    assert [date_of_parts(parts) for parts in ([2021, 5, 3], ["2021", "05"], [2021, 13], [None], "x", [99999])] == ["2021-05-03", "2021-05", "2021", "", "", ""]
    assert author("Lee <lee@mail.example>, Sung-Min", places=["KAIST (lee@kaist.example)", None]) == NamedAuthor("Lee , Sung-Min", (), ("KAIST",))
    assert [author(name) for name in ("lee@mail.example", "", None, "…")] == [None] * 4
    title, text = fitting_title("word " * 100, "text")
    assert (len(title) <= 300, title[-1], text[:9], text[-4:]) == (True, "…", "word word", "text")
