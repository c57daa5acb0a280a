"""A page that records one figure."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, shown_on


def recording_page(
    request: ViewerRequest, verb: str, record: Callable[..., object], form: PlainForm, *, back: str = "outcomes:indicator-list", about: str = ""
) -> HttpResponse:
    """Show a form, and record what was typed; `verb` names its texts, `about` what it is about, `back` the page (its name or address) to which it leads."""
    address = resolve_url(back)
    if form.is_valid():
        with shown_on(form):
            facts = form.facts() if hasattr(form, "facts") else form.cleaned_data
            record(actor=request.viewer, **facts)
            messages.success(request, _("Recorded."))
            return redirect(address)
    return render(request, "outcomes/recording.html", {"form": form, "verb": verb, "cancel": address, "about": about})
