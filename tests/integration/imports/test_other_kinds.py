from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from factories import make_firm, make_group, make_indicator, make_membership, make_organisation, make_person, make_problem
from integration.imports.conftest import verdicts
from office_tables import text_table, workbook

from minicluster.meetings.models import Activity, Attendance
from minicluster.members.models import Membership, Organisation, Person
from minicluster.outcomes.models import Outcome
from minicluster.problems.models import Evidence, Expertise, Facility, Problem

pytestmark = pytest.mark.django_db
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def twice(take_in, tmp_path):
    """Import a table twice; the second time nothing changes and the same rows are refused."""

    def run(kind, rows):
        path = text_table(tmp_path / f"{kind}.csv", rows)
        report = take_in(kind, path)
        created, updated, unchanged, refused = verdicts(report)
        assert verdicts(take_in(kind, path)) == (0, 0, created + updated + unchanged, refused)
        return report

    return run


def test_people_come_with_their_contact_data_and_where_they_work(office, twice):
    make_organisation(office.programme, name_ko="(주)한빛정밀")
    rows = [
        ["성명", "소속", "부서", "직위", "연락처", "E-mail"],
        ["홍길동", "한빛정밀㈜", "기술연구소", "과장", "+82-33-731-1234", "Hong@Hanbit.co.kr"],
        ["김교수", "솔뫼대학교", "의공학과", "교수", "033)730-0000", ""],
        ["", "한빛정밀", "", "", "", ""],
    ]
    report = twice("people", rows)
    assert verdicts(report) == (2, 0, 0, 1)
    hong = Person.objects.get(name_ko="홍길동")
    assert (hong.phone, hong.email) == ("033-731-1234", "hong@hanbit.co.kr")
    assert hong.affiliations.values_list("organisation__name_ko", "department", "position").get() == ("(주)한빛정밀", "기술연구소", "과장")
    assert Organisation.objects.get(name_ko="솔뫼대학교").kind == "university"
    assert report.came_along == {"organisation": 1}


def test_a_person_who_moved_keeps_the_former_affiliation(take_in, tmp_path):
    table = text_table(
        tmp_path / "a.csv", [["성명", "이메일", "소속", "기준일"], ["홍길동", "h@x.kr", "한빛정밀", "2005.1.1"], ["홍길동", "h@x.kr", "새빛테크", "2007.1.1"]]
    )
    assert verdicts(take_in("people", table)) == (1, 1, 0, 0)
    assert verdicts(take_in("people", table)) == (0, 0, 2, 0)
    history = Person.objects.get().affiliations.order_by("valid_from").values_list("organisation__name_ko", "valid_from", "valid_to")
    assert list(history) == [("한빛정밀", date(2005, 1, 1), date(2007, 1, 1)), ("새빛테크", date(2007, 1, 1), None)]


def test_people_who_share_a_mail_address_or_a_name_stay_apart(twice):
    rows = [
        ["성명", "이메일", "소속", "ORCID"],
        ["홍길동", "info@x.kr", "한빛정밀", ""],
        ["김철수", "info@x.kr", "한빛정밀", ""],
        ["홍길동", "", "새빛테크", ""],
        ["이영희", "", "가나대학교", "0000-0002-1825-0097"],
        ["이영희", "", "다라대학교", "https://orcid.org/0000-0002-1694-233X"],
    ]
    assert verdicts(twice("people", rows)) == (5, 0, 0, 0)


def test_members_sit_in_the_group_that_the_row_names_and_a_firm_in_two_at_most(office, twice):
    firm = make_organisation(office.programme, name_ko="(주)한빛정밀")
    make_membership(office.other, firm)
    make_membership(office.other, full := make_organisation(office.programme, name_ko="새빛테크"))
    make_membership(make_group(complex=office.complex), full)
    rows = [
        ["미니클러스터", "업체명", "회원구분", "대표자", "가입일"],
        ["원주 재활의료기기 미니클러스터", "한빛정밀", "정회원", "홍길동", "2005.4.1"],
        ["재활의료기기MC", "새빛테크", "", "", ""],
        ["없는 모임", "한빛정밀", "", "", ""],
        ["재활의료기기", "모르는기업", "", "", ""],
    ]
    report = twice("members", rows)
    assert verdicts(report) == (1, 0, 0, 3)
    seat = Membership.objects.get(group=office.group)
    assert (seat.organisation, seat.state, seat.valid_from, seat.representative.name_ko) == (firm, "active", date(2005, 4, 1), "홍길동")
    assert [verdict.refusals[0].column for verdict in report.refused] == ["업체명", "미니클러스터", "업체명"]


def test_a_membership_ends_on_its_day_and_a_state_of_the_table_does_not_take_a_step_back(office, take_in, tmp_path):
    firm = make_firm(office.group, name_ko="한빛정밀")
    seat = firm.memberships.get()
    rows = [["미니클러스터", "기업명", "상태"], ["재활의료기기", "한빛정밀", "신청"]]
    assert verdicts(take_in("members", text_table(tmp_path / "a.csv", rows))) == (0, 0, 1, 0)
    rows = [["미니클러스터", "기업명", "가입일", "탈퇴일"], ["재활의료기기", "한빛정밀", "2005-05-01", "2007.6.30"]]
    assert verdicts(take_in("members", text_table(tmp_path / "b.csv", rows))) == (0, 1, 0, 0)
    seat.refresh_from_db()
    assert (seat.state, seat.valid_to) == ("left", date(2007, 6, 30))


def test_activities_and_attendance(office, twice):
    firm = make_firm(office.group, name_ko="한빛정밀")
    make_person(organisation=firm, name_ko="홍길동")
    activities = [
        ["관리번호", "활동구분", "활동명", "일시", "미니클러스터", "방문기업", "소요예산(천원)"],
        ["A-1", "기업방문", "한빛정밀 현장방문", "2007.3.5(월) 14:00~16:00", "재활의료기기, 전자의료기기", "㈜한빛정밀", "1,200"],
        ["A-2", "세미나", "기술세미나", "2007-04-01", "재활의료기기", "", ""],
        ["A-3", "야유회", "가을 야유회", "2007-10-01", "재활의료기기", "", ""],
    ]
    assert verdicts(twice("activities", activities)) == (2, 0, 0, 1)
    visit = Activity.objects.get(kind="company_visit")
    assert (visit.starts_at, visit.ends_at) == (datetime(2007, 3, 5, 14, tzinfo=SEOUL), datetime(2007, 3, 5, 16, tzinfo=SEOUL))
    assert (visit.host, visit.planned_cost_krw, visit.state) == (firm, 1_200_000, "held")
    assert set(visit.groups.all()) == {office.group, office.other}
    attendance = [
        ["행사명", "일자", "성명", "소속", "참석여부"],
        ["한빛정밀 현장방문", "07-03-05", "홍길동", "한빛정밀", "○"],
        ["기술세미나", "2007.4.1", "홍길동", "", "불참"],
        ["기술세미나", "2007.4.2", "홍길동", "", "참석"],
        ["기술세미나", "2007.4.1", "모르는사람", "", "참석"],
    ]
    assert verdicts(twice("attendance", attendance)) == (2, 0, 0, 2)
    assert list(Attendance.objects.order_by("pk").values_list("activity__title", "kind")) == [("한빛정밀 현장방문", "present"), ("기술세미나", "absent")]


def test_expertise_facilities_and_evidence(twice):
    rows = [
        ["구분", "성명", "소속", "전문분야", "논문제목", "발표연도", "설명"],
        ["전문가", "김교수", "솔뫼대학교", "재활공학", "전신 진동이 근력에 미치는 영향", "2006", ""],
        ["전문가", "김교수", "솔뫼대학교", "재활 공학", "", "", ""],
        ["장비", "동작분석 시험실", "솔뫼대학교", "", "", "", "3차원 동작분석"],
        ["전문가", "이교수", "솔뫼대학교", "", "", "", ""],
    ]
    assert verdicts(twice("expertise", rows)) == (2, 0, 1, 1)
    assert Expertise.objects.get().person.name_ko == "김교수"
    assert Evidence.objects.values_list("title", "year", "language").get() == ("전신 진동이 근력에 미치는 영향", 2006, "ko")
    assert Facility.objects.values_list("name_ko", "organisation__name_ko", "description").get() == ("동작분석 시험실", "솔뫼대학교", "3차원 동작분석")


def test_problems_come_in_secret_and_what_an_office_calls_solved_is_unconfirmed(office, twice):
    firm = make_firm(office.group, name_ko="한빛정밀")
    lonely = make_organisation(office.programme, name_ko="외톨이")
    rows = [
        ["접수번호", "기업명", "애로과제명", "애로내용", "애로구분", "접수일", "처리상태", "담당자"],
        ["07-001", "한빛정밀", "주축 열변위", "오후가 되면 치수가 커집니다.", "기술", "2007.3.5", "해결", "홍길동"],
        ["07-002", "외톨이", "판로 개척", "", "마케팅", "", "", ""],
    ]
    report = twice("problems", rows)
    assert verdicts(report) == (1, 0, 0, 1)
    problem = Problem.objects.get()
    assert (problem.firm, problem.group, problem.problem_class, problem.state, problem.secrecy) == (firm, office.group, "technology", "unconfirmed", 3)
    assert (problem.origin, problem.raised_on_behalf, problem.contact.name_ko) == ("import", True, "홍길동")
    assert problem.raised_at == datetime(2007, 3, 5, tzinfo=SEOUL)
    assert not lonely.problems.exists()


def test_the_ledger_is_corrected_by_a_new_entry_and_a_verified_one_not_at_all(office, take_in, tmp_path):
    make_indicator(office.programme, "exports", name_ko="수출액", name_en="Exports")
    problem = make_problem(office.group, make_firm(office.group, name_ko="한빛정밀"))
    head = ["지표", "기업명", "기간", "실현구분", "금액(천불)", "기여율", "증빙"]
    first = text_table(tmp_path / "a.csv", [head, ["수출액", "한빛정밀", "2007년 1분기", "실적", "300", "50%", "계약서 07-12"]])
    assert verdicts(take_in("outcomes", first)) == (1, 0, 0, 0)
    assert verdicts(take_in("outcomes", first)) == (0, 0, 1, 0)
    entry = Outcome.objects.get()
    assert (entry.problem, entry.value, entry.contribution_share, entry.state) == (problem, Decimal(300_000), Decimal("0.5"), "evidenced")
    assert (entry.period_from, entry.period_to) == (date(2007, 1, 1), date(2007, 3, 31))
    second = text_table(tmp_path / "b.csv", [head, ["exports", "한빛정밀", "2007.1.1~2007.3.31", "realised", "350", "50%", ""]])
    assert verdicts(take_in("outcomes", second)) == (0, 1, 0, 0)
    assert verdicts(take_in("outcomes", second)) == (0, 0, 1, 0)
    entry.refresh_from_db()
    assert (entry.state, entry.value, entry.corrected_by.value) == ("corrected", Decimal(300_000), Decimal(350_000))
    Outcome.objects.filter(pk=entry.corrected_by.pk).update(state="verified")
    assert verdicts(take_in("outcomes", first)) == (0, 0, 0, 1)


def test_a_number_of_the_office_finds_the_record_again_under_another_title(office, take_in, tmp_path):
    make_firm(office.group, name_ko="한빛정밀")
    head = ["관리번호", "기업명", "제목"]
    take_in("problems", text_table(tmp_path / "a.csv", [head, ["P-1", "한빛정밀", "열변위"]]))
    assert verdicts(take_in("problems", text_table(tmp_path / "b.csv", [head, ["P-1", "한빛정밀", "주축 열변위"]]))) == (0, 1, 0, 0)
    assert Problem.objects.get().title == "주축 열변위"


def test_a_person_may_stand_in_two_sheets_and_the_better_known_sheet_is_read(take_in, tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["메모"], ["읽지 마세요"]], sheet="표지", more_sheets=[("명단", [["성명", "이메일"], ["홍길동", "a@b.kr"]])])
    report = take_in("people", path)
    assert (report.sheet.table.name, report.other_sheets, verdicts(report)) == ("명단", ["표지"], (1, 0, 0, 0))
