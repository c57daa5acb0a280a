"""What is typed at a meeting and after it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.actions import AttendanceLine
from minicluster.meetings.domain.queries import people_expected, people_of_activity
from minicluster.meetings.models import Activity
from minicluster.members.domain.queries import organisations_within
from minicluster.members.models import Organisation, Person
from minicluster.members.rules import OrganisationKind
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer


class AttendanceForm(PlainForm):
    """The list at the door: one choice for each person expected, and a line for one who was not."""

    visitor = forms.ModelChoiceField(label=_("Somebody else who was there"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people_expected(activity)
        written = dict(activity.attendances.values_list("person_id", "kind"))
        for person in self.people:
            choices = [("", "–"), *rules.AttendanceKind.choices]
            self.fields[f"person-{person.pk}"] = forms.ChoiceField(label=str(person), choices=choices, required=False, initial=written.get(person.pk, ""))
        visitor: Any = self.fields["visitor"]
        visitor.queryset = people_of_activity(activity, viewer).exclude(pk__in=[person.pk for person in self.people])

    def rows(self) -> list[tuple[Person, forms.BoundField]]:
        """Each person with their field, for the table."""
        return [(person, self[f"person-{person.pk}"]) for person in self.people]

    def lines(self) -> Sequence[AttendanceLine]:
        """What was written down; people without a choice are left as they were."""
        chosen = [AttendanceLine(person, kind) for person in self.people if (kind := self.cleaned_data[f"person-{person.pk}"])]
        visitor = self.cleaned_data["visitor"]
        return [*chosen, AttendanceLine(visitor, rules.AttendanceKind.VISITOR)] if visitor else chosen


class VisitReportForm(PlainForm):
    """Three fields for a telephone at the firm's door."""

    firm = forms.ModelChoiceField(label=_("visited firm"), queryset=Organisation.objects.none())
    summary = forms.CharField(label=_("summary"), widget=forms.Textarea(attrs={"rows": 3}))
    observations = forms.CharField(
        label=_("What was noticed"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=_("One observation a line. From each of them a problem can be raised."),
    )

    def __init__(self, *args: Any, viewer: Viewer, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        firm: Any = self.fields["firm"]
        reach = organisations_within(viewer, rules.PERMISSIONS.scope(viewer, "write_visit_report"))
        chosen = Organisation.objects.filter(pk=activity.host_id or 0)
        firm.queryset = (reach.filter(kind=OrganisationKind.FIRM) | chosen).distinct().order_by("name_ko")
