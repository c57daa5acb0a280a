"""An establishment table comes in by the rules of every import: a verdict for every row, and the same file twice changes nothing."""

import pytest
from factories import make_complex, make_viewer

from minicluster.mapping.domain.imports import FIGURES
from minicluster.mapping.models import IndustryFigure
from minicluster.members.domain.imports import import_records
from minicluster.platform.permissions import Role

pytestmark = pytest.mark.django_db
HEAD = ["지역", "산업코드", "산업명", "연도", "사업체수", "종사자수", "출처"]


@pytest.fixture
def complex_():
    return make_complex()


@pytest.fixture
def take_in(complex_, tmp_path):
    """Import rows, and give the report."""

    def run(*rows):
        path = tmp_path / "table.csv"
        path.write_text("\n".join(",".join(row) for row in (HEAD, *rows)), encoding="utf-8")
        return import_records(actor=make_viewer(Role.PROGRAMME_OFFICE, complex_.programme), programme=complex_.programme, kind=FIGURES, path=path)

    return run


def held():
    return list(IndustryFigure.objects.order_by("pk").values_list("complex", "region", "code", "year", "establishments", "employees"))


def test_complexes_provinces_and_the_whole_country_come_in_and_the_same_again_changes_nothing(complex_, take_in):
    rows = (
        [complex_.name_ko, "271", "의료용 기기", "2006", "35", "1200", "통계청"],
        ["경기도", "271", "의료용 기기", "2006", "400", "9000", "통계청"],
        ["전국", "271", "의료용 기기", "2006", "1500", "30000", "통계청"],
    )
    assert tuple(take_in(*rows).numbers.values()) == (3, 0, 0, 0)
    assert held() == [(complex_.pk, complex_.name_ko, "271", 2006, 35, 1200), (None, "경기도", "271", 2006, 400, 9000), (None, "", "271", 2006, 1500, 30000)]
    assert tuple(take_in(*rows).numbers.values()) == (0, 0, 3, 0)
    assert tuple(take_in([*rows[0][:5], "1210", "통계청"]).numbers.values()) == (0, 1, 0, 0)
    assert held()[0][-1] == 1210


def test_a_citys_figures_never_become_those_of_the_complex_that_is_called_after_it(complex_, take_in):
    complex_.name_ko = "울산·미포국가산업단지"
    complex_.save()
    report = take_in(*([name, "271", "의료용 기기", "2006", "35", "1200", ""] for name in ("울산", "울산광역시", "울산미포 국가산업단지")))
    assert tuple(report.numbers.values()) == (2, 0, 0, 1)
    assert "not clear whether" in str(report.as_data())
    assert [(row[0], row[1]) for row in held()] == [(None, "울산광역시"), (complex_.pk, "울산·미포국가산업단지")]


@pytest.mark.parametrize("sign", ["*", "X", "비공개"])
def test_a_number_that_the_office_keeps_back_is_no_zero(complex_, take_in, sign):
    assert tuple(take_in([complex_.name_ko, "272", "정밀기기", "2006", "2", sign, ""]).numbers.values()) == (1, 0, 0, 0)
    assert held() == [(complex_.pk, complex_.name_ko, "272", 2006, 2, None)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["경기도", "271", "의료용 기기", "2006", "-4", "10", ""], "사업체수"),
        (["경기도", "271", "의료용 기기", "두 해", "4", "10", ""], "연도"),
        (["경기도", "", "의료용 기기", "2006", "4", "10", ""], "산업코드"),
        (["경기도", "271", "의료용 기기", "2006", "", "", ""], "종사자수"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_cell_and_the_others_come_in(take_in, row, column):
    report = take_in(row, ["경기도", "272", "정밀기기", "2006", "4", "10", ""])
    assert tuple(report.numbers.values()) == (1, 0, 0, 1)
    assert column in str(report.as_data())
