"""Lists of works through the one import machine: whose they are, what is refused, and what a second time does."""

import gzip
import json

import pytest
from bibliographies import BIBTEX, RIS, crossref, crossref_item, openalex, openalex_work, orcid_record
from factories import make_evidence, make_expert, make_organisation, make_person, make_viewer
from integration.imports.conftest import verdicts
from office_tables import workbook

from minicluster.members.domain.imports import import_records
from minicluster.members.models import Person
from minicluster.platform.imports.refused_rows import write_refused
from minicluster.platform.refusals import InvalidInputError
from minicluster.platform.search.models import Document
from minicluster.problems.domain.actions import answer_removal, ask_removal, correct_evidence, disown_evidence, join_people, keep_apart, reopen_identity
from minicluster.problems.domain.imports import kind_of_expertise
from minicluster.problems.models import AuthorIdentity, Evidence, PairState, PersonPair

pytestmark = pytest.mark.django_db
ORCID = "0000-0002-1825-0097"
NTIS = [
    ["2006년 국가연구개발사업 과제 목록", "", "", "", "", "", "", ""],
    [],
    ["No.", "과제고유번호", "과제명(국문)", "연구책임자", "주관기관", "연구기간", "연구목표\n(500자 이내)", "키워드"],
    [1, "1345-06-01", "고속 주축 열변위 보정 기술", "이성민", "강원대학교", "2004.06.01 ~ 2006.05.31", "하루 종일 5 µm 이내", "주축;열변위"],
    [2, "1345-06-02", "금형 열피로 균열 예측", "박우진", "한국기계연구원", "'05.3~'07.2", "", "금형"],
    ["합계", 2, "", "", "", "", "", ""],
]


@pytest.fixture
def take(office, tmp_path):
    """Import a list of works from its text, bytes or path; every row has its verdict."""

    def run(content, *, name="works", dry_run=False, **options):
        path = content
        if isinstance(content, str | bytes):
            path = tmp_path / name
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        kind, read = kind_of_expertise(path, programme=office.programme, **options)
        report = import_records(actor=office.viewer, programme=office.programme, kind=kind, path=path, read=read, dry_run=dry_run)
        assert sum(report.numbers.values()) == len(report.verdicts)
        return report

    return run


@pytest.fixture
def lee(office):
    """An expert who is known here."""
    return make_expert(office.programme, name_ko="이성민", name_en="Lee Sung-Min", orcid=ORCID)


def reasons(report):
    return [str(refusal.reason) for verdict in report.refused for refusal in verdict.refusals]


def told(person):
    return list(Evidence.objects.filter(person=person).order_by("title").values_list("title", "year", "service", "external_id"))


def test_an_orcid_decides_and_the_source_is_kept(take, lee):
    report = take(openalex(openalex_work(authors=[("A7", "S. Lee", f"https://orcid.org/{ORCID}", "MIT"), ("A8", "J. Doe", None, "MIT")])))
    assert verdicts(report) == (1, 0, 0, 0)
    evidence = Evidence.objects.get(person=lee)
    held = (evidence.title, evidence.text, evidence.year, str(evidence.dated), evidence.language, evidence.source, evidence.service, evidence.external_id)
    assert held == (
        "Thermal error of spindles", "the hot the spindle bearing preload", 2006, "2006-05-03", "en", "Journal of Machine Tools", "openalex", "doi:10.1000/w1",
    )  # fmt: skip
    assert (evidence.other_ids, evidence.authors, evidence.taken_in_at is not None, evidence.group) == (["openalex:W1"], ["S. Lee", "J. Doe"], True, None)
    assert (Person.objects.count(), PersonPair.objects.count()) == (1, 0)
    assert Document.objects.filter(candidate_id=lee.pk, record=evidence.reference).exists()


@pytest.mark.parametrize(
    ("content", "form", "created"),
    [
        (openalex(openalex_work(authors=[("A7", "S. Lee", ORCID, "")])), "openalex", 1),
        (json.dumps(openalex_work(authors=[("A7", "S. Lee", ORCID, "")])), "openalex", 1),
        (json.dumps(openalex_work(authors=[("A7", "S. Lee", ORCID, "")])) + "\n" + json.dumps(openalex_work("W2", authors=[("A7", "S. Lee", ORCID, "")])), "openalex", 2),
        (orcid_record(ORCID, "Hot spindles", "Cold spindles"), "orcid", 2),
        (crossref(crossref_item(author=[{"family": "Lee", "given": "S.", "ORCID": f"http://orcid.org/{ORCID}"}])), "crossref", 1),
        (json.dumps([crossref_item(author=[{"family": "Lee", "given": "S.", "ORCID": f"http://orcid.org/{ORCID}"}])]), "crossref", 1),
    ],
)  # fmt: skip
def test_every_format_is_recognised_and_a_second_time_changes_nothing(take, lee, content, form, created):
    dry, first, second, named = take(content, dry_run=True), take(content), take(content), take(content, form=form)
    assert [verdicts(report) for report in (dry, first, second, named)] == [(created, 0, 0, 0), (created, 0, 0, 0), (0, 0, created, 0), (0, 0, created, 0)]
    assert [evidence.service for evidence in Evidence.objects.filter(person=lee)] == [form] * created
    assert "canary-mail" not in str(list(Person.objects.values()))


def test_ones_own_list_is_ones_own(take, lee):
    report = take(BIBTEX, owner=lee.reference)
    assert verdicts(report) == (2, 0, 0, 0)
    assert told(lee) == [("The Hot Spindle: Étude", 2006, "bibtex", "doi:10.1000/b1"), ("주축 열변위", 2005, "bibtex", "")]
    assert verdicts(take(BIBTEX, owner=ORCID)) == (0, 0, 2, 0)
    assert verdicts(take(RIS, owner=lee.reference)) == (2, 0, 0, 0)
    assert reasons(take("@article{x, title={Foreign}, author={Smith, John}}", owner=lee.reference)) == [
        "The person whose list this is does not stand among the authors."
    ]


def test_a_bare_name_speaks_for_nobody(take, lee):
    report = take(BIBTEX)
    assert (verdicts(report), set(reasons(report))) == (
        (0, 0, 0, 2),
        {"Somebody here has such a name, but nothing else speaks for it that this person is meant."},
    )
    assert (Evidence.objects.count(), Person.objects.count()) == (0, 1)
    assert lee.evidence.count() == 0


def test_several_known_authors_have_one_piece_each_tied_by_the_work(take, office, lee):
    other = make_expert(office.programme, name_ko="박우진", orcid="0000-0001-5109-3700")
    take(openalex(openalex_work(authors=[("A7", "S. Lee", ORCID, ""), ("A8", "W. Park", "0000-0001-5109-3700", "")])))
    assert list(Evidence.objects.order_by("person_id").values_list("person", "external_id")) == [(lee.pk, "doi:10.1000/w1"), (other.pk, "doi:10.1000/w1")]


@pytest.mark.usefixtures("lee")
def test_two_services_tell_of_one_work_once(take):
    take(openalex(openalex_work(authors=[("A7", "S. Lee", ORCID, "")], abstract_inverted_index=None)))
    other = crossref(crossref_item("10.1000/W1", "THERMAL ERRORS", author=[{"family": "Lee", "given": "S.", "ORCID": ORCID}]))
    assert [verdicts(take(content)) for content in (other, other)] == [(0, 1, 0, 0), (0, 0, 1, 0)]
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.text.split(), evidence.service) == ("Thermal error of spindles", ["Stable", "lobes"], "openalex")


def test_a_list_of_research_projects_is_taken_in_as_the_office_keeps_it(take, tmp_path):
    path = workbook(tmp_path / "ntis.xlsx", NTIS)
    assert (verdicts(take(path)), verdicts(take(path)), verdicts(take(path, form="ntis"))) == ((2, 0, 0, 1), (0, 0, 2, 1), (0, 0, 2, 1))
    held = Evidence.objects.order_by("external_id").values_list("kind", "title", "text", "year", "language", "external_id", "person__name_ko")
    assert list(held) == [
        ("project", "고속 주축 열변위 보정 기술", "하루 종일 5 µm 이내\n주축;열변위", 2004, "ko", "ntis:1345-06-01", "이성민"),
        ("project", "금형 열피로 균열 예측", "금형", 2005, "ko", "ntis:1345-06-02", "박우진"),
    ]
    assert list(AuthorIdentity.objects.order_by("pk").values_list("name", "places", "service")) == [
        ("이성민", ["강원대학교"], "ntis"),
        ("박우진", ["한국기계연구원"], "ntis"),
    ]


def test_people_of_a_registered_organisation_are_registered_and_others_are_not(take, office):
    make_organisation(office.programme, kind="university", name_ko="강원대학교", name_en="Kangwon National University")
    work = openalex_work(authors=[("A7", "Sung-Min Lee", None, "Kangwon National University"), ("A8", "Jane Doe", None, "MIT")])
    assert verdicts(take(openalex(work))) == (1, 0, 0, 0)
    assert list(Person.objects.values_list("name_ko", "name_en", "email")) == [("Sung-Min Lee", "Sung-Min Lee", "")]
    foreign = take(openalex(openalex_work("W2", authors=[("A9", "Jane Doe", None, "MIT")])))
    assert reasons(foreign) == ["None of the authors is known here, and none works at an organisation that is registered here."]


# What is in doubt.


@pytest.fixture
def doubted(take, office):
    """A known person, a work of whom may be theirs, and the question about it."""
    known = make_expert(office.programme, name_ko="이성민", name_en="Lee Sung-Min", statement="주축 열변위")
    make_organisation(office.programme, kind="university", name_ko="한국기계연구원", name_en="Institute of Machinery")
    make_evidence(known, title="Old work", authors=["Park, W."])
    content = openalex(openalex_work(authors=[("A7", "Sung-Min Lee", None, "Institute of Machinery"), ("A8", "Woo-Jin Park", None, "")]))
    assert verdicts(take(content)) == (1, 0, 0, 0)
    return known, PersonPair.objects.get(), content


def test_what_is_in_doubt_is_asked_and_never_joined(take, doubted):
    known, pair, content = doubted
    assert (pair.earlier, pair.state, pair.later.name_ko, pair.later.orcid) == (known, "open", "Sung-Min Lee", "")
    assert {reason["code"] for reason in pair.reasons} == {"name_equal", "place_differs", "coauthors_shared"}
    assert (told(known), told(pair.later)) == ([("Old work", 2006, "", "")], [("Thermal error of spindles", 2006, "openalex", "doi:10.1000/w1")])
    assert (verdicts(take(content)), PersonPair.objects.count()) == ((0, 0, 1, 0), 1)


def test_the_same_person_has_everything_and_what_comes_later(take, office, doubted):
    known, pair, content = doubted
    coordinator = make_viewer("programme_office", office.programme)
    join_people(actor=coordinator, pair=pair)
    assert ([title for title, *_rest in told(known)], told(pair.later)) == (["Old work", "Thermal error of spindles"], [])
    assert set(Document.objects.filter(evidence_kind="paper").values_list("candidate_id", flat=True)) == {known.pk}
    more = openalex(openalex_work("W2", "Later work", authors=[("A7", "Sung-Min Lee", None, "Institute of Machinery")]))
    assert (verdicts(take(content)), verdicts(take(more)), PersonPair.objects.count()) == ((0, 0, 1, 0), (1, 0, 0, 0), 1)
    assert len(told(known)) == 3
    reopen_identity(actor=coordinator, pair=pair)
    assert ([title for title, *_rest in told(known)], [title for title, *_rest in told(pair.later)]) == (
        ["Old work"],
        ["Later work", "Thermal error of spindles"],
    )
    assert (pair.state, pair.moved, pair.decided_at) == (PairState.OPEN, {}, None)


def test_different_people_stay_different(take, office, doubted):
    known, pair, content = doubted
    keep_apart(actor=office.viewer, pair=pair)
    more = openalex(openalex_work("W2", "Later work", authors=[("A7", "Sung-Min Lee", None, "Institute of Machinery")]))
    assert (verdicts(take(content)), verdicts(take(more)), PersonPair.objects.get().state) == ((0, 0, 1, 0), (1, 0, 0, 0), "different")
    assert ([title for title, *_rest in told(known)], len(told(pair.later))) == (["Old work"], 2)


# What people said about themselves.


def test_what_a_person_corrected_or_disowned_is_not_overwritten(take, office, lee):
    two = [openalex_work(number, title, authors=[("A7", "S. Lee", ORCID, "")]) for number, title in (("W1", "Wrong titel"), ("W2", "Not mine"))]
    take(openalex(*two))
    own = make_viewer("expert", office.programme, person=lee)
    first, second = Evidence.objects.order_by("external_id")
    correct_evidence(actor=own, evidence=first, title="Right title", text=first.text, year=2007)
    disown_evidence(actor=own, evidence=second)
    assert not Document.objects.filter(record=second.reference).exists()
    assert list(Document.objects.filter(record=first.reference).values_list("title", "year")) == [("Right title", 2007)]
    changed = [
        openalex_work(number, title, authors=[("A7", "S. Lee", ORCID, "")], language="ko") for number, title in (("W1", "Wrong titel"), ("W2", "Not mine"))
    ]
    assert (verdicts(take(openalex(*two))), verdicts(take(openalex(*changed)))) == ((0, 0, 2, 0), (0, 1, 1, 0))
    assert [(told, evidence.disowned_at is None) for told, evidence in zip(told(lee), Evidence.objects.order_by("title"), strict=True)] == [
        (("Not mine", 2006, "openalex", "doi:10.1000/w2"), False),
        (("Right title", 2007, "openalex", "doi:10.1000/w1"), True),
    ]
    assert not Document.objects.filter(record=second.reference).exists()


def test_a_corrected_title_is_known_again_without_a_number(take, office, lee):
    listed = "@article{x, title={Wrong titel}, author={Lee, Sung-Min}, year=2006}"
    take(listed, owner=lee.reference)
    correct_evidence(actor=make_viewer("expert", office.programme, person=lee), evidence=Evidence.objects.get(), title="Right title", text="", year=2005)
    assert verdicts(take(listed, owner=lee.reference)) == (0, 0, 1, 0)
    assert told(lee) == [("Right title", 2005, "bibtex", "")]


def test_whoever_was_removed_does_not_come_back(take, office, lee):
    content = openalex(openalex_work(authors=[("A7", "S. Lee", ORCID, "")]))
    take(content)
    asked = ask_removal(actor=make_viewer("expert", office.programme, person=lee), person=lee)
    answer_removal(actor=office.viewer, request=asked, removes=True)
    assert (Evidence.objects.count(), lee.expertise.count(), Document.objects.filter(candidate_id=lee.pk).count()) == (0, 0, 0)
    assert reasons(take(content)) == ["The only authors who are known here asked to be removed."]
    assert Evidence.objects.count() == 0


# Bad files.


def test_entries_that_say_too_little_are_refused_each_with_its_reason(take, lee, tmp_path):
    entries = r"""
@article{a, author={Lee, Sung-Min}, year=2001}
@article{b, title={Nobody's}, year=2001}
@article{c, title={Number}, author={Lee, Sung-Min}, note={x}, abstract={800101-1234567}}
@article{d, title={Bad year}, author={Lee, Sung-Min}, year={20015}}
@article{e, title={In press}, author={Lee, Sung-Min}, year={in press}}
@article{f, title={Left open
@article{g, title={Whole}, author={Lee, Sung-Min <canary-mail@mail.example>}, year=2003}
"""
    report = take(entries, owner=lee.reference)
    assert (verdicts(report), [verdict.verdict for verdict in report.verdicts]) == ((2, 0, 0, 5), ["refused"] * 4 + ["created", "refused", "created"])
    assert told(lee) == [("In press", None, "bibtex", ""), ("Whole", 2003, "bibtex", "")]
    assert ("canary-mail" in str(list(Evidence.objects.values())), lee.email == Person.objects.get().email) == (False, True)
    mended = tmp_path / "refused.xlsx"
    write_refused(report, mended)
    again = take(mended, owner=lee.reference)
    assert (len(again.verdicts), again.sheet.layout) == (5, "works of a bibliography")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_bibtex_is_read_in_every_encoding(take, lee, encoding):
    take("@article{x, title={주축 열변위 보정}, author={이성민}, year=2001}".encode(encoding), owner=lee.reference)
    assert told(lee) == [("주축 열변위 보정", 2001, "bibtex", "")]


def test_western_bibtex_of_old_is_read(take, lee):
    take("@article{x, title={Über Wärme und Größe: étude}, author={Lee, Sung-Min and Schröder, Jürgen}, year=2001}".encode("latin-1"), owner=lee.reference)
    assert told(lee) == [("Über Wärme und Größe: étude", 2001, "bibtex", "")]


def test_a_packed_file_is_read(take, lee):
    assert verdicts(take(gzip.compress(RIS.encode()), owner=lee.reference)) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ('{"a":' * 100_000 + "1" + "}" * 100_000, {}, "nested too deeply"),
        ("[]", {"form": "openalex"}, "No entry in the format “openalex”"),
        ("name,title\nx,y\n", {"form": "bibtex"}, "No entry in the format “bibtex”"),
        ("name,title\nx,y\n", {"form": "crossref"}, "No entry in the format “crossref”"),
        (RIS, {"form": "marc"}, "There is no format “marc”"),
        (RIS, {"owner": "person-999999"}, "There is no person “person-999999”"),
        (RIS, {"owner": "²"}, "There is no person “²”"),
        (RIS, {"group": "nowhere"}, "short name “nowhere”"),
        ("성명,전문분야\n이성민,주축\n", {"group": "wonju"}, "this file is a table of experts"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_in_words(take, content, options, words):
    with pytest.raises(InvalidInputError) as refusal:
        take(content, **options)
    assert words in str(refusal.value.message)
    assert Evidence.objects.count() == 0


def test_an_office_s_own_table_is_still_one(take):
    report = take("성명,소속,전문분야\n이성민,강원대학교,주축 열변위\n")
    assert (verdicts(report), report.kind) == ((1, 0, 0, 0), "expertise")


def test_what_one_mini_cluster_alone_may_see_is_found_by_nobody_else(take, office, lee):
    take(RIS, owner=lee.reference, group=office.group.slug)
    assert [evidence.group for evidence in Evidence.objects.all()] == [office.group] * 2
    assert list(Document.objects.filter(candidate_id=lee.pk, evidence_kind__in=["paper", "project"]).values_list("scope", flat=True)) == [office.group.pk] * 2


def test_two_entries_that_tell_one_work_in_two_ways_are_not_both_taken(take, lee):
    two = [openalex_work("W1", title, authors=[("A7", "S. Lee", ORCID, "")]) for title in ("One title", "Another title")]
    report = take(openalex(*two))
    assert (verdicts(report), told(lee)) == ((1, 0, 0, 1), [("One title", 2006, "openalex", "doi:10.1000/w1")])


def test_people_of_one_name_in_one_house_are_told_apart_by_their_numbers(take, office):
    make_organisation(office.programme, kind="university", name_ko="강원대학교")
    works = [openalex_work(f"W{n}", f"Work {n}", authors=[(f"A{n}", "이성민", number, "강원대학교")]) for n, number in ((1, ORCID), (2, "0000-0001-5109-3700"))]
    assert verdicts(take(openalex(*works))) == (2, 0, 0, 0)
    assert [(person.name_ko, person.orcid) for person in Person.objects.order_by("pk")] == [("이성민", ORCID), ("이성민", "0000-0001-5109-3700")]
    assert (PersonPair.objects.count(), make_person(office.programme).evidence.count()) == (0, 0)
