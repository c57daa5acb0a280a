import time
from datetime import date

import pytest
from factories import make_organisation
from integration.imports.conftest import verdicts
from office_tables import business_number, member_firms, text_table, workbook

from minicluster.members.models import Organisation, OrganisationYear
from minicluster.platform.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_messy_workbook_of_five_hundred_firms_is_in_within_minutes_and_a_second_time_changes_nothing(take_in, tmp_path):
    path = member_firms(tmp_path / "firms.xlsx", 500)
    started = time.monotonic()
    assert verdicts(take_in("organisations", path)) == (500, 0, 0, 1)
    seconds = time.monotonic() - started
    print(f"500 firms in {seconds:.1f} s: {500 / seconds:.0f} rows/s")  # noqa: T201  # a figure to be read
    assert seconds < 120
    assert verdicts(take_in("organisations", path)) == (0, 0, 500, 1)
    firm = Organisation.objects.get(identifiers__value=business_number(124_810_002))
    year = firm.years.get()
    assert (firm.name_ko, firm.kind, firm.founded_on, firm.products) == ("한빛2정밀 주식회사", "firm", date(1998, 4, 2), "정밀 가공 부품")
    assert [size.size for size in firm.sizes.all()] == ["micro"]
    assert (year.year, year.sales_krw, year.employees) == (2006, 1_200_000_000, 12)


def test_a_total_row_is_refused_and_columns_that_are_not_known_are_named(take_in, tmp_path):
    report = take_in("organisations", member_firms(tmp_path / "firms.xlsx", 3))
    (refused,) = report.refused
    assert (refused.row, refused.refusals[0].value) == (8, "합계")
    assert str(refused.refusals[0].reason) == "This row sums up others."
    assert [column.name for column in report.sheet.columns if not column.field] == ["연번", "비고"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_file_is_read_in_every_encoding_and_with_every_delimiter(take_in, tmp_path, encoding, delimiter):
    path = text_table(tmp_path / "firms.csv", [["업체명", "주소"], ['한빛 "정밀"', "원주시\n문막읍"]], encoding=encoding, delimiter=delimiter)
    assert verdicts(take_in("organisations", path)) == (1, 0, 0, 0)
    assert Organisation.objects.get().name_ko == '한빛 "정밀"'


def test_the_company_form_is_no_part_of_the_identity_but_stays_in_the_name(office, take_in, tmp_path):
    path = text_table(tmp_path / "a.csv", [["회사명"], ["㈜한빛정밀"], ["(주) 한빛정밀"], ["주식회사 한빛정밀"], ["Hanbit Co., Ltd."], ["HANBIT"]])
    assert verdicts(take_in("organisations", path)) == (2, 0, 3, 0)
    assert {firm.name_ko for firm in Organisation.objects.filter(programme=office.programme)} == {"㈜한빛정밀", "Hanbit Co., Ltd."}


def test_another_programmes_firm_of_the_same_number_is_neither_seen_nor_touched(take_in, tmp_path):
    stranger = make_organisation(name_ko="한빛정밀")
    assert verdicts(take_in("organisations", text_table(tmp_path / "a.csv", [["기업명", "영문명"], ["한빛정밀", "Hanbit"]]))) == (1, 0, 0, 0)
    stranger.refresh_from_db()
    assert stranger.name_en != "Hanbit"


def test_a_size_is_a_dated_fact_that_is_closed_and_opened(take_in, tmp_path):
    rows = [["기업명", "기업규모", "기준일"], ["한빛정밀", "소상공인", "2005.1.1"], ["한빛정밀", "중소기업", "2006.7.1"]]
    assert verdicts(take_in("organisations", text_table(tmp_path / "a.csv", rows))) == (1, 1, 0, 0)
    sizes = Organisation.objects.get().sizes.order_by("valid_from").values_list("size", "valid_from", "valid_to")
    assert list(sizes) == [("micro", date(2005, 1, 1), date(2006, 7, 1)), ("sme", date(2006, 7, 1), None)]
    assert verdicts(take_in("organisations", text_table(tmp_path / "a.csv", rows))) == (0, 0, 2, 0)


def test_history_that_says_otherwise_is_not_overwritten(take_in, tmp_path):
    take_in("organisations", text_table(tmp_path / "a.csv", [["기업명", "규모", "기준일"], ["한빛정밀", "소상공인", "2005.1.1"]]))
    report = take_in("organisations", text_table(tmp_path / "b.csv", [["기업명", "규모", "기준일"], ["한빛정밀", "대기업", "2005.1.1"]]))
    assert [refusal.column for refusal in report.refused[0].refusals] == ["규모"]
    assert list(Organisation.objects.get().sizes.values_list("size", flat=True)) == ["micro"]


def test_a_new_name_under_the_same_number_keeps_the_former_name_and_an_old_list_does_not_rename_back(take_in, tmp_path):
    number = business_number(1)
    take_in("organisations", text_table(tmp_path / "a.csv", [["기업명", "사업자번호", "기준일"], ["한빛정밀", number, "2005.1.1"]]))
    new = text_table(tmp_path / "b.csv", [["기업명", "사업자번호", "기준일"], ["새빛테크", number, "2007.1.1"]])
    assert verdicts(take_in("organisations", new)) == (0, 1, 0, 0)
    firm = Organisation.objects.get()
    names = firm.names.order_by("valid_from").values_list("name", "valid_from", "valid_to")
    assert firm.name_ko == "새빛테크"
    assert list(names) == [("한빛정밀", date(2005, 1, 1), date(2007, 1, 1)), ("새빛테크", date(2007, 1, 1), None)]
    assert verdicts(take_in("organisations", text_table(tmp_path / "c.csv", [["기업명", "사업자번호"], ["한빛정밀", number]]))) == (0, 0, 1, 0)


def test_two_firms_of_one_name_are_told_apart_by_their_numbers_and_ambiguous_without(take_in, tmp_path):
    rows = [["기업명", "사업자번호"], ["한빛정밀", business_number(1)], ["(주)한빛정밀", business_number(2)]]
    assert verdicts(take_in("organisations", text_table(tmp_path / "a.csv", rows))) == (2, 0, 0, 0)
    report = take_in("organisations", text_table(tmp_path / "b.csv", [["기업명"], ["한빛정밀"]]))
    (refusal,) = report.refused[0].refusals
    first, second = Organisation.objects.order_by("pk")
    assert str(refusal.reason) == f"Several records fit: 한빛정밀 ({first.reference}), (주)한빛정밀 ({second.reference})."


def test_two_rows_of_one_file_that_contradict_each_other_are_not_both_believed(take_in, tmp_path):
    rows = [["기업명", "주생산품"], ["한빛정밀", "베어링"], ["(주)한빛정밀", "기어"]]
    path = text_table(tmp_path / "a.csv", rows)
    assert verdicts(take_in("organisations", path)) == (1, 0, 0, 1)
    assert verdicts(take_in("organisations", path)) == (0, 0, 1, 1)
    assert Organisation.objects.get().products == "베어링"


def test_a_confirmed_yearly_figure_is_not_overwritten_and_a_provisional_one_is(office, take_in, tmp_path):
    firm = make_organisation(office.programme, name_ko="한빛정밀")
    figures = OrganisationYear.objects.create(programme=office.programme, organisation=firm, year=2006, sales_krw=5, is_confirmed=True)
    path = text_table(tmp_path / "a.csv", [["기업명", "연도", "매출액(억원)", "수출액(천불)"], ["한빛정밀", "2006년", "12.5", "△3"]])
    assert verdicts(take_in("organisations", path)) == (0, 0, 0, 1)
    figures.is_confirmed = False
    figures.save()
    path = text_table(tmp_path / "a.csv", [["기업명", "연도", "매출액(억원)", "수출액(천불)"], ["한빛정밀", "2006년", "12.5", "300"]])
    assert verdicts(take_in("organisations", path)) == (0, 1, 0, 0)
    figures.refresh_from_db()
    assert (figures.sales_krw, figures.exports_usd) == (1_250_000_000, 300_000)


def test_a_figure_without_a_year_is_refused_with_its_cure(take_in, tmp_path):
    report = take_in("organisations", text_table(tmp_path / "a.csv", [["기업명", "매출액"], ["한빛정밀", "3억"]]))
    (refusal,) = report.refused[0].refusals
    assert refusal.as_data()["cure"] == {
        "ko": "연도 열을 추가하시거나 열 제목에 연도를 적어 주십시오.",
        "en": "Add a column 연도 (year), or name the year in the column's head.",
    }


def test_every_bad_cell_of_a_row_is_named_in_both_languages(take_in, tmp_path):
    rows = [["회원 현황"], ["기업명", "사업자번호", "설립일", "구분"], ["한빛정밀", "124-81-00991", "2007.13.1", "외계인"]]
    report = take_in("organisations", workbook(tmp_path / "a.xlsx", rows, sheet="명단"))
    refusals = [refusal.as_data() for refusal in report.refused[0].refusals]
    assert [(one["sheet"], one["row"], one["cell"], one["column"], one["value"]) for one in refusals] == [
        ("명단", 3, "B3", "사업자번호", "124-81-00991"),
        ("명단", 3, "C3", "설립일", "2007.13.1"),
        ("명단", 3, "D3", "구분", "외계인"),
    ]
    assert refusals[1]["reason"] == {"ko": "달력에 없는 날짜입니다.", "en": "This is not a day of the calendar."}
    assert not Organisation.objects.exists()


def test_a_resident_registration_number_is_refused_in_any_cell_and_never_repeated(take_in, tmp_path):
    path = text_table(tmp_path / "a.csv", [["기업명", "비고"], ["한빛정밀", "대표 ８００１０１-１２３４５６７"]])
    report = take_in("organisations", path)
    (refusal,) = report.refused[0].refusals
    assert (refusal.cell, refusal.value) == ("B2", "대표 ******-*******")
    assert "1234567" not in str(report.as_data())
    assert not Organisation.objects.exists()


def test_a_dry_run_gives_the_same_verdicts_and_changes_nothing(take_in, tmp_path):
    path = member_firms(tmp_path / "firms.xlsx", 20)
    dry = take_in("organisations", path, dry_run=True)
    assert not Organisation.objects.exists()
    assert not AuditEntry.objects.exists()
    real = take_in("organisations", path)
    assert [(verdict.row, verdict.verdict) for verdict in dry.verdicts] == [(verdict.row, verdict.verdict) for verdict in real.verdicts]


def test_the_journal_names_the_programme_once_for_a_chunk_and_each_record_that_was_changed(office, take_in, tmp_path):
    path = text_table(tmp_path / "a.csv", [["기업명"], ["한빛정밀"], ["새빛테크"]])
    take_in("organisations", path)
    take_in("organisations", path)
    entries = AuditEntry.objects.filter(action="import_records").order_by("pk").values_list("record_type", "record_id", "why")
    why = "organisations: a.csv, a.csv 2–3"
    firms = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    assert list(entries) == [("programme", office.programme.pk, why), *(("organisation", pk, why) for pk in firms)]


def test_a_column_map_overrides_what_the_names_say(take_in, tmp_path):
    path = text_table(tmp_path / "a.csv", [["기업명", "품목", "상호"], ["x", "베어링", "한빛정밀"]])
    report = take_in("organisations", path, mapping={"상호": "name", "B": "products", "기업명": "-"})
    assert verdicts(report) == (1, 0, 0, 0)
    assert Organisation.objects.values_list("name_ko", "products").get() == ("한빛정밀", "베어링")


def test_a_firm_that_two_rows_of_a_chunk_speak_of_is_found_by_search_once(take_in, tmp_path):
    path = text_table(tmp_path / "a.csv", [["기업명", "주생산품", "영문명"], ["한빛정밀", "베어링", ""], ["(주)한빛정밀", "", "Hanbit"]])
    assert verdicts(take_in("organisations", path)) == (1, 1, 0, 0)
