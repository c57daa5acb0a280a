"""What is typed about activities and seats."""

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.queries import people_of_activity
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import groups_within, organisations_within, people_for
from minicluster.members.models import Group, Organisation, Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.forms import NoteForm, PlainForm, ReasonForm
from minicluster.platform.permissions import Viewer

_LOCAL_TIME: Final = "%Y-%m-%dT%H:%M"


def time_field(label: Any) -> forms.DateTimeField:
    """A day and a time, by the clock in Korea."""
    return forms.DateTimeField(label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_LOCAL_TIME))


class PlanForm(PlainForm):
    """The short form of an activity: what its kind needs and no more."""

    title = forms.CharField(label=_("title"), max_length=200)
    groups = forms.ModelMultipleChoiceField(label=_("mini-clusters"), queryset=Group.objects.none(), widget=forms.CheckboxSelectMultiple)
    host = forms.ModelChoiceField(label=_("visited firm or host"), queryset=Organisation.objects.none())
    speaker = forms.ModelChoiceField(label=_("speaker"), queryset=Person.objects.none())
    starts_at = time_field(_("starts at"))
    ends_at = time_field(_("ends at"))
    venue = forms.CharField(label=_("place"), max_length=200, required=False)
    agenda = forms.CharField(label=_("agenda"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    capacity = forms.IntegerField(label=_("seats"), min_value=1, max_value=100_000, required=False, help_text=_("Leave empty if everyone can come."))
    budget_line = forms.CharField(label=_("budget line"), max_length=60, required=False)
    planned_cost_krw = forms.IntegerField(label=_("planned cost (KRW)"), min_value=0, required=False)
    visibility = forms.ChoiceField(label=_("visible to"), choices=rules.Visibility.choices, initial=rules.Visibility.PROGRAMME)

    def __init__(self, *args: Any, viewer: Viewer, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = rules.PERMISSIONS.scope(viewer, "plan_activity")
        groups, host, speaker = self._choices("groups", "host", "speaker")
        groups.queryset = groups_within(viewer, scope)
        host.queryset = organisations_within(viewer, scope).filter(kind=OrganisationKind.FIRM).order_by("name_ko")
        speaker.queryset = people_for(viewer, expert=True).prefetch_related(None)
        for name in {"host", "speaker"} - {rules.asks_for(kind)}:
            del self.fields[name]

    def _choices(self, *names: str) -> Iterator[Any]:
        return (self.fields[name] for name in names)


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
