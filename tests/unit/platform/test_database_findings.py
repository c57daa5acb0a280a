"""What the doctor finds where no server is needed, and that each of its sentences has a Korean one."""

import ast
import os
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import minicluster
from minicluster.platform.database import doctor
from minicluster.platform.database.doctor import Finding, examine
from minicluster.platform.database.places import places

PACKAGE = Path(minicluster.__file__).parent
DATABASE = PACKAGE / "platform" / "database"
COMMANDS = [PACKAGE / "cli" / f"{name}.py" for name in ("backup", "doctor", "restore", "stop")]


@pytest.mark.parametrize(
    ("free", "ok", "cure"),
    [
        (499_999_999, False, "Make room now: with less than 0.5 GB nothing can be saved any more."),
        (500_000_000, True, "Make room soon: less than 2 GB is little for backups and imports."),
        (2 * 1024**3 - 1, True, "Make room soon: less than 2 GB is little for backups and imports."),
        (2 * 1024**3, True, ""),
    ],
)
def test_little_room_is_a_warning_and_hardly_any_a_failure(tmp_path, free, ok, cure):
    finding = doctor._disk(tmp_path, lambda _folder: free)
    assert finding == Finding("disk", ok=ok, what=f"{free / 1e9:.1f} GB are free in {tmp_path}.", cure=cure)


def test_room_is_measured_where_the_home_will_be(tmp_path):
    assert doctor.free_bytes(tmp_path / "not" / "yet") > 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_folder_of_somebody_else_is_a_finding_for_users_and_none_for_root(tmp_path, monkeypatch):
    where = places(tmp_path)
    where.make()
    os.chown(where.root, 12345, 12345)
    assert doctor._folder(tmp_path) == Finding("folder", ok=True, what="The database's folder belongs to the user 12345.")
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    finding = doctor._folder(tmp_path)
    assert not finding.ok
    assert finding.cure == f"Run minicluster as that user, or have root give the folder {tmp_path} to you (chown -R)."


def test_a_catalogue_that_is_not_compiled_is_a_finding(tmp_path, monkeypatch):
    catalogue = tmp_path / "web" / "locale" / "ko" / "LC_MESSAGES" / "django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text("")
    monkeypatch.setattr(doctor.minicluster, "__file__", str(tmp_path / "__init__.py"))
    assert doctor._translations().cure == "Run: minicluster translations compile"
    catalogue.with_suffix(".mo").write_bytes(b"")
    os.utime(catalogue, (0, 0))
    assert doctor._translations() == Finding("translations", ok=True, what="The translations are compiled.")
    os.utime(catalogue.with_suffix(".mo"), (-1, -1))
    assert not doctor._translations().ok


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://me:secret@127.0.0.1:1/x", "The database cannot be reached: connection failed"),
        ("mysql://me:secret@db/x", "The database cannot be reached: DATABASE_URL cannot be understood"),
    ],
)
def test_a_server_that_does_not_answer_is_one_finding_among_the_others(tmp_path, monkeypatch, address, said):
    monkeypatch.setenv("DATABASE_URL", address)
    findings = examine(tmp_path, free=lambda _folder: 10**12)
    assert [finding.name for finding in findings] == ["server", "disk", "folder", "translations"]
    assert not findings[0].ok
    assert findings[0].what.startswith(said)
    assert "secret" not in findings[0].what
    assert findings[0].cure == "Mend what the message names, then run minicluster doctor again."


def sentences(file):
    """Every literal that is said to people: the first argument of `say`, and what is assigned to `text` or `…_TEXT`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        value = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            value = node.args[0]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.endswith(("text", "_TEXT")):
            value = node.value
        if isinstance(value, ast.Constant):
            yield value.value


def test_every_sentence_of_the_database_has_a_korean_one_with_the_same_gaps_and_no_other_is_kept():
    with (DATABASE / "locale/ko/LC_MESSAGES/django.po").open("rb") as stream:
        catalogue = [message for message in read_po(stream, locale="ko") if message.id]
    said = {sentence for file in (*DATABASE.glob("*.py"), *COMMANDS) for sentence in sentences(file)}
    assert {message.id for message in catalogue} == said
    assert [message.id for message in catalogue] == sorted(said)
    assert [message.id for message in catalogue if not message.string or list(message.check())] == []


def test_the_language_is_that_of_the_environment(monkeypatch):
    text = "The database was not running."
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    assert doctor.say(text) == text
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert doctor.say(text) == "데이터베이스가 실행 중이 아니었습니다."
