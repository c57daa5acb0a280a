"""What is typed at the door."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.domain.queries import people_who_may_come
from minicluster.meetings.forms.attendance import offer_people
from minicluster.meetings.models import DoorEntry
from minicluster.members.models import Person
from minicluster.platform.forms import PlainForm


class NameForm(PlainForm):
    """Who is here: a name, and for whom."""

    name = forms.CharField(label=_("name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    organisation_name = forms.CharField(label=_("organisation"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class PassForm(NameForm):
    """What a guest's phone sends: the pass that it was handed, and a name; whoever is signed in may leave the name out."""

    door_pass = forms.CharField(max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, knows_who: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not knows_who


class MatchForm(PlainForm):
    """Who it is that checked in; a visitor, or nobody, needs no choice."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())

    def __init__(self, *args: Any, entry: DoorEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        offer_people(field, entry.activity, people_who_may_come(entry.activity))
        field.required = not {"visitor", "dismiss"} & set(self.data)
