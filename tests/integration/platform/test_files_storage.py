import errno
import hashlib
import os
from pathlib import Path

import pytest
from factories import make_programme

from minicluster.platform.files.models import StoredFile
from minicluster.platform.files.storage import SIZE_LIMIT, DiskFullError, attachment, path_of, plain_name, store_file
from minicluster.platform.refusals import InvalidInputError, NotVisibleError

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nsales contract"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MINICLUSTER_HOME", str(tmp_path))
    return tmp_path.resolve()


def store(content=PDF, name="계약서.pdf", programme=None):
    return store_file(content=content, name=name, programme_id=(programme or make_programme()).pk, stored_by_id=None)


def test_a_file_lies_under_its_checksum_and_comes_back_as_a_download(home):
    stored = store()
    digest = hashlib.sha256(PDF).hexdigest()
    assert (stored.sha256, stored.content_type, stored.size) == (digest, "application/pdf", len(PDF))
    assert [path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()] == [f"files/{digest[:2]}/{digest}"]
    response = attachment(stored)
    assert response.content == PDF
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%EA%B3%84%EC%95%BD%EC%84%9C.pdf"
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


def test_the_same_content_is_kept_once(home):
    programme = make_programme()
    first, again, renamed = store(programme=programme), store(programme=programme), store(programme=programme, name="b.pdf")
    assert (first.pk == again.pk, first.pk == renamed.pk) == (True, False)
    assert len([path for path in home.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(("content", "says"), [(b"", "empty"), (b"%PDF-" + bytes(SIZE_LIMIT), "larger than 20 MB"), (b"MZ\x00\x01", "kind of file")])
def test_what_is_not_taken_is_refused_and_leaves_nothing(home, content, says):
    with pytest.raises(InvalidInputError, match=says):
        store(content)
    assert (list(home.iterdir()), StoredFile.objects.count()) == ([], 0)


def test_a_full_disk_says_so_and_leaves_no_half_file(home, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFullError, match=r"disk of this installation is full. The file was not stored"):
        store()
    assert ([path for path in home.rglob("*") if path.is_file()], StoredFile.objects.count()) == ([], 0)


def test_a_file_that_is_gone_from_the_disk_is_told_plainly():
    stored = store()
    path_of(stored.sha256).unlink()
    with pytest.raises(NotVisibleError, match="not on the disk"):
        attachment(stored)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\문서\\계약.hwp", "계약.hwp"),
        ("\u1100\u1161.pdf", "가.pdf"),
        ("a\nb\x00.pdf", "ab.pdf"),
        ("", "file"),
        ("..", "file"),
    ],
)
def test_a_name_has_no_folder_and_no_control_character(name, plain):
    assert plain_name(name) == plain


def test_a_long_name_keeps_its_ending():
    assert plain_name("가" * 300 + ".pdf") == "가" * 196 + ".pdf"
    assert Path(plain_name("a" * 300 + ".pdf")).suffix == ".pdf"
