"""What is typed about activities that recur, and about changing one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.members.forms import day_field
from minicluster.platform.forms import PlainForm


class RepeatForm(PlainForm):
    """In which rhythm, and how far."""

    rhythm = forms.ChoiceField(label=_("rhythm"), choices=rules.Rhythm.choices, widget=forms.RadioSelect, initial=rules.Rhythm.WEEKLY)
    every = forms.IntegerField(
        label=_("every so many weeks or months"), min_value=1, max_value=rules.MOST_APART, initial=1, help_text=_("1 is every week or month, 2 every second.")
    )
    times = forms.IntegerField(
        label=_("how many meetings, with this one"), min_value=2, max_value=rules.MOST_MEETINGS, required=False, help_text=_("Say this, or until when.")
    )
    until = day_field(_("until"), required=False)
    skips_holidays = forms.BooleanField(label=_("leave out public holidays of Korea"), required=False, initial=True)


def _hour_field(label: Any) -> forms.TimeField:
    wrong = {"invalid": _("This is no time of day. Write it as 14:00; a day goes from 00:00 to 23:59.")}
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), error_messages=wrong)


class ChangeForm(PlainForm):
    """Title, place and time of day; of a series also whether those that follow change too."""

    title = forms.CharField(label=_("title"), max_length=200)
    venue = forms.CharField(label=_("place"), max_length=200, required=False)
    starts = _hour_field(_("from what time"))
    ends = _hour_field(_("until what time"))
    with_following = forms.TypedChoiceField(
        label=_("what is changed"), choices=[("0", _("This one only")), ("1", _("This and the following"))], coerce=lambda typed: typed == "1",
        widget=forms.RadioSelect, initial="0",
    )  # fmt: skip

    def __init__(self, *args: Any, is_in_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_in_series:
            del self.fields["with_following"]
