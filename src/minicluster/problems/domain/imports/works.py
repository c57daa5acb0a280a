"""The columns of works: those that every bibliographic reader fills, and those of an office's list of research projects (NTIS). Pure."""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from minicluster.platform.imports import cells
from minicluster.platform.imports.fields import Field, Layout, Row
from minicluster.platform.imports.refusing import unreadable
from minicluster.platform.imports.tidying import plain
from minicluster.problems import rules
from minicluster.problems.domain.imports.bibliography.works import COLUMNS, MAXIMUM_AUTHORS, NamedAuthor, author, fitting_title, listed, mapping, text_of
from minicluster.problems.domain.imports.evidence import KIND_OF_EVIDENCE, language_of

_YEAR: Final = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)|(?:^|[^\d])['’](\d\d)(?=[.\s년~-]|$)")
_DAY: Final = re.compile(r"^(\d{4})(?:[-./](\d{1,2}))?(?:[-./](\d{1,2}))?")
_CENTURY_BREAK: Final = 70
_TROUBLES: Final = {
    "unclosed": _("This entry is not closed, or is written in no way that can be read."),
    "outside": _("This line stands outside of any entry."),
    "no-record": _("This is no record of a work."),
}
_SEVERAL: Final = re.compile(r"\s*[;|\n、/]\s*|\s*,\s*(?=[가-힣])|\s*[·ㆍ]\s*|\s+and\s+")


def _trouble(cell: Any, _unit: Decimal) -> Any:
    said = plain(cell)
    raise unreadable(_TROUBLES.get(said, _TROUBLES["no-record"]), _("Mend the entry in the file from which it comes, and import it again."))


def year_of(cell: Any, _unit: Decimal) -> tuple[int, int] | None:
    """The first and the last year in a text such as `2019.03.01 ~ 2021.12.31`; None where none is told (`in press`)."""
    said = plain(cell.isoformat() if isinstance(cell, date) else cell)
    years = [int(full) if full else _whole(int(short)) for full, short in _YEAR.findall(said)]
    if years:
        return years[0], years[-1]
    if re.search(r"\d", said):
        raise unreadable(_("No year can be read from this."), _("Write the year with four digits."))
    return None


def _whole(short: int) -> int:
    return short + (1900 if short >= _CENTURY_BREAK else 2000)


def day_of(cell: Any) -> date | None:
    """The day of `2021-05-03`, the first of the month of `2021-05`; None where no month is told, or no calendar has that day."""
    found = _DAY.match(plain(cell))
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found and found[2] else None
    except ValueError:
        return None


def _dated(cell: Any, unit: Decimal) -> tuple[int, date | None] | None:
    years = year_of(cell, unit)
    return (years[0], day_of(cell)) if years else None


def authors_of(cell: Any, _unit: Decimal) -> tuple[NamedAuthor, ...]:
    """The authors as a reader gives them (or their JSON), or names in a cell."""
    try:
        said = json.loads(cell) if isinstance(cell, str) and cell.lstrip().startswith("[") else cell
    except (ValueError, RecursionError):
        said = cell
    if isinstance(said, list):
        entries = (mapping(entry) for entry in said[:MAXIMUM_AUTHORS])
        found = (
            author(
                entry.get("name"), ids=map(text_of, listed(entry.get("ids"))), places=listed(entry.get("places")), is_subject=entry.get("is_subject") is True
            )
            for entry in entries
        )
    else:
        found = (author(name) for name in _SEVERAL.split(text_of(said))[:MAXIMUM_AUTHORS])
    return tuple(filter(None, found))


def _ids(cell: Any, unit: Decimal) -> tuple[str, ...]:
    try:
        said = json.loads(cell) if isinstance(cell, str) else cell
    except (ValueError, RecursionError):
        return ()
    return tuple(cells.line(200)(text_of(entry), unit) for entry in listed(said)[:20])


def _language(cell: Any, _unit: Decimal) -> str:
    said = plain(cell).casefold()[:2]
    return said if re.fullmatch(r"[a-z]{2}", said) else ""


def _title(cell: Any, unit: Decimal) -> str:
    return str(cells.line(20_000)(cell, unit))


_TEXT: Final = cells.text(100_000)
_LINE: Final = cells.line(200)
FIELDS: Final = (
    Field("title", ("과제명", "연구과제명", "세부과제명", "총괄과제명", "과제명(국문)", "제목", "논문명", "논문제목"), ("title", "project title"), _title, required=True, is_text=True),
    Field("title_en", ("과제명(영문)", "영문과제명", "영문제목"), ("title in English",), _title, is_text=True),
    Field("authors", ("저자", "공동연구원", "참여연구원", "참여연구자", "연구원"), ("authors", "participants"), authors_of),
    Field("leader", ("연구책임자", "과제책임자", "연구책임자명", "주관연구책임자", "책임자", "연구책임자(성명)", "연구책임자성명"), ("leader", "principal investigator"), _LINE),
    Field("leader_number", ("연구자번호", "국가연구자번호", "과학기술인등록번호", "과학기술인번호"), ("researcher number",), cells.line(40)),
    Field("organisation", ("주관기관", "주관연구기관", "과제수행기관", "수행기관", "과제수행기관명", "연구기관", "주관연구개발기관", "주관기관명", "소속기관", "소속"), ("organisation", "lead institution"), _LINE),
    Field("period", ("연구기간", "총연구기간", "과제기간", "수행기간", "당해연도연구기간", "연구개발기간", "전체연구기간"), ("period",), year_of),
    Field("year", ("기준년도", "기준연도", "과제수행년도", "과제수행연도", "연도", "년도", "선정년도"), ("year",), year_of),
    Field("date", ("발표일", "게재일"), ("date",), _dated),
    Field("goal", ("연구목표", "최종목표", "연구목표요약", "연구개발목표"), ("goal",), _TEXT, is_text=True),
    Field("content", ("연구내용", "연구내용요약", "연구개요", "연구개발내용", "연구목표및내용", "연구목표/내용"), ("content",), _TEXT, is_text=True),
    Field("effect", ("기대효과", "기대효과요약"), ("expected effect",), _TEXT, is_text=True),
    Field("abstract", ("초록", "요약", "요약문"), ("abstract", "summary"), _TEXT, is_text=True),
    Field("keywords", ("키워드", "한글키워드", "키워드(국문)", "국문키워드", "중심어", "핵심어", "키워드국문", "키워드(한글)"), ("keywords",), _TEXT, is_text=True),
    Field("keywords_en", ("키워드(영문)", "영문키워드", "키워드영문"), ("keywords in English",), _TEXT, is_text=True),
    Field("external_id", ("과제고유번호", "과제번호", "NTIS과제번호", "과제관리번호", "연구과제번호", "세부과제번호", "DOI"), ("external id", "project number"), _LINE),
    Field("other_ids", ("다른 번호",), ("other ids",), _ids),
    Field("kind", ("구분", "실적구분"), ("kind", "type"), KIND_OF_EVIDENCE),
    Field("language", ("언어",), ("language",), _language),
    Field("service", ("출처",), ("service",), cells.choice(rules.EvidenceService, {})),
    Field("where", ("학술지", "게재지", "부처명", "사업명", "지원기관"), ("where", "journal", "funder"), _LINE),
    Field("trouble", ("읽지 못한 까닭",), ("trouble",), _trouble),
)  # fmt: skip
LAYOUTS: Final = (Layout("works of a bibliography", frozenset(COLUMNS), {column: column for column in COLUMNS}),)


@dataclass(frozen=True)
class ToldWork:
    """A work out of a row: the facts of its evidence, and its authors."""

    facts: dict[str, Any]
    ids: tuple[str, ...]
    authors: tuple[NamedAuthor, ...]


def work_of(row: Row) -> ToldWork:
    """What a row tells of a work; a project has its leader before the others."""
    is_project = bool(row["leader"])
    service = row["service"] or (rules.EvidenceService.NTIS if is_project else rules.EvidenceService.OFFICE)
    said = [row["title_en"], row["abstract"], row["goal"], row["content"], row["effect"], row["keywords"], row["keywords_en"]]
    title, text = fitting_title(row["title"], "\n".join(filter(None, said)))
    dated = row["date"] or (None, None)
    years = row["period"] or row["year"] or (dated[0], None)
    ids = tuple(dict.fromkeys(_schemed(number, service) for number in (row["external_id"], *(row["other_ids"] or ())) if number))
    kind = row["kind"] or (rules.EvidenceKind.PROJECT if is_project else rules.EvidenceKind.PAPER)
    facts = {
        "kind": kind, "title": title, "text": text, "language": row["language"] or language_of(title + text), "year": years[0], "dated": dated[1],
        "source": row["where"] or "", "service": service,
    }  # fmt: skip
    leader = _leader(row)
    return ToldWork(facts, ids, (*((leader,) if leader else ()), *(one for one in row["authors"] or () if leader is None or one.name != leader.name)))


def _leader(row: Row) -> NamedAuthor | None:
    number = f"ntis:{row['leader_number']}" if row["leader_number"] else ""
    return author(row["leader"], ids=(number,), places=(row["organisation"],), is_subject=True) if row["leader"] else None


def _schemed(number: str, service: str) -> str:
    return number if ":" in number else f"{service}:{number}"
