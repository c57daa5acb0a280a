"""The figures of comparison firms come in by the rules of every import: a verdict for every row, and the same file twice changes nothing."""

import json

import pytest
from factories import make_complex, make_viewer
from office_tables import business_number

from minicluster.members.domain.imports import import_records
from minicluster.outcomes.domain.comparison_imports import COMPARISON
from minicluster.outcomes.models import ComparisonFirm, ComparisonYear, OutsideComplex
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
HEAD = ["업체코드", "산업단지", "업종코드", "기업규모", "연도", "매출액(백만원)", "수출액", "생산액", "종업원수", "출처"]
ROW = ["A-1", "창원국가산업단지", "C2922", "중소기업", "2006", "1200", "300000", "9억", "35", "공장등록 통계"]


@pytest.fixture
def complex_():
    return make_complex(name_ko="창원국가산업단지", name_en="Changwon national complex")


@pytest.fixture
def take_in(complex_, tmp_path):
    """Import rows, and give the report."""

    def run(*rows, head=HEAD):
        path = tmp_path / "table.csv"
        path.write_text("\n".join(",".join(row) for row in (head, *rows)), encoding="utf-8")
        return taken(complex_.programme, path)

    return run


def taken(programme, path):
    return import_records(actor=make_viewer(Role.PROGRAMME_OFFICE, programme), programme=programme, kind=COMPARISON, path=path)


def row(**changed):
    """The row with some of its cells changed, by the column's place in the head."""
    names = ("code", "complex", "industry", "size", "year", "sales", "exports", "production", "employees", "source")
    return [changed.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


def held():
    return list(ComparisonYear.objects.order_by("pk").values_list("firm__code", "year", "sales_krw", "exports_usd", "production_krw", "employees", "source"))


def test_figures_come_in_with_their_firm_and_the_same_again_changes_nothing(complex_, take_in):
    rows = (row(), row(year="2007", sales="1300"), row(code="B-2"))
    assert tuple(take_in(*rows).numbers.values()) == (3, 0, 0, 0)
    assert held()[0] == ("A-1", 2006, 1_200_000_000, 300_000, 900_000_000, 35, "공장등록 통계")
    assert list(ComparisonFirm.objects.values_list("code", "complex", "outside", "industry_code", "size")) == [
        ("A-1", complex_.pk, None, "2922", "sme"),
        ("B-2", complex_.pk, None, "2922", "sme"),
    ]
    assert tuple(take_in(*rows).numbers.values()) == (0, 0, 3, 0)
    assert tuple(take_in(row(sales="1250")).numbers.values()) == (0, 1, 0, 0)
    assert held()[0][2] == 1_250_000_000


def test_english_headings_are_known_too(take_in):
    head = ["code", "complex", "industry", "size", "year", "sales", "exports", "production", "employees", "source"]
    assert tuple(take_in(row(complex="Changwon national complex", size="SME"), head=head).numbers.values()) == (1, 0, 0, 0)


def test_a_complex_that_is_none_of_the_programmes_is_made_once_and_stands_outside(take_in):
    rows = (row(complex="먼 산업단지"), row(code="B-2", complex="먼산업단지"), row(code="C-3", complex="더 먼 산업단지"))
    assert tuple(take_in(*rows).numbers.values()) == (3, 0, 0, 0)
    assert list(OutsideComplex.objects.order_by("pk").values_list("slug", "name_ko")) == [("outside-1", "먼 산업단지"), ("outside-2", "더 먼 산업단지")]
    assert not ComparisonFirm.objects.exclude(complex=None).exists()
    assert tuple(take_in(*rows).numbers.values()) == (0, 0, 3, 0)


@pytest.mark.parametrize(
    ("odd", "column", "reason"),
    [
        ({"sales": "-4"}, "매출액", "out of range"),
        ({"exports": "inf"}, "수출액", "not a number"),
        ({"employees": "3.5"}, "종업원수", "A whole number"),
        ({"employees": "-1"}, "종업원수", "A whole number"),
        ({"year": "두 해"}, "연도", "not a year"),
        ({"code": "(주)한빛정밀"}, "업체코드", "goes by a code"),
        ({"code": business_number(1)}, "업체코드", "business registration number"),
        ({"code": ""}, "업체코드", ""),
        ({"source": ""}, "출처", ""),
        ({"industry": "기계"}, "업종코드", "no industry code"),
        ({"size": "거인"}, "기업규모", "none of the possible words"),
        ({"complex": "창원"}, "산업단지", "not clear whether"),
        ({"sales": "", "exports": "", "production": "", "employees": ""}, "매출액", "no figure"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_cell_and_a_cure_and_the_others_come_in(take_in, odd, column, reason):
    report = take_in(row(**odd), row(code="B-2"))
    assert tuple(report.numbers.values()) == (1, 0, 0, 1)
    (refusal,) = report.refused[0].refusals
    assert (refusal.row, column in refusal.column, reason in str(refusal.reason), bool(str(refusal.cure))) == (2, True, True, True)
    assert [figures[0] for figures in held()] == ["B-2"]


def test_two_rows_of_one_firm_and_year_that_differ_are_not_both_taken(take_in):
    report = take_in(row(), row(sales="1250"))
    assert tuple(report.numbers.values()) == (1, 0, 0, 1)
    (refusal,) = report.refused[0].refusals
    assert (refusal.row, "Row 2" in str(refusal.reason)) == (3, True)


def test_a_firm_does_not_move_to_another_complex(take_in):
    report = take_in(row(), row(year="2007", complex="먼 산업단지"))
    assert tuple(report.numbers.values()) == (1, 0, 0, 1)
    assert "stands in" in str(report.as_data())
    assert not OutsideComplex.objects.exists()


@pytest.mark.parametrize("number", ["Infinity", "-Infinity", "NaN"])
def test_an_infinite_number_of_a_json_file_is_refused(complex_, tmp_path, number):
    path = tmp_path / "table.jsonl"
    line = json.dumps(dict(zip(HEAD, ROW, strict=True)), ensure_ascii=False).replace('"1200"', number)
    path.write_text(line + "\n", encoding="utf-8")
    report = taken(complex_.programme, path)
    assert tuple(report.numbers.values()) == (0, 0, 0, 1)
    assert "infinite" in str(report.refused[0].refusals[0].reason)


def test_a_dry_run_tells_the_same_and_leaves_nothing(complex_, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("\n".join(",".join(cells) for cells in (HEAD, row(complex="먼 산업단지"))), encoding="utf-8")
    viewer = make_viewer(Role.PROGRAMME_OFFICE, complex_.programme)
    report = import_records(actor=viewer, programme=complex_.programme, kind=COMPARISON, path=path, dry_run=True)
    assert tuple(report.numbers.values()) == (1, 0, 0, 0)
    assert (ComparisonFirm.objects.count(), OutsideComplex.objects.count()) == (0, 0)
