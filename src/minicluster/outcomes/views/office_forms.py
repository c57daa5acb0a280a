"""Pages of the office's own forms: which are kept, what they can ask for, and one filled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _

from minicluster.members.views.asking import posted
from minicluster.outcomes import rules
from minicluster.outcomes.domain.actions.office_forms import drop_office_form, keep_office_form
from minicluster.outcomes.domain.office_forms import asking_of, fields_for, filled, form_kinds_for, office_form_for, office_forms_for, with_a_part
from minicluster.outcomes.domain.reports import Asked, choices_for
from minicluster.outcomes.forms.reports import OfficeFormForm
from minicluster.outcomes.rules import ReportKind
from minicluster.outcomes.views.reports import narrowing
from minicluster.platform.files.storage import attachment, content_of
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Viewer


@page(rules.PERMISSIONS, "view_report")
def office_form_list(request: ViewerRequest) -> HttpResponse:
    """The forms that are kept."""
    return render(request, "outcomes/office_form_list.html", {"forms": office_forms_for(request.viewer), "may_keep": _may_keep(request.viewer)})


@page(rules.PERMISSIONS, "keep_office_form", methods=("GET", "POST"))
def office_form_keep(request: ViewerRequest) -> HttpResponse:
    """Keep a form; beside it stand the names that it can ask for, with what they stand for now."""
    viewer = request.viewer
    form = OfficeFormForm(posted(request), request.FILES or None, initial={"kind": ReportKind.PROGRAMME})
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data.pop("file")
        with shown_on(form):
            kept = keep_office_form(actor=viewer, content=upload.read(), file_name=upload.name, **form.cleaned_data)
            messages.success(request, _("Kept. Choose the month below and take the filled form along."))
            return redirect("outcomes:office-form", pk=kept.pk)
    kind = _kind_of(request)
    context = {"form": form, "kind": kind, "kinds": form_kinds_for(viewer), "fields": fields_for(viewer, Asked(kind.value))}
    return render(request, "outcomes/office_form_keep.html", context, status=422 if form.errors else 200)


@page(rules.PERMISSIONS, "view_report")
def office_form(request: ViewerRequest, pk: int) -> HttpResponse:
    """One form: what it asks for, with the values of the month that is chosen."""
    viewer = request.viewer
    kept = office_form_for(viewer, pk)
    asked = with_a_part(viewer, Asked.of(kept.kind, request.GET))
    context = {
        "kept": kept,
        "asked": asked,
        "asking": asking_of(content_of(kept.file), fields_for(viewer, asked)),
        "choices": choices_for(viewer),
        "may": narrowing(kept.kind),
        "query": urlencode(asked.query),
        "may_keep": _may_keep(viewer),
    }
    return render(request, "outcomes/office_form.html", context)


@page(rules.PERMISSIONS, "view_report")
def office_form_filled(request: ViewerRequest, pk: int) -> HttpResponse:
    """A filled copy of the form."""
    viewer = request.viewer
    kept = office_form_for(viewer, pk)
    asked = with_a_part(viewer, Asked.of(kept.kind, request.GET))
    response = HttpResponse(filled(kept, fields_for(viewer, asked)), content_type=kept.file.content_type)
    stem, _dot, ending = kept.file.name.rpartition(".")
    name = "-".join(filter(None, [stem, asked.complex, asked.month or str(asked.year or "")]))
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@page(rules.PERMISSIONS, "view_report")
def office_form_file(request: ViewerRequest, pk: int) -> HttpResponse:
    """The empty form."""
    return attachment(office_form_for(request.viewer, pk).file)


@page(rules.PERMISSIONS, "keep_office_form", methods=("POST",))
def office_form_drop(request: ViewerRequest, pk: int) -> HttpResponse:
    """No longer keep a form."""
    drop_office_form(actor=request.viewer, form=office_form_for(request.viewer, pk))
    messages.success(request, _("The form is no longer kept."))
    return redirect("outcomes:office-form-list")


def _kind_of(request: ViewerRequest) -> ReportKind:
    """The kind whose names are shown: the one that is chosen, else the first."""
    chosen = str(request.POST.get("kind") or request.GET.get("kind", ""))
    kinds = form_kinds_for(request.viewer)
    return next((kind for kind in kinds if kind.value == chosen), kinds[0])


def _may_keep(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "keep_office_form") is not None
