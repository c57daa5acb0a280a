"""What is typed about success cases."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import DayInput, PlainForm
from minicluster.platform.refusals import RefusedError
from minicluster.stories.models import SuccessCase


class FindForm(PlainForm):
    """A story that can be told."""

    title_ko = forms.CharField(label=_("Title (Korean)"), max_length=160, required=False, help_text=_("It can be changed in the draft."))
    title_en = forms.CharField(label=_("Title (English)"), max_length=160, required=False)


class TextForm(PlainForm):
    """The texts of a case."""

    title_ko = forms.CharField(label=_("Title (Korean)"), max_length=160)
    title_en = forms.CharField(label=_("Title (English)"), max_length=160, required=False)
    story_ko = forms.CharField(label=_("Story (Korean)"), widget=forms.Textarea)
    story_en = forms.CharField(label=_("Story (English)"), widget=forms.Textarea, required=False)
    results_ko = forms.CharField(label=_("Results (Korean)"), widget=forms.Textarea, required=False)
    results_en = forms.CharField(label=_("Results (English)"), widget=forms.Textarea, required=False)


class DraftForm(TextForm):
    """The draft, with its facts."""

    happened_on = forms.DateField(label=_("Happened on"), widget=DayInput)
    source = forms.CharField(label=_("Source"), max_length=300, required=False, help_text=_("Where it can be read up, if it was published elsewhere too."))
    permission = forms.CharField(label=_("Permission to publish"), max_length=300, required=False)
    previous = forms.ModelChoiceField(label=_("Previous in its series"), queryset=SuccessCase.objects.none(), required=False)

    def __init__(self, *args: Any, may_precede: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["previous"].queryset = may_precede  # type: ignore[attr-defined]  # a ModelChoiceField


class AmendForm(TextForm):
    """Published texts, amended, and why."""

    why = forms.CharField(label=_("Why is it amended?"), max_length=300)


class ApprovalForm(PlainForm):
    """The word of the firm or of the expert, about the text that they had before their eyes."""

    read_text = forms.CharField(widget=forms.HiddenInput)
    may_be_named = forms.BooleanField(
        label=_("My name may stand on the public page"), required=False, help_text=_("Without this the page speaks of “a firm” or “an expert”.")
    )

    def show_refusal(self, refusal: RefusedError) -> None:
        """Beside the refusal stands the text as it is now, so that the next word is about that."""
        super().show_refusal(refusal)
        self.data = {**self.data.dict(), "read_text": self.initial["read_text"]}  # type: ignore[attr-defined]  # what a browser sent is a QueryDict
