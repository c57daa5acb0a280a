"""The one way a page asks for something and does it: form, action, back to the record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.pages import ViewerRequest, shown_on


def posted(request: ViewerRequest) -> QueryDict | None:
    """What was typed, even where that is nothing: a step without a reason sends an empty form."""
    return request.POST if request.method == "POST" else None


def uploaded(request: ViewerRequest) -> Any:
    """The files that were sent with it."""
    return request.FILES if request.method == "POST" else None


def ask(request: ViewerRequest, form: PlainForm, act: Callable[[dict[str, Any]], Any], *, verb: str, back: Any, lead: str = "") -> HttpResponse:
    """Show the form; once it is filled in well, act with what was typed and go to `back`, or to the new record that the action gives with a page of its own.

    `back` is a record with a page; a refusal of the action stands on the form.
    """
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            made = act(form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(made if back is None else back)
    return render(request, "members/ask.html", {"form": form, "verb": verb, "back": back, "lead": lead})
