"""A page that records one figure."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, shown_on


def recording_page(request: ViewerRequest, verb: str, record: Callable[..., object], form: PlainForm, *, back: str = "outcomes:indicator-list") -> HttpResponse:
    """Show a form, and record what was typed; `verb` names its texts, `back` the page to which it leads."""
    if form.is_valid():
        with shown_on(form):
            record(actor=request.viewer, **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect(back)
    return render(request, "outcomes/recording.html", {"form": form, "verb": verb, "back": back})
