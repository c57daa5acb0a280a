"""What is filled in about interests and about the way in which requests are spread."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Organisation, Person
from minicluster.platform.forms import DayInput, PlainForm
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems.domain.queries import firms_to_declare_about, organisations_to_choose, people_to_declare_for, problems_to_keep_back
from minicluster.problems.models import MatchingPolicy, Problem
from minicluster.problems.rules.fairness import Decision, InterestKind

_NOT_FOR_EXPERTS: Final = ("other", "problem")


class DeclareInterestForm(PlainForm):
    """Between whom, what, since when. An expert declares for themselves, a firm about itself."""

    kind = forms.ChoiceField(label=_("Kind of interest"), choices=InterestKind.choices)
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), required=False)
    other = forms.ModelChoiceField(
        label=_("or another organisation"), queryset=Organisation.objects.none(), required=False, help_text=_("One of the two: a person or an organisation.")
    )
    firm = forms.ModelChoiceField(
        label=_("Organisation in which the interest lies"),
        queryset=Organisation.objects.none(),
        help_text=_("Its problems are kept from the other side, and those of its declared rivals too where the two work together."),
    )
    problem = forms.ModelChoiceField(
        label=_("Only for this problem"),
        queryset=Problem.objects.none(),
        required=False,
        help_text=_("Only for what the firm keeps from somebody; empty means all of its problems."),
    )
    valid_from = forms.DateField(label=_("since"), widget=DayInput())
    valid_to = forms.DateField(label=_("until"), required=False, widget=DayInput(), help_text=_("The first day on which it holds no more; empty if not known."))
    note = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, viewer: Viewer, person_id: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["person"].queryset = people_to_declare_for(viewer, person_id)
        fields["other"].queryset = organisations_to_choose(viewer)
        fields["firm"].queryset = firms_to_declare_about(viewer)
        fields["problem"].queryset = problems_to_keep_back(viewer)
        fields["problem"].label_from_instance = _problem_label
        if viewer.role is Role.EXPERT:
            self._only_for_oneself(viewer)

    def _only_for_oneself(self, viewer: Viewer) -> None:
        fields: dict[str, Any] = self.fields
        for name in _NOT_FOR_EXPERTS:
            del fields[name]
        fields["kind"].choices = [choice for choice in InterestKind.choices if choice[0] != InterestKind.KEPT_OUT]
        fields["person"].widget, fields["person"].initial = forms.HiddenInput(), viewer.person_id
        fields["person"].required = True


def _problem_label(problem: Problem) -> str:
    return f"{problem.reference} {problem.heading}"


class EndInterestForm(PlainForm):
    """From which day on it holds no more."""

    on_day = forms.DateField(label=_("It holds no more from"), widget=DayInput())
    why = forms.CharField(label=_("Note"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MatchingPolicyForm(PlainForm):
    """How requests are spread."""

    open_requests_per_expert = forms.IntegerField(label=_("Open requests per expert, at most"), min_value=1, max_value=50)
    new_face_share = forms.FloatField(
        label=_("Share of new faces"),
        min_value=0,
        max_value=1,
        widget=forms.NumberInput(attrs={"step": "0.05"}),
        help_text=_("From 0 to 1: at least this part of a batch goes to experts who were not asked within the last year."),
    )
    candidates_per_problem = forms.IntegerField(label=_("Experts asked for one problem at once"), min_value=1, max_value=5)

    def __init__(self, *args: Any, policy: MatchingPolicy, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {name: getattr(policy, name) for name in self.fields}


class DecisionForm(PlainForm):
    """What an administrator decides on a verdict."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices)
