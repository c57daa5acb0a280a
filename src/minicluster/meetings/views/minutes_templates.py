"""Pages of the forms into which minutes are filled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import drop_minutes_template, set_minutes_template
from minicluster.meetings.domain.minutes_papers import FIELDS, LISTS, default_form
from minicluster.meetings.domain.minutes_templates import complex_with_template, complexes_with_templates, template_of
from minicluster.meetings.forms.minutes import MinutesTemplateForm
from minicluster.members.views.asking import posted
from minicluster.platform.files.sniffing import HWPX
from minicluster.platform.files.storage import attachment
from minicluster.platform.pages import ViewerRequest, page, shown_on


@page(rules.PERMISSIONS, "set_minutes_template")
def minutes_template_list(request: ViewerRequest) -> HttpResponse:
    """Which complex has which form; one complex alone needs no list."""
    complexes = list(complexes_with_templates(request.viewer))
    if len(complexes) == 1:
        return redirect("meetings:complex-minutes-template", complexes[0].pk)
    return render(request, "meetings/minutes_template_list.html", {"complexes": complexes})


@page(rules.PERMISSIONS, "set_minutes_template", methods=("GET", "POST"))
def complex_minutes_template(request: ViewerRequest, pk: int) -> HttpResponse:
    """The form of one complex: what it may ask for, the one that is used, and another instead."""
    viewer, chosen = request.viewer, complex_with_template(request.viewer, pk)
    wants_ours = "ours" in request.POST
    form = MinutesTemplateForm(None if wants_ours else posted(request), request.FILES or None)
    if wants_ours:
        drop_minutes_template(actor=viewer, template=template_of(chosen))
        messages.success(request, _("Our own form is used again."))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        with shown_on(form):
            set_minutes_template(actor=viewer, complex_=chosen, content=upload.read(), name=upload.name)
            messages.success(request, _("Saved. Minutes of this complex are filled into this form from now on."))
            return redirect(request.path)
    lists = [(name, columns) for name, (_rows, columns) in LISTS.items()]
    context = {"complex": chosen, "template": getattr(chosen, "minutes_template", None), "form": form, "fields": list(FIELDS), "lists": lists}
    return render(request, "meetings/minutes_template.html", context)


@page(rules.PERMISSIONS, "set_minutes_template")
def complex_minutes_template_download(request: ViewerRequest, pk: int) -> HttpResponse:
    """The form that the complex uses."""
    return attachment(template_of(complex_with_template(request.viewer, pk)).file)


@page(rules.PERMISSIONS, "set_minutes_template")
def minutes_template_default(request: ViewerRequest) -> HttpResponse:
    """Our own form, to be changed in Hangul and given back."""
    del request  # it is the same for everyone
    response = HttpResponse(default_form(), content_type=HWPX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=_("Form for minutes") + ".hwpx")
    response["X-Content-Type-Options"] = "nosniff"
    return response
