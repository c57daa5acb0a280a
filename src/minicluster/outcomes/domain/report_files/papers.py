"""A report on paper: typeset as PDF, and as .hwpx for Hangul."""

from pathlib import Path
from typing import Any, Final

from minicluster.outcomes.rules import Report, Section
from minicluster.platform.documents.hwpx_form import Heading, Table, form_of
from minicluster.platform.documents.pdf import pdf_of

_TYPESET: Final = Path(__file__).parents[2] / "templates/outcomes/documents/report.typ"
# More columns than this do not fit the short side of a sheet.
_NARROW: Final = 8
_WIDEST_NAME: Final = 3
_NUMBER: Final = 2


def as_pdf(report: Report) -> bytes:
    """The report as PDF."""
    data: dict[str, Any] = {
        "title": f"{report.title} · {report.perimeter}",
        "lead": report.period,
        "invented": report.invented_mark or None,
        "facts": [list(fact) for fact in report.facts],
        "wide": any(len(section.columns) > _NARROW for section in report.sections),
        "sections": [_typeset(section) for section in report.sections],
    }
    return pdf_of(_TYPESET, data)


def _typeset(section: Section) -> dict[str, Any]:
    return {
        "heading": str(section.heading),
        "reading": section.reading,
        "columns": section.headings,
        "numbers": [False, *(column.is_number for column in section.columns)],
        "rows": section.lines,
        "notes": [str(note) for note in section.notes],
    }


def as_hwpx(report: Report) -> bytes:
    """The report as a document that Hangul opens and edits."""
    parts: list[str | Heading | Table] = [Table([list(fact) for fact in report.facts], (1, 4), has_head=False)]
    for section in report.sections:
        parts += [Heading(str(section.heading)), section.reading]
        if section.rows:
            parts.append(Table([section.headings, *section.lines], [_WIDEST_NAME, *(_NUMBER for _column in section.columns)]))
        parts += [str(note) for note in section.notes]
    return form_of(f"{report.title} · {report.perimeter}", parts)
