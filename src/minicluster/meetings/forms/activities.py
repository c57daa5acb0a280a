"""What is typed about activities and seats."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.domain.queries import people_of_activity
from minicluster.meetings.models import Activity
from minicluster.members.models import Person
from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
from minicluster.platform.permissions import Viewer

_LOCAL_TIME: Final = "%Y-%m-%dT%H:%M"


def time_field(label: Any) -> forms.DateTimeField:
    """A day and a time, by the clock in Korea."""
    wrong = {"invalid": _("This is no day and time that there is. Write it as 2007-03-05 14:00; a day goes from 00:00 to 23:59.")}
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL_TIME), error_messages=wrong)


class PostponeForm(ReasonForm):
    """Why, and to when if it is known."""

    starts_at = time_field(_("starts at"))
    ends_at = time_field(_("ends at"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].required = self.fields["ends_at"].required = False
        self.fields["why"].help_text = _("Goes to everybody who is invited.")
        self.fields["starts_at"].help_text = _("Leave empty while the new time is not known.")


class SettleForm(NoteForm):
    """What it really cost."""

    actual_cost_krw = forms.IntegerField(label=_("actual cost (KRW)"), min_value=0)


class SeatForm(PlainForm):
    """For whom a seat is taken."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["person"]
        person.queryset = people_of_activity(activity, viewer)
        person.initial = viewer.person_id
