import json
from decimal import Decimal

import pytest
from factories import make_complex, make_indicator
from integration.imports.conftest import verdicts
from office_tables import text_table

from minicluster.outcomes.models import Actual, Perimeter

pytestmark = pytest.mark.django_db
HEAD = ["지표", "산업단지", "미니클러스터", "집계범위", "연도", "값", "단위", "확정여부", "비공개", "집계기업수", "출처"]


@pytest.fixture(autouse=True)
def registry(office):
    make_indicator(office.programme)
    make_indicator(office.programme, "employment", name_ko="고용", name_en="Employment", unit="persons")
    make_indicator(
        office.programme, "exports_each", name_ko="1인당 수출", name_en="Exports each", unit="USD", formula={"kind": "ratio", "of": ["exports", "employment"]}
    )
    Perimeter.objects.create(programme=office.programme, slug="7-complexes", name_ko="시범단지 7곳", name_en="Seven")


@pytest.fixture
def take(take_in, tmp_path):
    def run(*rows, head=HEAD):
        return take_in("figures", text_table(tmp_path / "figures.csv", [head, *rows]))

    return run


def reasons(report):
    return [(refusal.column, str(refusal.reason), str(refusal.cure)) for verdict in report.refused for refusal in verdict.refusals]


def test_figures_come_for_a_complex_a_group_a_perimeter_and_the_programme_and_a_second_time_change_nothing(office, take):
    rows = [
        ["수출", "원주", "", "", "2006", "12.5", "백만달러", "확정", "", "41", "무역통계"],
        ["수출", "원주", "재활의료기기", "", "2006년", "200만 달러", "", "잠정", "O", "2", "추진단 조사"],
        ["exports", "", "", "시범단지 7곳", "2003", "670억 달러", "", "", "", "", "파이낸셜뉴스"],
        ["고용", "", "", "", "'05", "36", "만명", "", "", "", "단지 통계"],
    ]
    assert verdicts(take(*rows)) == (4, 0, 0, 0)
    told = [(one.subject, one.year, int(one.value), one.is_confirmed, one.is_confidential, one.firms) for one in Actual.objects.order_by("pk")]
    assert told == [
        (str(office.complex), 2006, 12_500_000, True, False, 41),
        (str(office.group), 2006, 2_000_000, False, True, 2),
        ("Seven", 2003, 67_000_000_000, False, False, None),
        (str(office.programme), 2005, 360_000, False, False, None),
    ]
    assert verdicts(take(*rows)) == (0, 0, 4, 0)
    assert Actual.objects.count() == 4


def test_english_headings_are_known_too(take):
    head = ["indicator", "complex", "year", "value", "unit", "confirmed", "confidential", "firms behind it", "source"]
    assert verdicts(take(["Employment", "wonju", "2006", "1,200", "persons", "yes", "no", "12", "survey"], head=head)) == (1, 0, 0, 0)


def test_another_value_makes_a_correcting_entry_and_overwrites_nothing(take):
    first = ["수출", "원주", "", "", "2006", "100", "", "", "", "", "통계"]
    assert verdicts(take(first)) == (1, 0, 0, 0)
    assert verdicts(take([*first[:5], "110", *first[6:]])) == (0, 1, 0, 0)
    old, new = Actual.objects.order_by("pk")
    assert (old.value, new.value, new.corrects, new.is_confirmed) == (100, 110, old, False)
    assert verdicts(take([*first[:5], "110", *first[6:]])) == (0, 0, 1, 0)


def test_a_provisional_figure_is_confirmed_and_a_confirmed_one_yields_only_to_a_confirmed_one(take):
    row = ["수출", "원주", "", "", "2006", "100", "", "", "", "", "통계"]
    take(row)
    assert verdicts(take([*row[:7], "확정", *row[8:]])) == (0, 1, 0, 0)
    assert Actual.objects.get().is_confirmed
    assert verdicts(take(row)) == (0, 0, 1, 0)
    other = [*row[:5], "120", *row[6:]]
    assert "confirmed figure of this year says otherwise" in reasons(take(other))[0][1]
    assert verdicts(take([*other[:7], "확정", *other[8:]])) == (0, 1, 0, 0)
    assert Actual.objects.get(corrected_by=None).value == 120


@pytest.mark.parametrize(
    ("row", "column", "reason", "cure"),
    [
        (["수출", "원주", "", "", "2006", "100", "백만원", "", "", "", "통계"], "단위", "are in USD, and the row is in 백만원", "average rate"),
        (["수출", "원주", "", "", "2006", "100억원", "", "", "", "", "통계"], "값", "are in USD, and the row is in KRW", "average rate"),
        (["고용", "원주", "", "", "2006", "100", "톤", "", "", "", "통계"], "단위", "are in persons, and the row is in 톤", "Write the value in persons"),
        (["1인당 수출", "원주", "", "", "2006", "1", "", "", "", "", "통계"], "지표", "worked out of others", "exports, employment"),
        (["생산", "원주", "", "", "2006", "1", "", "", "", "", "통계"], "지표", "no indicator of this name", "employment, exports"),
        (["수출", "원주", "", "", "2060", "1", "", "", "", "", "통계"], "연도", "has not begun", "target"),
        (["수출", "원주", "", "시범단지 7곳", "2006", "1", "", "", "", "", "통계"], "집계범위", "a perimeter and a complex", "leave the others out"),
        (["수출", "", "", "열두 단지", "2006", "1", "", "", "", "", "통계"], "집계범위", "no perimeter of this name", "Seven"),
        (["수출", "원주", "", "", "2006", "무한대", "", "", "", "", "통계"], "값", "not a number", "1200"),
        (["수출", "원주", "", "", "2006", "1", "", "", "", "", ""], "출처", "", ""),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_cell_and_cure(take, row, column, reason, cure):
    report = take(row)
    assert verdicts(report) == (0, 0, 0, 1)
    ((told, why, what),) = reasons(report)
    assert (told, reason in why, cure in what) == (column, True, True)
    assert not Actual.objects.exists()


def test_an_infinite_value_of_a_machine_is_refused(take_in, tmp_path):
    rows = [{"지표": "수출", "산업단지": "원주", "연도": 2006, "값": value, "출처": "통계"} for value in (float("inf"), float("nan"), 5)]
    path = tmp_path / "figures.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    report = take_in("figures", path)
    assert verdicts(report) == (1, 0, 0, 2)
    assert Actual.objects.get().value == Decimal(5)


def test_two_rows_that_contradict_each_other_are_not_both_taken_in(take):
    row = ["수출", "원주", "", "", "2006", "100", "", "", "", "", "통계"]
    report = take(row, [*row[:5], "110", *row[6:]])
    assert verdicts(report) == (1, 0, 0, 1)
    assert "Row 2 of this file says otherwise" in reasons(report)[0][1]


def test_a_complex_beside_a_group_says_which_group_is_meant(office, take):
    make_complex(office.programme, slug="gumi", name_ko="구미", name_en="Gumi")
    take(["고용", "원주", "재활의료기기", "", "2006", "100", "", "", "", "", "통계"])
    figure = Actual.objects.get()
    assert (figure.group, figure.complex) == (office.group, None)
