"""The pages of impact studies."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from minicluster.outcomes import rules
from minicluster.outcomes.domain import impact
from minicluster.outcomes.domain.impact import pictures, reading
from minicluster.outcomes.domain.impact.actions import is_waiting
from minicluster.outcomes.domain.impact.page import study_page
from minicluster.outcomes.domain.impact.queries import done_study_for, is_done, refusal_in_words
from minicluster.outcomes.forms.impact import StudyForm
from minicluster.platform.pages import ViewerRequest, page, shown_on
from minicluster.platform.permissions import Viewer
from minicluster.platform.pictures import svg_response

_SECONDS_BETWEEN_LOOKS = 10


@page(rules.PERMISSIONS, "view_impact")
def impact_list(request: ViewerRequest) -> HttpResponse:
    """Every figure with its latest study."""
    return _list_page(request, StudyForm())


@page(rules.PERMISSIONS, "make_impact_study", methods=("POST",))
def impact_make(request: ViewerRequest) -> HttpResponse:
    """Compare anew; the same rows lead to the study that there is."""
    form = StudyForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            study, is_new = impact.request_impact_study(actor=request.viewer, **form.cleaned_data)
            if not is_new:
                messages.info(request, _("The rows are the same as for this study, so that nothing new was computed."))
            return redirect(study)
    return _list_page(request, form)


@page(rules.PERMISSIONS, "view_impact")
def impact_study(request: ViewerRequest, pk: int) -> HttpResponse:
    """One study: every estimate side by side, and what they cannot show; while it is being made, how far that is."""
    study = impact.study_for(request.viewer, pk)
    if is_done(study):
        return render(request, "outcomes/impact_study.html", {"study": study, "shown": study_page(request.viewer, study)})
    response = render(
        request,
        "outcomes/impact_waiting.html",
        {"study": study, "refusal": refusal_in_words(study), "is_waiting": is_waiting(study), "may_make": _may_make(request.viewer)},
    )
    if is_waiting(study):
        response["Refresh"] = str(_SECONDS_BETWEEN_LOOKS)
    return response


@page(rules.PERMISSIONS, "make_impact_study", methods=("POST",))
def impact_cancel(request: ViewerRequest, pk: int) -> HttpResponse:
    """Give up a study that is still being made."""
    impact.cancel_impact_study(actor=request.viewer, study=impact.study_for(request.viewer, pk))
    messages.success(request, _("Cancelled. Nothing was kept."))
    return redirect("outcomes:impact-list")


@page(rules.PERMISSIONS, "view_impact")
def impact_rows(request: ViewerRequest, pk: int) -> HttpResponse:
    """The cells behind a study."""
    study = done_study_for(request.viewer, pk)
    asked = {name: str(request.GET.get(name, ""))[:60] for name in ("place", "cohort")}
    rows = impact.rows_for(request.viewer, study, **asked)
    return render(request, "outcomes/impact_rows.html", {"study": study, "rows": rows, "is_narrowed": any(asked.values())})


@page(rules.PERMISSIONS, "view_impact")
def impact_note(request: ViewerRequest, pk: int) -> HttpResponse:
    """The study on one page, as PDF."""
    study = done_study_for(request.viewer, pk)
    title = _("Impact note: %(measure)s") % {"measure": study.get_measure_display()}
    name = content_disposition_header(as_attachment=False, filename=f"{title} {study.pk}.pdf")
    return HttpResponse(impact.impact_note(study), content_type="application/pdf", headers={"Content-Disposition": str(name)})


@page(rules.PERMISSIONS, "view_impact")
def impact_estimates_picture(request: ViewerRequest, pk: int) -> HttpResponse:
    """Every estimate with its interval on one axis."""
    return svg_response(pictures.estimates_picture(reading.estimator_rows(done_study_for(request.viewer, pk))))


@page(rules.PERMISSIONS, "view_impact")
def impact_event_picture(request: ViewerRequest, pk: int) -> HttpResponse:
    """Effects by years since joining, those before it too."""
    return svg_response(pictures.event_picture(reading.event_rows(done_study_for(request.viewer, pk))))


def _list_page(request: ViewerRequest, form: StudyForm) -> HttpResponse:
    context = {"measures": impact.measures_for(request.viewer), "may_make": _may_make(request.viewer), "form": form}
    return render(request, "outcomes/impact_list.html", context, status=422 if form.is_bound else 200)


def _may_make(viewer: Viewer) -> bool:
    return rules.PERMISSIONS.scope(viewer, "make_impact_study") is not None
