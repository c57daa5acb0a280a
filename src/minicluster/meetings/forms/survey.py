"""What is typed in answer to the three questions."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.platform.forms import PlainForm, ReasonForm

_OF_USE: Final = ((5, _("5 very useful")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 not useful")))
_YES_OR_NO: Final = (("yes", _("Yes")), ("no", _("No")))


class SurveyForm(PlainForm):
    """Three questions and a tick, for a thumb."""

    usefulness = forms.TypedChoiceField(label=_("1. How useful was it to you?"), choices=_OF_USE, coerce=int, widget=forms.RadioSelect)
    met_somebody = forms.TypedChoiceField(
        label=_("2. Did you meet somebody you want to work with?"), choices=_YES_OR_NO, coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )
    what_next = forms.CharField(label=_("3. What should come next?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    wants_contact = forms.BooleanField(label=_("Please get in touch with me"), required=False)


class FollowUpForm(ReasonForm):
    """What came of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = _("What came of it")
