"""Pages of reports: what there is, one as a page, and as a file."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode

from minicluster.outcomes import rules
from minicluster.outcomes.domain.report_files import written_as
from minicluster.outcomes.domain.reports import Asked, choices_for, drawn_up
from minicluster.outcomes.rules import Report, ReportKind
from minicluster.outcomes.rules.open_data import MEANINGS
from minicluster.platform.pages import ViewerRequest, page
from minicluster.platform.refusals import NotVisibleError

# Of the open data; the page shows what they look like, the files hold all of them.
SHOWN_ROWS: Final = 20


@page(rules.PERMISSIONS, "view_report")
def report_list(request: ViewerRequest) -> HttpResponse:
    """The kinds of report, each with what it is for and what it can be narrowed to."""
    kinds = [(kind, rules.PURPOSES[kind], narrowing(kind)) for kind in rules.kinds_for(request.viewer)]
    may_keep_forms = rules.PERMISSIONS.scope(request.viewer, "keep_office_form") is not None
    return render(request, "outcomes/report_list.html", {"kinds": kinds, "choices": choices_for(request.viewer), "may_keep_forms": may_keep_forms})


@page(rules.PERMISSIONS, "view_report")
def report(request: ViewerRequest, kind: str) -> HttpResponse:
    """One report as a page, with its files."""
    asked = Asked.of(_known(kind), request.GET)
    drawn = drawn_up(request.viewer, asked)
    context = {
        "report": drawn,
        "asked": asked,
        "files": files_of(drawn, asked),
        "choices": choices_for(request.viewer),
        "may": narrowing(kind),
    }
    return render(request, "outcomes/report.html", context)


@page(rules.PERMISSIONS, "view_report")
def report_file(request: ViewerRequest, kind: str, form: str) -> HttpResponse:
    """One report as a file."""
    asked = Asked.of(_known(kind), request.GET)
    if form not in rules.formats_of(kind):
        raise NotVisibleError
    return as_file(drawn_up(request.viewer, asked), form)


@page(rules.PERMISSIONS, "view_open_data")
def open_data(request: ViewerRequest) -> HttpResponse:
    """What the open data are, and where to take them."""
    drawn = drawn_up(request.viewer, Asked(ReportKind.OPEN_DATA))
    section = drawn.sections[0]
    context = {"report": drawn, "section": section, "shown": section.lines[:SHOWN_ROWS], "columns": list(MEANINGS.items())}
    return render(request, "outcomes/open_data.html", context)


@page(rules.PERMISSIONS, "view_open_data")
def open_data_file(request: ViewerRequest, form: str) -> HttpResponse:
    """The open data as a file, without signing in."""
    if form not in rules.formats_of(ReportKind.OPEN_DATA):
        raise NotVisibleError
    return as_file(drawn_up(request.viewer, Asked(ReportKind.OPEN_DATA)), form)


def as_file(drawn: Report, form: str) -> HttpResponse:
    """The report as a download under its name."""
    written = written_as(drawn, form)
    response = HttpResponse(written.content, content_type=written.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=written.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def files_of(drawn: Report, asked: Asked) -> list[tuple[str, str]]:
    """The forms of a report with their addresses."""
    query = f"?{urlencode(asked.query)}" if asked.query else ""
    return [(form, reverse("outcomes:report-file", args=[drawn.kind, form]) + query) for form in rules.formats_of(drawn.kind)]


def narrowing(kind: str) -> dict[str, bool]:
    """What a kind can be narrowed to."""
    return {"year": rules.has_years(kind), "month": rules.has_months(kind), "part": rules.has_parts(kind)}


def _known(kind: str) -> str:
    if kind not in ReportKind.values:
        raise NotVisibleError
    return kind
