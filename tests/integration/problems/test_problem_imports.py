"""What a table may say of a problem, and what only the firm says."""

import csv

import pytest
from factories import make_viewer

from minicluster.members.domain.imports import import_records
from minicluster.problems.domain.imports import PROBLEMS
from minicluster.problems.models import Problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("기업확인", "unconfirmed"),
        ("해결확인", "unconfirmed"),
        ("종료", "unconfirmed"),
        ("종결", "unconfirmed"),
        ("confirmed", "unconfirmed"),
        ("follow_up", "unconfirmed"),
        ("closed", "unconfirmed"),
        ("해결완료", "unconfirmed"),
        ("미해결", "matching"),
        ("해결불가", "unsolvable"),
        ("", "raised"),
    ],
)
def test_no_table_speaks_for_the_firm(stage, tmp_path, written, state):
    path = tmp_path / "problems.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["기업명", "애로과제명", "처리상태"], [stage.firm.name_ko, "주축 열변위", written]])
    import_records(actor=make_viewer("programme_office", stage.programme), programme=stage.programme, kind=PROBLEMS, path=path)
    assert Problem.objects.get().state == state
