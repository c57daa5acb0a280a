import gzip
import io
import zipfile

import pytest
from django.db import OperationalError, connection
from factories import make_viewer
from office_tables import text_table, workbook

from minicluster.members.domain.imports import import_records, programme_to_import_into
from minicluster.members.models import Organisation, Programme
from minicluster.platform.imports import machine, opening, workbooks
from minicluster.platform.refusals import IllegalStepError, NotAllowedError, NotVisibleError, RefusedError
from minicluster.problems.domain.imports import ORGANISATIONS

pytestmark = pytest.mark.django_db


def spoilt(change):
    """A workbook of which the bytes were changed."""

    def make(path):
        workbook(path, [["기업명"], ["한빛정밀"]])
        path.write_bytes(change(path.read_bytes()))
        return path

    return make


def rezipped(replace):
    """A change of one part inside the workbook."""

    def change(content):
        buffer = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, replace(old.read(name)) if name == "xl/worksheets/sheet1.xml" else old.read(name))
        return buffer.getvalue()

    return change


BAD_FILES = {
    "missing": (lambda path: path, "cannot be read"),
    "folder": (lambda path: path.mkdir() or path, "is a folder"),
    "empty": (lambda path: (path.write_bytes(b"") and path) or path, "is empty"),
    "only a byte order mark": (lambda path: path.write_bytes(b"\xef\xbb\xbf\r\n") and path, "is empty"),
    "no text": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe\xfd" * 9) and path, "no text that can be read"),
    "cut in half": (spoilt(lambda content: content[: len(content) // 2]), "is damaged"),
    "bytes turned over": (spoilt(lambda content: content[:40] + bytes(255 - byte for byte in content[40:900]) + content[900:]), "is damaged"),
    "sheet that is no xml": (spoilt(rezipped(lambda _sheet: b"<worksheet><sheetData><row><c r=")), "damaged|holds no rows"),
    "cells far apart": (spoilt(rezipped(lambda sheet: sheet.replace(b'r="A2"', b'r="XFD1048576"'))), "unreasonably large"),
    "old Excel that is none": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 600) and path, "is damaged"),
    "gzip cut off": (lambda path: path.write_bytes(gzip.compress(b"a,b\n" * 999)[:-9]) and path, "is damaged"),
    "no known column": (lambda path: text_table(path, [["가", "나"], ["1", "2"]]), "No column was found for: organisation|No column was found"),
    "header only": (lambda path: text_table(path, [["", ""], ["", ""]]), "holds no rows"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_a_message_that_says_that_nothing_was_changed(take_in, tmp_path, name):
    make, message = BAD_FILES[name]
    with pytest.raises(RefusedError, match=message) as refused:
        take_in("organisations", make(tmp_path / "table.xlsx"))
    assert "Nothing was changed" in str(refused.value)
    assert not Organisation.objects.exists()


def test_a_file_over_the_limit_is_refused_unread_packed_or_not(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "MAXIMUM_BYTES", 1024 * 1024)
    (tmp_path / "large.csv").write_bytes(b"x" * (1024 * 1024 + 1))
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"x" * (1024 * 1024 + 1)))
    for name in ("large.csv", "bomb.csv.gz"):
        with pytest.raises(RefusedError, match="larger than 1 MB"):
            take_in("organisations", tmp_path / name)


def test_a_workbook_that_unpacks_to_too_much_is_refused(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "_MAXIMUM_UNPACKED", 10_000)
    with pytest.raises(RefusedError, match="unreasonably large"):
        take_in("organisations", workbook(tmp_path / "bomb.xlsx", [["기업명"], ["가" * 20_000]]))


@pytest.mark.parametrize(("options", "message"), [
    ({"sheet": "없음"}, "There is no sheet “없음”"),
    ({"mapping": {"없음": "name"}}, "There is no column “없음”"),
    ({"mapping": {"기업명": "nonsense"}}, "organisations have no field “nonsense”"),
])  # fmt: skip
def test_a_name_that_is_not_there_is_answered_with_those_that_are(take_in, tmp_path, options, message):
    with pytest.raises(RefusedError, match=message):
        take_in("organisations", workbook(tmp_path / "a.xlsx", [["기업명"], ["한빛정밀"]]), **options)


def test_a_database_that_stops_half_way_leaves_whole_chunks_and_says_how_many_rows_are_in(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "ROWS_PER_CHUNK", 10)
    path = text_table(tmp_path / "a.csv", [["기업명"], *([f"기업{number}"] for number in range(35))])
    chunks = iter(range(3))

    def stops(_self, _records):
        if next(chunks) == 2:
            raise OperationalError("server closed the connection unexpectedly\n\tThis probably means …")

    with monkeypatch.context() as patched:
        patched.setattr(ORGANISATIONS.clerk, "finish", stops)
        with pytest.raises(RefusedError, match=r"\(server closed the connection unexpectedly\). 20 rows are in"):
            take_in("organisations", path)
    assert Organisation.objects.count() == 20
    assert tuple(take_in("organisations", path).numbers.values()) == (15, 0, 20, 0)


def test_only_who_may_import_imports_and_only_into_their_own_programme(office, tmp_path):
    path = text_table(tmp_path / "a.csv", [["기업명"], ["한빛정밀"]])
    options = {"programme": office.programme, "kind": ORGANISATIONS, "path": path}
    with pytest.raises(NotAllowedError):
        import_records(actor=make_viewer("coordinator", office.programme, groups=[office.group]), **options)
    with pytest.raises(NotVisibleError):
        import_records(
            actor=make_viewer("programme_office", Programme.objects.create(slug="other", name_ko="다", name_en="o", started_on="2005-01-01")), **options
        )
    assert not Organisation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_second_import_at_the_same_time_is_refused(take_in, office, tmp_path):
    import psycopg  # only here

    given = connection.get_connection_params()
    arguments = {name: given[name] for name in ("dbname", "user", "host", "port") if given.get(name)}
    with psycopg.connect(**arguments) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", (machine._LOCK, office.programme.pk))
        with pytest.raises(IllegalStepError, match="Another import into this programme is under way"):
            take_in("organisations", text_table(tmp_path / "a.csv", [["기업명"], ["한빛정밀"]]))


def test_the_programme_is_named_where_there_are_several(office):
    assert programme_to_import_into("") == office.programme
    Programme.objects.create(slug="second", name_ko="둘째", name_en="Second", started_on="2005-01-01")
    assert programme_to_import_into("second").name_en == "Second"
    for slug in ("", "third"):
        with pytest.raises(RefusedError, match=f"the programmes are: {office.programme.slug}, second"):
            programme_to_import_into(slug)
