"""The form behind a step: its fields are named like the facts that the action asks for."""

from typing import Any

from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
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


class StepNoteForm(StepForm, NoteForm):
    """A step that asks for nothing; a note may be left."""


class StepReasonForm(StepForm, ReasonForm):
    """A step that needs its reason."""


def form_for(verb: str, own: dict[str, type[StepForm]], lifecycle: Any) -> type[StepForm]:
    """The form of a step: its own, or a note, or a reason where the lifecycle needs one."""
    if verb in own:
        return own[verb]
    step = lifecycle.steps.get(verb)
    return StepReasonForm if step is not None and step.needs_reason else StepNoteForm
