"""What is typed at a meeting and after it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.domain.queries import people_of_activity
from minicluster.meetings.models import Activity, Decision
from minicluster.members.forms import day_field
from minicluster.members.models import Group, Person
from minicluster.members.rules import ELECTED_OFFICES
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer


class MinutesForm(PlainForm):
    """What was said."""

    text = forms.CharField(label=_("text"), widget=forms.Textarea(attrs={"rows": 16}))


class DecisionForm(PlainForm):
    """What was decided."""

    text = forms.CharField(label=_("decision"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    votes_for = forms.IntegerField(label=_("votes for"), min_value=0, max_value=10_000, required=False)
    votes_against = forms.IntegerField(label=_("votes against"), min_value=0, max_value=10_000, required=False)
    abstentions = forms.IntegerField(label=_("abstentions"), min_value=0, max_value=10_000, required=False)


class ActionItemForm(PlainForm):
    """Who does what by when."""

    text = forms.CharField(label=_("what is to be done"), max_length=300)
    owner = forms.ModelChoiceField(label=_("owner"), queryset=Person.objects.none())
    due_on = day_field(_("due on"))
    decision = forms.ModelChoiceField(label=_("decision"), queryset=Decision.objects.none(), required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = people_of_activity(activity, viewer)
        decision: Any = self.fields["decision"]
        decision.queryset = activity.decisions.all()


class ElectionForm(PlainForm):
    """Who was elected into what, for how long."""

    group = forms.ModelChoiceField(label=_("mini-cluster"), queryset=Group.objects.none())
    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    role = forms.ChoiceField(label=_("office"), choices=ELECTED_OFFICES)
    from_day = day_field(_("since"))
    until = day_field(_("until"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = activity.groups.all()
        person: Any = self.fields["person"]
        person.queryset = people_of_activity(activity, viewer)
