"""The base of every form: what must hold for all that is typed."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.platform.personal_numbers import REFUSAL, contains_resident_registration_number
from minicluster.platform.refusals import RefusedError

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999
# More than the product of the world in won; beyond it lies a typing error, and a little further the column ends.
LARGEST_NUMBER: Final = 10**18
LONGEST_TEXT: Final = 20_000


class PlainForm(forms.Form):
    """A form that refuses in any field what must never be stored, and can carry a refusal of an action back to the page."""

    def clean(self) -> dict[str, Any]:
        """Refuse resident registration numbers, texts and numbers beyond all measure, and days of other ages."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            refusal = refusal_of(value)
            if refusal:
                self.add_error(name, refusal)
        return cleaned

    def show_refusal(self, refusal: RefusedError) -> None:
        """Put the refusal of an action where the person looks: at its field, or at the head of the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)


def refusal_of(value: Any) -> str:
    """Why a typed value cannot be stored; empty where it can."""
    if isinstance(value, str):
        return _refusal_of_text(value)
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        return _("Please look at the year: it has to lie between %(first)s and %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    if isinstance(value, int | Decimal) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        return _("This number is too large to be meant. Please look at it again.")
    return ""


def _refusal_of_text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        return _("This text is too long (%(count)s characters; %(limit)s at most). Please shorten it, or attach it as a file.") % {
            "count": len(text), "limit": LONGEST_TEXT,
        }  # fmt: skip
    return str(REFUSAL) if contains_resident_registration_number(text) else ""


class NoteForm(PlainForm):
    """A step that asks for nothing; a note may be left."""

    why = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(PlainForm):
    """A step that needs its reason."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DayInput(forms.DateInput):
    """A day, picked in the browser's own calendar or typed."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)
