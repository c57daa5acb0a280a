"""What is typed about work plans."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.meetings import rules
from minicluster.meetings.domain.plans import groups_to_plan_for, lines_of
from minicluster.meetings.domain.years import years_of
from minicluster.meetings.models import WorkPlan
from minicluster.meetings.rules import LineFacts
from minicluster.members.models import Group, Programme
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Viewer

# What is typed about each kind: the word over the column and the most that can be meant.
_COLUMNS: Final = {
    "times": (gettext_lazy("times"), rules.MOST_TIMES),
    "people": (gettext_lazy("people each time"), 100_000),
    "budget": (gettext_lazy("budget (KRW)"), 10**15),
}


class StartPlanForm(PlainForm):
    """For which group and year, and from what."""

    group = forms.ModelChoiceField(label=gettext_lazy("mini-cluster"), queryset=Group.objects.none())
    year = forms.TypedChoiceField(label=gettext_lazy("year"), coerce=int)
    start_from = forms.ChoiceField(
        label=gettext_lazy("start from"), initial="last_year", widget=forms.RadioSelect,
        choices=[("last_year", gettext_lazy("Last year: its plan, or what was held where there was none")), ("nothing", gettext_lazy("An empty plan"))],
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = groups_to_plan_for(viewer)
        year: Any = self.fields["year"]
        year.choices = [(number, number) for number in reversed(years_of(programme))]


class PlanLinesForm(PlainForm):
    """The table of a plan: a row for every kind; a row without times is no line."""

    note = forms.CharField(label=gettext_lazy("note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: WorkPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = lines_of(plan)
        known = {line.kind: line for line in lines}
        self.fields["note"].initial = plan.note
        self.fields["seen"].initial = rules.fingerprint(lines, plan.note)
        for kind, label in rules.ActivityKind.choices:
            self._add_row(kind, str(label), known.get(kind))

    def _add_row(self, kind: str, label: str, line: LineFacts | None) -> None:
        values = {"times": line.times, "people": line.people, "budget": line.budget_krw or None} if line else {}
        for column, (word, most) in _COLUMNS.items():
            field = forms.IntegerField(label=f"{label}: {word}", min_value=0, max_value=most, required=False, initial=values.get(column))
            field.widget.attrs["aria-label"] = f"{label}: {word}"
            self.fields[f"{column}-{kind}"] = field

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, forms.BoundField]]]]:
        """The rows of the table: the kind, and its three fields with what each is."""
        words = [(column, str(word)) for column, (word, _most) in _COLUMNS.items()]
        return [(str(label), [(word, self[f"{column}-{kind}"]) for column, word in words]) for kind, label in rules.ActivityKind.choices]

    def clean(self) -> dict[str, Any]:
        """People or money without times is half a line, and is said at the times. A form that does not say what it is based on was not sent whole."""
        typed = super().clean()
        if not typed.get("seen"):
            self.add_error(None, _("The table was not sent whole. Nothing was changed; please load the page anew and send it again."))
        for kind in rules.ActivityKind.values:
            times, *others = (typed.get(f"{column}-{kind}") for column in _COLUMNS)
            if not times and any(others):
                self.add_error(f"times-{kind}", _("Please say how many times; leave the whole row empty if it is not planned."))
        return typed

    def lines(self) -> list[LineFacts]:
        """The lines as typed."""
        typed = [(kind, *(self.cleaned_data[f"{column}-{kind}"] for column in _COLUMNS)) for kind in rules.ActivityKind.values]
        return [LineFacts(kind, times, people, budget or 0) for kind, times, people, budget in typed if times]
