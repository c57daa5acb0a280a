import errno
import os

import pytest
from integration.imports.conftest import verdicts
from office_tables import text_table, workbook
from python_calamine import CalamineWorkbook

from minicluster.members.models import Organisation
from minicluster.platform.imports.refused_rows import check_target, write_refused
from minicluster.platform.refusals import RefusedError

pytestmark = pytest.mark.django_db
ROWS = [
    ["회원 현황", "", "", ""],
    ["기업명", "사업자번호", "2006년 매출액(백만원)", "비고"],
    ["한빛정밀", "124-81-00998", 1200, ""],
    ["새빛테크", "124-81-00991", 900, "=1+1"],
    ["푸른소재", "", "많음", "800101-1234567"],
]


def rows_of(path):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_the_refused_rows_come_back_as_a_workbook_with_the_reason_first(take_in, tmp_path):
    report = take_in("organisations", workbook(tmp_path / "a.xlsx", ROWS))
    write_refused(report, tmp_path / "refused.xlsx")
    head, first, second = rows_of(tmp_path / "refused.xlsx")
    assert head == ["반려 사유 (Refused because)", "기업명", "사업자번호", "2006년 매출액(백만원)", "비고"]
    assert first[0].split("\n")[1] == (
        "사업자번호: This is no business registration number: its ten digits and its check digit do not fit. Compare it with the certificate."
    )
    assert first[1:] == ["새빛테크", "124-81-00991", 900.0, "=1+1"]
    assert second[1:] == ["푸른소재", "", "많음", "******-*******"]


def test_importing_the_mended_workbook_touches_only_its_rows(take_in, tmp_path):
    report = take_in("organisations", workbook(tmp_path / "a.xlsx", ROWS))
    assert verdicts(report) == (1, 0, 0, 2)
    write_refused(report, tmp_path / "refused.xlsx")
    head, first, second = rows_of(tmp_path / "refused.xlsx")
    first[2], second[3], second[4] = "", "7억", ""
    mended = take_in("organisations", workbook(tmp_path / "mended.xlsx", [head, first, second]))
    assert verdicts(mended) == (2, 0, 0, 0)
    assert [column.name for column in mended.sheet.columns if not column.field] == ["반려 사유 (Refused because)", "비고"]
    assert set(Organisation.objects.values_list("name_ko", "years__sales_krw")) == {
        ("한빛정밀", 1_200_000_000),
        ("새빛테크", 900_000_000),
        ("푸른소재", 700_000_000),
    }


def test_a_full_disk_says_what_is_in_and_leaves_no_half_a_file(take_in, tmp_path, monkeypatch):
    report = take_in("organisations", text_table(tmp_path / "a.csv", [["기업명", "규모"], ["한빛정밀", "?"], ["새빛테크", "중소"]]))

    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefusedError, match=r"could not be written .* \(No space left on device\). The other rows are in"):
        write_refused(report, tmp_path / "refused.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv"]
    assert Organisation.objects.get().name_ko == "새빛테크"


def test_a_target_that_cannot_be_is_refused_before_anything_is_imported(tmp_path):
    with pytest.raises(RefusedError, match="Nothing was changed"):
        check_target(tmp_path / "nowhere" / "refused.xlsx")
    with pytest.raises(RefusedError, match="Nothing was changed"):
        check_target(tmp_path)
