"""The form behind a step: its fields are named like the facts that the action asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer


class StepForm(PlainForm):
    """A form about one record, for one viewer."""

    def __init__(self, *args: Any, viewer: Viewer, record: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer = viewer
        self.record = record
        self.prepare()

    def prepare(self) -> None:
        """Fill in what is known and narrow the choices; forms that know something say what."""


class NoteForm(StepForm):
    """A step that asks for nothing; a note may be left."""

    why = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(StepForm):
    """A step that needs its reason."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DayInput(forms.DateInput):
    """A day, picked or typed."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


def form_for(verb: str, own: dict[str, type[StepForm]], lifecycle: Any) -> type[StepForm]:
    """The form of a step: its own, or a note, or a reason where the lifecycle needs one."""
    if verb in own:
        return own[verb]
    step = lifecycle.steps.get(verb)
    return ReasonForm if step is not None and step.needs_reason else NoteForm
