"""For any table: each row has one verdict, a dry run tells the truth, and a second time changes nothing."""

import os
import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from factories import make_group, make_programme, make_viewer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_tables import business_number, text_table

from minicluster.members.domain.imports import MEMBERS, PEOPLE, import_records
from minicluster.members.models import Affiliation, Membership, Organisation, OrganisationName, OrganisationSize, Person
from minicluster.platform.audit.models import AuditEntry
from minicluster.problems.domain.imports import EXPERTISE, ORGANISATIONS

EXAMPLES = int(os.environ.get("MINICLUSTER_EXAMPLES", "200" if os.environ.get("MINICLUSTER_LONG") else "12"))
pytestmark = pytest.mark.django_db
NAMES = ["한빛정밀", "(주)한빛정밀", "㈜ 한빛정밀", "새빛테크", "새빛대학교", "", "합계", "기업명"]
DAYS = ["", "2005.1.1", "2006-07-01", "20070305", "39146", "어제"]
CELLS = {
    "기업명": NAMES,
    "사업자번호": ["", business_number(1), business_number(2), "123-45-67890"],
    "기업규모": ["", "중소기업", "소상공인", "대", "?"],
    "구분": ["", "기업", "대학"],
    "기준일": DAYS,
    "주생산품": ["", "베어링", "기어"],
    "2006년 매출액(백만원)": ["", "12", "3억", "많음"],
    "비고": ["", "800101-1234567", "-"],
}
PEOPLE_CELLS = {
    "성명": ["홍길동", "김철수", "", "홍 길동"],
    "이메일": ["", "a@b.kr", "c@d.kr", "틀림"],
    "소속": ["", *NAMES[:5]],
    "직위": ["", "과장", "부장"],
    "기준일": DAYS,
    "관리번호": ["", "1", "2"],
    "전문분야": ["", "재활공학", "재활 공학"],
}
MEMBER_CELLS = {
    "미니클러스터": ["재활", "재활 미니클러스터", "없음", "모름"],
    "기업명": NAMES[:5],
    "대표자": ["", "홍길동"],
    "가입일": DAYS,
    "탈퇴일": ["", "", "2007.6.1"],
    "상태": ["", "활동", "탈퇴"],
}


def tables(cells):
    """Tables of up to eight rows with these columns, their cells from these values."""
    row = st.tuples(*(st.sampled_from(values) for values in cells.values()))
    return st.lists(row, min_size=1, max_size=8).map(lambda rows: [list(cells), *map(list, rows)])


def holdings(programme):
    """What the programme holds, with every id: what a second import must not touch."""
    about = {"organisation__programme": programme}
    return [
        list(Organisation.objects.filter(programme=programme).order_by("pk").values_list()),
        list(OrganisationName.objects.filter(**about).order_by("pk").values_list()),
        list(OrganisationSize.objects.filter(**about).order_by("pk").values_list()),
        list(Person.objects.filter(programme=programme).order_by("pk").values_list()),
        list(Affiliation.objects.filter(person__programme=programme).order_by("pk").values_list()),
        list(Membership.objects.filter(programme=programme).order_by("pk").values_list()),
        AuditEntry.objects.filter(programme_id=programme.pk).count(),
    ]


def check(kind, rows, before=()):
    """Import the table dry, in earnest and again, in a programme that is thrown away."""
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        programme = make_programme()
        make_group(programme, name_ko="재활", slug="rehabilitation")
        actor = make_viewer("programme_office", programme)

        def take_in(kind, rows, *, dry_run=False):
            path = text_table(Path(folder) / "table.csv", rows)
            return import_records(actor=actor, programme=programme, kind=kind, path=path, mapping={rows[0][0]: kind.fields[0].name}, dry_run=dry_run)

        for earlier, its_rows in before:
            take_in(earlier, its_rows)
        empty = holdings(programme)
        dry = take_in(kind, rows, dry_run=True)
        assert holdings(programme) == empty
        real = take_in(kind, rows)
        held = holdings(programme)
        again = take_in(kind, rows)
        assert holdings(programme) == held
        transaction.set_rollback(True)
    assert [(one.row, one.verdict, one.fields) for one in dry.verdicts] == [(one.row, one.verdict, one.fields) for one in real.verdicts]
    filled = [line for line, row in enumerate(rows[1:], start=2) if any(cell not in ("", "-") for cell in row)]
    assert [verdict.row for verdict in real.verdicts] == filled
    assert sum(real.numbers.values()) == len(filled)
    assert again.numbers["created"] == again.numbers["updated"] == 0
    assert all(one.refusals for one in real.verdicts if one.verdict == "refused")


calmly = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@calmly
@given(rows=tables(CELLS))
def test_organisations(rows):
    check(ORGANISATIONS, rows)


@calmly
@given(rows=tables(PEOPLE_CELLS))
def test_people(rows):
    check(PEOPLE, rows)


@calmly
@given(rows=tables(PEOPLE_CELLS))
def test_expertise(rows):
    check(EXPERTISE, rows)


@calmly
@given(rows=tables(MEMBER_CELLS))
def test_members(rows):
    check(MEMBERS, rows, before=[(ORGANISATIONS, [["기업명"], ["한빛정밀"], ["새빛테크"], ["새빛대학교"]])])
