"""The parts that forms share: a day, and what a step of a lifecycle asks for."""

from typing import TYPE_CHECKING, Any

from django import forms

from minicluster.platform.forms import DayInput, NoteForm, PlainForm, ReasonForm
from minicluster.platform.lifecycle import Step

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def day_field(label: "_StrPromise | str", *, required: bool = True, help_text: "_StrPromise | str" = "") -> forms.DateField:
    """A day, with the browser's calendar."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def step_form(step: Step, typed: Any) -> PlainForm:
    """What a step of a lifecycle asks for: its reason, or a note."""
    return (ReasonForm if step.needs_reason else NoteForm)(typed)
