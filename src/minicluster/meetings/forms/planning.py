"""The short form of each kind of activity: what its kind needs stands open, everything else is folded away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.plans import lines_to_charge
from minicluster.meetings.forms.activities import time_field
from minicluster.members.domain.queries import firms_represented_in, groups_within, officers_within, organisations_within, people_for
from minicluster.members.models import Group, Organisation, Person
from minicluster.members.rules import ELECTED_OFFICES, OrganisationKind
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer


class _OfficersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # it takes none when the product runs
    """Officers, each with what they are: names alone can be two people's."""

    def label_from_instance(self, obj: Any) -> str:
        offices = ", ".join(f"{office.group} {office.get_role_display()}" for office in obj.present_offices)
        return f"{obj} ({offices})"


class PlanForm(PlainForm):
    """The form of an activity; which of its fields there are, what they are called and which cannot be left out is data in `rules.SHORT_FORMS`."""

    title = forms.CharField(label=_("title"), max_length=200)
    groups = forms.ModelMultipleChoiceField(label=_("mini-clusters"), queryset=Group.objects.none(), widget=forms.CheckboxSelectMultiple)
    host = forms.ModelChoiceField(label=_("visited firm or host"), queryset=Organisation.objects.none(), required=False)
    visitors = _OfficersField(
        label=_("visitors"), queryset=Person.objects.none(), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Officers and coordinators; they are invited. Others can be invited afterwards."),
    )  # fmt: skip
    firms = forms.ModelMultipleChoiceField(
        label=_("firms taking part"), queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    speaker = forms.ModelChoiceField(label=_("speaker"), queryset=Person.objects.none(), required=False)
    agenda = forms.CharField(label=_("agenda"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    elections = forms.MultipleChoiceField(label=_("Elections"), choices=ELECTED_OFFICES, widget=forms.CheckboxSelectMultiple, required=False)
    capacity = forms.IntegerField(label=_("seats"), min_value=1, max_value=100_000, required=False, help_text=_("Leave empty if everyone can come."))
    starts_at = time_field(_("starts at"))
    ends_at = time_field(_("ends at"))
    venue = forms.CharField(label=_("place"), max_length=200, required=False)
    budget_line = forms.ChoiceField(label=_("budget line"), required=False, help_text=_("From which line of the work plan it is paid."))
    planned_cost_krw = forms.IntegerField(label=_("planned cost (KRW)"), min_value=0, required=False)
    visibility = forms.ChoiceField(label=_("visible to"), choices=rules.Visibility.choices, initial=rules.Visibility.PROGRAMME)

    def __init__(self, *args: Any, viewer: Viewer, kind: str, years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.short = rules.asks_for(kind)
        for name in set(self.fields) - {*self.short.shown, *self.short.folded}:
            del self.fields[name]
        self._offer(viewer)
        self._offer_lines(viewer, years)
        for name in self.short.shown:
            self._word(name)
        self.order_fields([*self.short.shown, *self.short.folded])

    def _offer(self, viewer: Viewer) -> None:
        """What there is to choose from, for the fields that this form has."""
        scope = rules.PERMISSIONS.scope(viewer, "plan_activity")
        offers = {
            "groups": groups_within(viewer, scope),
            "host": organisations_within(viewer, scope).filter(kind=OrganisationKind.FIRM).order_by("name_ko"),
            "speaker": people_for(viewer, expert=True).prefetch_related(None),
            "visitors": officers_within(viewer, scope),
            "firms": firms_represented_in(viewer, scope),
        }
        for name in offers.keys() & self.fields.keys():
            field: Any = self.fields[name]
            field.queryset = offers[name]

    def _offer_lines(self, viewer: Viewer, years: range) -> None:
        lines: Any = self.fields["budget_line"]
        lines.choices = [("", _("The line of its own kind")), *lines_to_charge(viewer, years)]

    def _word(self, name: str) -> None:
        field = self.fields[name]
        field.label = self.short.labels.get(name, field.label)
        field.help_text = self.short.hints.get(name, field.help_text)
        field.required = field.required or name in self.short.needs

    @property
    def open_fields(self) -> list[forms.BoundField]:
        """What its kind asks for."""
        return [self[name] for name in self.short.shown]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        """Everything else that can be said of it."""
        return [self[name] for name in self.short.folded]

    @property
    def has_folded_errors(self) -> bool:
        """Whether something is wrong with what is folded away, so that it has to be open."""
        return any(field.errors for field in self.folded_fields)
