"""The one way a page asks for something and does it: form, action, back to the record."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from minicluster.platform.files.tables import written
from minicluster.platform.forms import PlainForm
from minicluster.platform.lifecycle import Step
from minicluster.platform.pages import ViewerRequest, shown_on


def posted(request: ViewerRequest) -> QueryDict | None:
    """What was typed, even where that is nothing: a step without a reason sends an empty form."""
    return request.POST if request.method == "POST" else None


def uploaded(request: ViewerRequest) -> Any:
    """The files that were sent with it."""
    return request.FILES if request.method == "POST" else None


def step_of(steps: Mapping[str, Step], verb: str) -> Step:
    """The step of a lifecycle that an address names; there is no page of any other."""
    if verb not in steps:
        raise Http404
    return steps[verb]


def as_workbook(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as an xlsx file to take along."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(written(columns, rows, "xlsx"), content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})


def ask(
    request: ViewerRequest,
    form: PlainForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    verb: str,
    back: Any,
    lead: str = "",
    template: str = "members/ask.html",
    **context: Any,
) -> HttpResponse:
    """Show the form; once it is filled in well, act with what was typed and go to `back`, or to the new record that the action gives with a page of its own.

    `back` is a record with a page, or an address; a refusal of the action stands on the form. A template of one's own gets the rest as its context.
    """
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            made = act(form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect(made if back is None else back)
    cancel = back.get_absolute_url() if hasattr(back, "get_absolute_url") else back
    return render(request, template, {"form": form, "verb": verb, "back": back, "cancel": cancel, "lead": lead, **context})
