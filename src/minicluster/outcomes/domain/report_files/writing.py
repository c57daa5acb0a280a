"""The one way a report becomes a file: its content, its content type, and a name that stays the same."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain.report_files.papers import as_hwpx, as_pdf
from minicluster.outcomes.domain.report_files.workbooks import as_xlsx
from minicluster.outcomes.rules import Report, ReportKind, as_data
from minicluster.platform.files.sniffing import CSV, HWPX, XLSX
from minicluster.platform.files.tables import guarded
from minicluster.platform.refusals import InvalidInputError

_JSON: Final = "application/json"


@dataclass(frozen=True)
class ReportFile:
    """A report as a file."""

    name: str
    content_type: str
    content: bytes


def written_as(report: Report, form: str) -> ReportFile:
    """The report in one of its forms.

    Raises:
        InvalidInputError: this kind of report is not written so.
    """
    if form not in rules.formats_of(report.kind):
        raise InvalidInputError(
            _("This report is not written as “%(form)s”. Choose one of: %(forms)s.") % {"form": form, "forms": ", ".join(rules.formats_of(report.kind))},
            field="format",
        )
    content_type, write = _WRITERS[form]
    return ReportFile(f"{report.name}.{form}", content_type, write(report))


def data_of(report: Report) -> dict[str, Any]:
    """The report for a machine; open data as a flat list of observations."""
    if report.kind != ReportKind.OPEN_DATA:
        return as_data(report)
    return {**{name: value for name, value in as_data(report).items() if name != "sections"}, "observations": _observations(report)}


def _observations(report: Report) -> list[dict[str, Any]]:
    section = report.sections[0]
    names = [str(section.head), *(column.key for column in section.columns)]
    return [dict(zip(names, [str(row.label), *(cell.plain for cell in row.cells)], strict=True)) for row in section.rows]


def _as_json(report: Report) -> bytes:
    return (json.dumps(data_of(report), ensure_ascii=False, indent=2) + "\n").encode()


def _as_csv(report: Report) -> bytes:
    """Plain UTF-8 without a byte order mark: machines read it, and with one the first column's name would begin with it."""
    text = io.StringIO()
    rows = _observations(report)
    writer = csv.DictWriter(text, [str(report.sections[0].head), *(column.key for column in report.sections[0].columns)], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: guarded(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


_WRITERS: Final[Mapping[str, tuple[str, Callable[[Report], bytes]]]] = {
    "json": (_JSON, _as_json),
    "csv": (f"{CSV}; charset=utf-8", _as_csv),
    "pdf": ("application/pdf", as_pdf),
    "xlsx": (XLSX, as_xlsx),
    "hwpx": (HWPX, as_hwpx),
}
