"""The filters over the lists. A value that is none of the choices is refused in words, and filters nothing."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.rules import ActivityKind
from minicluster.members.domain.queries import groups_for
from minicluster.members.models import Complex, Group
from minicluster.platform.forms import FIRST_YEAR, LAST_YEAR
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules

_ANY = ("", "–")


def _hidden_day() -> forms.DateField:
    """A day that only an address names: a figure of a time leads to the rows of that time."""
    return forms.DateField(required=False, widget=forms.HiddenInput, validators=[MaxValueValidator(date(LAST_YEAR, 12, 31))])


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_ANY, *choices], required=False)


def _hidden_choice(choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[_ANY, *choices], required=False, widget=forms.HiddenInput)


class SearchInput(forms.TextInput):
    """A box to search in."""

    input_type = "search"


class FilterForm(forms.Form):
    """A filter for one viewer; what was chosen is `chosen`."""

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.viewer = viewer
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = groups_for(viewer) if name == "group" else Complex.objects.filter(programme_id=viewer.programme_id)

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices that are in order."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ProblemFilterForm(FilterForm):
    """Problems. `class` is a word of Python's, so the field has a longer name here than in the address."""

    q = forms.CharField(label=_("Search"), required=False, widget=SearchInput())
    state = _choice(_("State"), rules.ProblemState.choices)
    problem_class = _choice(_("Class"), rules.ProblemClass.choices)
    group = forms.ModelChoiceField(label=_("Mini-cluster"), queryset=Group.objects.none(), required=False)
    complex = forms.ModelChoiceField(label=_("Complex"), queryset=Complex.objects.none(), required=False)
    origin = _choice(_("First heard at"), rules.Origin.choices)
    funnel = _choice(
        _("Funnel"),
        [
            ("found", _("Found")),
            ("diagnosed", _("Diagnosed")),
            ("worked_on", _("Worked on")),
            ("solved", _("Solved")),
            ("confirmed", _("Confirmed by the firm")),
        ],
    )
    order = _choice(_("Order"), [("waiting", _("Waiting longest first"))])
    firm = forms.IntegerField(required=False, widget=forms.HiddenInput)
    activity = forms.IntegerField(required=False, widget=forms.HiddenInput)
    heard_at = _hidden_choice(ActivityKind.choices)
    heard_in = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False, widget=forms.HiddenInput)
    since = _hidden_day()
    until = _hidden_day()

    def add_prefix(self, field_name: str) -> str:
        """The class is called `class` in the address."""
        return super().add_prefix("class" if field_name == "problem_class" else field_name)


class IntroductionFilterForm(FilterForm):
    """Introductions."""

    state = _choice(_("State"), rules.IntroductionState.choices)
    group = forms.ModelChoiceField(label=_("Mini-cluster"), queryset=Group.objects.none(), required=False)
    expert = forms.IntegerField(required=False, widget=forms.HiddenInput)
    problem = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ProjectFilterForm(FilterForm):
    """Projects."""

    state = _choice(_("State"), rules.ProjectState.choices)
    funnel = _choice(_("Funnel"), [("applied", _("Applied")), ("selected", _("Selected")), ("supported", _("Supported")), ("finished", _("Finished"))])
    group = forms.ModelChoiceField(label=_("Mini-cluster"), queryset=Group.objects.none(), required=False)
    complex = forms.ModelChoiceField(label=_("Complex"), queryset=Complex.objects.none(), required=False)
    problem = forms.IntegerField(required=False, widget=forms.HiddenInput)
    since = _hidden_day()
    until = _hidden_day()
    agreed_since = _hidden_day()
    agreed_until = _hidden_day()


class ExpertiseFilterForm(FilterForm):
    """Expertise and facilities."""

    q = forms.CharField(label=_("Search"), required=False, widget=SearchInput())
    kind = _choice(_("Show"), [("facility", _("Facilities"))])
    group = forms.ModelChoiceField(label=_("Mini-cluster"), queryset=Group.objects.none(), required=False)


class SupportFilterForm(FilterForm):
    """Support programmes."""

    purpose = _choice(_("For problems of the class"), rules.ProblemClass.choices)
