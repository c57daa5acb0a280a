"""Which format a file is in, and its works as tables: by what stands in it, for the name of a file says nothing."""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.platform.imports.opening import is_workbook, read_content, tables_of
from minicluster.platform.imports.tables import Table
from minicluster.platform.imports.text_tables import decoded
from minicluster.platform.imports.tidying import key
from minicluster.platform.refusals import InvalidInputError
from minicluster.problems.domain.imports.bibliography import bibtex, crossref, openalex, orcid, ris
from minicluster.problems.domain.imports.bibliography.works import COLUMNS, Work, listed, mapping, table_of

FORMATS: Final = ("openalex", "orcid", "crossref", "bibtex", "ris", "ntis", "table")
MAXIMUM_BYTES: Final = 100 * 1024 * 1024
_HEADER_ROWS: Final = 15
_PROJECT_TITLES: Final = frozenset(map(key, ("과제명", "연구과제명", "세부과제명", "총괄과제명", "과제명(국문)", "과제명(한글)", "project title")))
_PROJECT_LEADERS: Final = frozenset(map(key, ("연구책임자", "과제책임자", "연구책임자명", "주관연구책임자", "연구책임자(성명)", "principal investigator")))
_WORK_COLUMNS: Final = frozenset(map(key, COLUMNS))
_JSON: Final[tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...]] = (
    ("openalex", openalex.is_openalex),
    ("orcid", orcid.is_orcid),
    ("crossref", crossref.is_crossref),
)


def recognise(path: Path, name: str = "") -> tuple[str, Callable[[Path], list[Table]]]:
    """The format of a file (the one that is named, else by its contents), and what reads tables from it. `table` is an office's own.

    Raises:
        InvalidInputError: the file cannot be read, or it is not in the format that is named.
    """
    content = read_content(path)
    if name in {"ntis", "table"} or is_workbook(content):
        return _as_table(tables_of(content, path.name), name)
    text = _decoded(content)
    found = name or _by_text(text)
    if found in {"bibtex", "ris"}:
        _require_bearable(content)
        entries = bibtex.works_in(text) if found == "bibtex" else ris.works_in(text)
        return found, _given(table_of(entries, found, path.name), found)
    if text.lstrip()[:1] in {"{", "["}:
        records = _json_records(text, len(content))
        found = name or _by_record(records)
        if found:
            return found, _given(table_of(_works(records, found), found, path.name), found)
    if name:
        raise _not_in(name)
    return _as_table(tables_of(content, path.name), name)


def _as_table(tables: list[Table], name: str) -> tuple[str, Callable[[Path], list[Table]]]:
    found = name or ("ntis" if any(_holds_projects(table) for table in tables) else "table")
    return found, partial(_known, tables)


def _known(tables: list[Table], _path: Path) -> list[Table]:
    """The tables that were read when the file was recognised: it is opened once."""
    return tables


def _given(table: Table, name: str) -> Callable[[Path], list[Table]]:
    if len(table.rows) == 1:
        raise _not_in(name)
    return partial(_known, [table])


def _not_in(name: str) -> InvalidInputError:
    return InvalidInputError(
        _("No entry in the format “%(format)s” was found in the file. Nothing was changed; leave --format out, or name another of: %(formats)s.")
        % {"format": name, "formats": ", ".join(FORMATS)}
    )


def _holds_projects(table: Table) -> bool:
    """Whether a row near the top names the columns of research projects, or those of the table of works (refused rows that come back)."""
    for place in range(min(_HEADER_ROWS, len(table.rows))):
        said = {key(cell) for cell in table.rows[place]}
        if (said & _PROJECT_TITLES and said & _PROJECT_LEADERS) or said >= _WORK_COLUMNS:
            return True
    return False


def _by_text(text: str) -> str:
    if ris.is_ris(text):
        return "ris"
    return "bibtex" if bibtex.is_bibtex(text) and text.lstrip()[:1] not in {"{", "["} else ""


def _by_record(records: list[Any]) -> str:
    return next((name for record in records for name, knows in _JSON if isinstance(record, dict) and knows(record)), "")


def _works(records: Iterable[Any], name: str) -> Iterator[Work]:
    for record in records:
        if not isinstance(record, dict):
            yield Work(title=str(record)[:120], trouble="no-record")
        elif name == "orcid":
            yield from orcid.works_of(record)
        else:
            yield (openalex if name == "openalex" else crossref).work_of(record)


def _json_records(text: str, size: int) -> list[Any]:
    """The records of a JSON document or of one on each line; empty where it is neither."""
    _require_bearable(b"", size)
    try:
        return _records_in(json.loads(text))
    except RecursionError as error:
        raise InvalidInputError(_("The JSON of the file is nested too deeply to be a record of works. Nothing was changed; fetch the file again.")) from error
    except ValueError:
        return [_line(line) for line in text.split("\n") if line.strip()] if text.lstrip().startswith("{") else []


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return line


def _records_in(document: Any) -> list[Any]:
    """The records of a list, of a page of results (OpenAlex), or of a message (Crossref)."""
    if isinstance(document, list):
        return document
    message = mapping(mapping(document).get("message"))
    if message:
        return listed(message.get("items")) or [message]
    return listed(mapping(document).get("results")) or [document]


def _require_bearable(content: bytes, size: int = 0) -> None:
    if max(len(content), size) > MAXIMUM_BYTES:
        raise InvalidInputError(
            _("The file is larger than %(limit)s MB, more than can be read at once. Nothing was changed; divide it into several files.")
            % {"limit": MAXIMUM_BYTES // 1024 // 1024}
        )


def _decoded(content: bytes) -> str:
    """The text; what is neither UTF-8 nor good Korean is Western European, as old BibTeX is."""
    try:
        text = decoded(content)
    except InvalidInputError:
        return content.decode("cp1252", errors="replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or _is_utf8(content):
        return text
    return text if _reads_as_korean(text) else content.decode("cp1252", errors="replace")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _reads_as_korean(text: str) -> bool:
    """CP949 reads `är` as a syllable that nobody writes: Korean text is made of those 2,350 that KS X 1001 lists."""
    letters = [letter for letter in text if not letter.isascii()]
    usual = sum(_is_usual(letter) for letter in letters)
    return usual * 10 >= len(letters) * 9


def _is_usual(letter: str) -> bool:
    try:
        letter.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return True
