"""An office's own monthly form: which names it may ask for, what they stand for now, and the form filled."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Final

from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _

from minicluster.meetings.domain.years import YearSpan, year_of
from minicluster.outcomes import rules
from minicluster.outcomes.domain.reports import Asked, Extent, choices_for, drawn_up_over, extent_of
from minicluster.outcomes.models import OfficeForm
from minicluster.outcomes.rules import Cell, Column, Report, ReportKind, Row, Section
from minicluster.platform.documents.hwpx import fill_hwpx, placeholders_in
from minicluster.platform.documents.xlsx_form import fill_xlsx, names_in_xlsx
from minicluster.platform.files.sniffing import HWPX, XLSX, content_type_of
from minicluster.platform.files.storage import content_of
from minicluster.platform.forms import FIRST_YEAR
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import InvalidInputError

# Forms are Korean, and so is what is filled into them.
FORM_LANGUAGE: Final = "ko"
# Sections of lines that come and go, so that no name could stay the same.
_WITHOUT_FIELDS: Final = frozenset({"claims", "conflicts", "figures", "observations", "states", "by_part", "kinds"})
# As offices write them; the others are made of the Korean names of row and column.
SYNONYMS: Final = {
    "애로과제 발굴": "problems_found",
    "애로과제 해결": "problems_solved",
    "기업 확인": "problems_confirmed",
    "회원사": "member_firms",
    "전문가": "experts",
    "활동": "activities",
    "기업방문": "company_visits",
    "지원과제": "projects_supported",
}
_NOT_COMPARED: Final = re.compile(r"[\s_\-·.,()/:]+")
_SIMILAR: Final = 0.6
_UP_TO_YEAR, _UP_TO_NOW = ("_year", "연누계"), ("_total", "누계")


@dataclass(frozen=True)
class FormField:
    """A name that a form can ask for, its Korean name, and the value that it stands for."""

    name: str
    korean: str
    cell: Cell

    @property
    def keys(self) -> Iterator[str]:
        """Under which spellings it is known."""
        return (key_of(name) for name in (self.name, self.korean))


@dataclass(frozen=True)
class Asking:
    """What a form asks for: what is known, and what is not, each with the known name that is nearest to it."""

    known: Mapping[str, FormField]
    unknown: Mapping[str, str]


def key_of(name: str) -> str:
    """A name as it is compared: without spaces, signs and capitals."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFC", name).casefold())


def office_forms_for(viewer: Viewer) -> list[OfficeForm]:
    """The forms that are kept, of kinds that this viewer may draw up."""
    rows = OfficeForm.objects.filter(programme_id=viewer.programme_id, kind__in=_kinds(viewer))
    return list(rows.select_related("file").order_by("name", "pk"))


def office_form_for(viewer: Viewer, pk: int) -> OfficeForm:
    """One form; another programme's does not exist, nor one of a kind that this viewer may not draw up."""
    return get_object_or_404(OfficeForm.objects.select_related("file", "programme"), pk=pk, programme_id=viewer.programme_id, kind__in=_kinds(viewer))


def _kinds(viewer: Viewer) -> list[str]:
    return [kind.value for kind in rules.kinds_for(viewer)]


def form_kinds_for(viewer: Viewer) -> list[ReportKind]:
    """The kinds of report for which forms can be kept."""
    return [kind for kind in rules.kinds_for(viewer) if kind != ReportKind.OPEN_DATA]


def with_a_part(viewer: Viewer, asked: Asked) -> Asked:
    """What is asked, of one complex or mini-cluster where the kind is a sheet of one: of the first, if none is named."""
    if asked.kind not in (ReportKind.COMPLEX, ReportKind.GROUP) or asked.complex or asked.group:
        return asked
    choices = choices_for(viewer)
    if asked.kind == ReportKind.COMPLEX and choices.complexes:
        return replace(asked, complex=choices.complexes[0].slug)
    return replace(asked, group=str(choices.groups[0].pk)) if choices.groups else asked


def fields_for(viewer: Viewer, asked: Asked) -> list[FormField]:
    """The names that a form of this kind can ask for, with their values at the time that is asked for."""
    asked = with_a_part(viewer, asked)
    extent = extent_of(viewer, asked)
    with translation.override(FORM_LANGUAGE):
        report = drawn_up_over(extent, asked)
        made = [*_facts(report, asked), *_figures(report)]
        if rules.has_months(asked.kind):
            for (ending, korean), span in _longer(extent):
                longer = _figures(drawn_up_over(replace(extent, span=span), asked))
                made += [replace(one, name=f"{one.name}{ending}", korean=f"{one.korean} {korean}") for one in longer]
    return list({one.name: one for one in reversed(made)}.values())[::-1]


def _longer(extent: Extent) -> Iterator[tuple[tuple[str, str], YearSpan]]:
    """Beside the month: the programme year up to its end, and everything up to its end."""
    last = extent.span.last if extent.span else extent.programme.today()
    year = year_of(extent.programme.pk, last)
    yield _UP_TO_YEAR, YearSpan(year.number, year.first, last)
    yield _UP_TO_NOW, YearSpan(year.number, date(FIRST_YEAR, 1, 1), last)


def _facts(report: Report, asked: Asked) -> list[FormField]:
    return [
        FormField("programme", "사업명", Cell(report.programme)),
        FormField("perimeter", "대상", Cell(report.perimeter)),
        FormField("period", "기간", Cell(report.period)),
        FormField("month", "월", Cell(asked.month or report.as_of.strftime("%Y-%m"))),
        FormField("as_of", "기준일", Cell(report.as_of.isoformat())),
        FormField("invented", "예시 표시", Cell(report.invented_mark)),
    ]


def _figures(report: Report) -> list[FormField]:
    return [
        field
        for section in report.sections
        if section.key.rpartition(".")[2] not in _WITHOUT_FIELDS
        for row, cells in section.labelled
        for column, cell in cells
        if column.is_number
        for field in [_field(section, row, column, cell)]
    ]


def _field(section: Section, row: Row, column: Column, cell: Cell) -> FormField:
    """Named by its row and, where the table has several figures a row, by its column; before it the part of which it tells."""
    prefix, _dot, _key = section.key.rpartition(".")
    parts = [prefix.replace(".", "_"), row.key, "" if column.key == "count" else column.key]
    words = [section.subject, str(row.label), "" if column.key == "count" else str(column.label)]
    return FormField("_".join(filter(None, parts)), " ".join(filter(None, words)), cell)


def asking_of(form: bytes, fields: Iterable[FormField]) -> Asking:
    """What a form asks for, compared with what is known.

    Raises:
        InvalidInputError: the file is neither a workbook without macros nor a .hwpx, or cannot be read.
    """
    known = _by_key(fields)
    names = sorted(names_in(form))
    unknown = {name: _nearest(name, known) for name in names if key_of(name) not in known}
    return Asking({name: known[key_of(name)] for name in names if key_of(name) in known}, unknown)


def names_in(form: bytes) -> set[str]:
    """The names that a form asks for, be it a workbook or a document."""
    return names_in_xlsx(form) if _is_workbook(form) else placeholders_in(form)


def _is_workbook(form: bytes) -> bool:
    kind = content_type_of(form)
    if kind not in (XLSX, HWPX):
        message = _(
            "Only a workbook without macros (.xlsx) or a Hangul document (.hwpx) can be filled. Nothing was stored; please save the form as one of the two."
        )
        raise InvalidInputError(message, field="file")
    return kind == XLSX


def _by_key(fields: Iterable[FormField]) -> dict[str, FormField]:
    """The fields under every spelling; where two are spelt alike, the first is meant."""
    found: dict[str, FormField] = {}
    for field in fields:
        for key in field.keys:
            found.setdefault(key, field)
    for ending, korean in (("", ""), _UP_TO_YEAR, _UP_TO_NOW):
        for synonym, name in SYNONYMS.items():
            meant = found.get(key_of(f"{name}{ending}"))
            if meant:
                found.setdefault(key_of(f"{synonym}{korean}"), meant)
    return found


def _nearest(name: str, known: Mapping[str, FormField]) -> str:
    """The known name that is spelt most like it, in the script in which it is written; empty where none is like it."""
    near = get_close_matches(key_of(name), known, n=1, cutoff=_SIMILAR)
    if not near:
        return ""
    meant = known[near[0]]
    return meant.name if name.isascii() else next((one for one in SYNONYMS if key_of(one) == near[0]), meant.korean)


def filled(form: OfficeForm, fields: Iterable[FormField]) -> bytes:
    """A copy of the form with the values in it. What is kept back says so; names that are not known stay, so that a person sees them."""
    content = content_of(form.file)
    asking = asking_of(content, fields)
    with translation.override(FORM_LANGUAGE):
        if form.file.content_type == XLSX:
            values = {name: field.cell.text if field.cell.plain is None else field.cell.plain for name, field in asking.known.items()}
            return fill_xlsx(content, values)
        return fill_hwpx(content, {name: field.cell.text for name, field in asking.known.items()}, {})
