"""The command as a person calls it: in a process of its own, on a home of its own."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from office_tables import member_firms, text_table

from minicluster.platform.database.supervisor import stop

PREPARE = """
from minicluster.cli.runtime import prepare
prepare("owner")
from django.core.management import call_command
call_command("migrate", verbosity=0)
from minicluster.members.models import Programme
Programme.objects.create(slug="wonju", name_ko="원주", name_en="Wonju", started_on="2005-01-01")
"""


@pytest.fixture(scope="module")
def minicluster():
    """Call `minicluster import` on a prepared home."""
    home = Path(tempfile.mkdtemp(prefix="mc-"))
    home.chmod(0o755)
    environment = {**os.environ, "MINICLUSTER_HOME": str(home), "LANGUAGE": "en", "DJANGO_SETTINGS_MODULE": "minicluster.settings.base"}
    environment.pop("MINICLUSTER_DATABASE_ROLE", None)

    def call(*arguments, script=""):
        command = [sys.executable, "-c", script] if script else [sys.executable, "-m", "minicluster", "import", *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)

    assert call(script=PREPARE).returncode == 0
    yield call
    stop(home)


def test_the_command_prints_its_verdicts_for_people_and_for_machines(minicluster, tmp_path):
    path = member_firms(tmp_path / "firms.xlsx", 4)
    dry = minicluster("organisations", path, "--dry-run", "--json")
    assert {name: json.loads(dry.stdout)[name] for name in ("rows", "created", "refused", "dry_run")} == {
        "rows": 5,
        "created": 4,
        "refused": 1,
        "dry_run": True,
    }
    real = minicluster("organisations", path, "--refused", tmp_path / "refused.xlsx")
    assert (real.returncode, real.stderr) == (0, "")
    assert "5행: 생성 4, 갱신 0, 변동 없음 0, 반려 1" in real.stdout
    assert "가져오지 않은 열: 연번, 비고." in real.stdout
    assert (tmp_path / "refused.xlsx").exists()
    again = json.loads(minicluster("organisations", path, "--json").stdout)
    assert (again["created"], again["updated"], again["unchanged"], again["refused"]) == (0, 0, 4, 1)
    assert [verdict["record"].partition("-")[0] for verdict in again["verdicts"][:4]] == ["organisation"] * 4


def test_a_column_map_comes_from_options_or_from_a_file(minicluster, tmp_path):
    path = text_table(tmp_path / "a.csv", [["성함칸", "메일칸"], ["홍길동", "a@b.kr"]])
    (tmp_path / "map.json").write_text('{"성함칸": "name"}', encoding="utf-8")
    result = json.loads(minicluster("people", path, "--map-file", tmp_path / "map.json", "--map", "메일칸=email", "--json").stdout)
    assert (result["created"], result["columns"]) == (1, [{"column": "성함칸", "field": "name"}, {"column": "메일칸", "field": "email"}])


@pytest.mark.parametrize(
    "arguments",
    [
        ("organisations", "missing.xlsx"),
        ("organisations", "."),
        ("organisations", "a.csv", "--programme", "nowhere"),
        ("organisations", "a.csv", "--map", "nonsense"),
        ("organisations", "a.csv", "--map-file", "missing.json"),
        ("organisations", "a.csv", "--refused", "nowhere/refused.xlsx"),
    ],
)
def test_what_cannot_be_done_is_a_message_and_status_two(minicluster, tmp_path, arguments):
    text_table(tmp_path / "a.csv", [["기업명"], ["한빛정밀"]])
    kind, *rest = arguments
    named = [tmp_path / word if word.endswith((".xlsx", ".csv", ".json")) or word == "." else word for word in rest]
    result = minicluster(kind, *named)
    assert (result.returncode, result.stdout) == (2, "")
    assert "아무것도 바뀌지 않았습니다" in result.stderr
    assert "Traceback" not in result.stderr
