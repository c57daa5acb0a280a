"""The base of every form: what must hold for all that is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.personal_numbers import REFUSAL, contains_resident_registration_number
from minicluster.platform.refusals import RefusedError


class PlainForm(forms.Form):
    """A form that refuses resident registration numbers in any field and can carry a refusal of an action back to the page."""

    def clean(self) -> dict[str, Any]:
        """Refuse what must never be stored."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and contains_resident_registration_number(value):
                self.add_error(name, str(REFUSAL))
        return cleaned

    def show_refusal(self, refusal: RefusedError) -> None:
        """Put the refusal of an action where the person looks: at its field, or at the head of the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


class NoteForm(PlainForm):
    """A step that asks for nothing; a note may be left."""

    why = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(PlainForm):
    """A step that needs its reason."""

    why = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DayInput(forms.DateInput):
    """A day, picked in the browser's own calendar or typed."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)
