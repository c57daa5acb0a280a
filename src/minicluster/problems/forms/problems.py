"""What is filled in about a problem: three fields for whoever raises it, the trade's questions for the coordinator."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity, Observation
from minicluster.members.models import Organisation
from minicluster.platform.forms import PlainForm
from minicluster.platform.permissions import Role, Viewer
from minicluster.problems import rules
from minicluster.problems.domain.drafting import draft_summary
from minicluster.problems.domain.queries import Alike, duplicates_to_choose, firms_to_raise_for, problems_alike
from minicluster.problems.forms.steps import StepForm
from minicluster.problems.forms.support import SUPPORT_FORMS
from minicluster.problems.models import Problem

LONGEST_NUMBER: Final = 9


def _long(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RaiseProblemForm(PlainForm):
    """Three fields; a coordinator also says for which firm."""

    firm = forms.ModelChoiceField(label=_("Firm"), queryset=Organisation.objects.none())
    title = forms.CharField(label=_("What is the problem, in one line?"), max_length=120)
    description = forms.CharField(label=_("What happens?"), widget=_long(6), help_text=_("As you would tell it on the shop floor: when, where, how often."))
    wanted_result = forms.CharField(label=_("What would be a good result?"), max_length=300, required=False, widget=_long(2))
    is_new = forms.BooleanField(label=_("None of these: raise it as a new problem"), required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, viewer: Viewer, activity: Activity | None = None, observation: Observation | None = None, sentence: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.viewer, self.activity, self.observation, self.sentence = viewer, activity, observation, sentence
        firms = firms_to_raise_for(viewer)
        known = self._known_firm()
        self._field("firm").queryset = firms.filter(pk=known) if known else firms
        if known:
            self.fields["firm"].initial = known
            self.fields["firm"].widget = forms.HiddenInput()
        self.fields["description"].initial = self._told()

    @property
    def html_id(self) -> str:
        """By what the buttons beside it name it: on the page of a visit there is one such form for each observation."""
        return f"raise-{self.observation.pk}" if self.observation else "raise-form"

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _known_firm(self) -> int | None:
        """The visited firm, or the only one for which this viewer speaks."""
        if self.observation is not None:
            return self.observation.visit_report.firm_id
        if self.viewer.role is Role.FIRM_USER and len(self.viewer.organisation_ids) == 1:
            return next(iter(self.viewer.organisation_ids))
        return None

    def _told(self) -> str:
        """What was noticed at the visit, or said in the minutes."""
        return self.observation.text if self.observation else self.sentence

    def alike(self) -> Alike:
        """Problems that read like what has been typed so far, or like what was noticed at the visit; what is wrong with a field does not matter yet."""
        if not self.is_bound:
            told = self._told()
            return problems_alike(self.viewer, self.observation.visit_report.firm if self.observation else None, told, told)
        number = str(self.data.get("firm", ""))
        firm = self._field("firm").queryset.filter(pk=int(number)).first() if number.isdecimal() and len(number) <= LONGEST_NUMBER else None
        return problems_alike(self.viewer, firm, str(self.data.get("title", "")), str(self.data.get("description", "")))

    def chosen_same(self, alike: Alike) -> Problem | None:
        """The problem of which the reader says that it is the same."""
        return next((problem for problem in alike.of_the_firm if str(problem.pk) == self.data.get("same_as")), None)

    def ask_whether_new(self) -> None:
        """Show the box that says it is none of the similar ones."""
        self.fields["is_new"].widget = forms.CheckboxInput()
        self.fields["is_new"].required = True

    def facts(self) -> dict[str, Any]:
        """What the action asks for."""
        facts = {name: value for name, value in self.cleaned_data.items() if name != "is_new"}
        return {**facts, "activity": self.activity, "observation": self.observation, "sentence": self.sentence}


class ResubmitForm(StepForm):
    """The three fields again, with what is there."""

    title = forms.CharField(label=_("What is the problem, in one line?"), max_length=120)
    description = forms.CharField(label=_("What happens?"), widget=_long(6))
    wanted_result = forms.CharField(label=_("What would be a good result?"), max_length=300, required=False, widget=_long(2))

    def prepare(self) -> None:
        """What the firm wrote is kept."""
        self.initial = {name: getattr(self.record, name) for name in self.fields}


class MergeForm(StepForm):
    """Into which problem."""

    duplicate_of = forms.ModelChoiceField(label=_("Duplicate of"), queryset=Problem.objects.none())
    why = forms.CharField(label=_("Why"), max_length=500, widget=_long(2))

    def prepare(self) -> None:
        """Only problems of the same firm."""
        field: Any = self.fields["duplicate_of"]
        field.queryset = duplicates_to_choose(self.viewer, self.record)
        field.label_from_instance = lambda problem: f"{problem.reference} · {problem.heading}"


class DiagnoseForm(StepForm):
    """Class, diagnosis, mechanism."""

    problem_class = forms.ChoiceField(label=_("Class"), choices=rules.ProblemClass)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=rules.Urgency)
    diagnosis = forms.CharField(label=_("Diagnosis"), widget=_long(), help_text=_("What lies behind it, as far as one can say now."))
    mechanism = forms.CharField(
        label=_("Probable mechanism"), max_length=200, required=False, help_text=_("In the words of the trade; candidates are found by it.")
    )

    def prepare(self) -> None:
        """What is known already."""
        self.initial = {name: getattr(self.record, name) for name in self.fields}


class FrameForm(StepForm):
    """What experts read."""

    public_summary = forms.CharField(
        label=_("Public summary, anonymous"),
        widget=_long(5),
        help_text=_("Without names, products or figures by which one could tell the firm: this is what experts and the public read."),
    )
    wanted_result = forms.CharField(label=_("Wanted result"), max_length=300, required=False, widget=_long(2))
    trl = forms.IntegerField(label=_("Technology readiness level"), min_value=1, max_value=9, required=False)

    def prepare(self) -> None:
        """What is known already; for the summary a draft, where there is none."""
        known = {name: getattr(self.record, name) for name in self.fields}
        self.initial = known | {"public_summary": known["public_summary"] or draft_summary(self.record)}


class SolvedForm(StepForm):
    """How it was solved."""

    solution = forms.CharField(label=_("How was it solved?"), widget=_long(), help_text=_("The firm is asked by mail to confirm it; only the firm can."))


class FollowUpForm(StepForm):
    """What the firm says years later."""

    held = forms.TypedChoiceField(
        label=_("Has the solution held?"), coerce=lambda value: value == "yes", widget=forms.RadioSelect, choices=[("yes", _("Yes")), ("no", _("No"))]
    )
    note = forms.CharField(label=_("What came of it?"), required=False, widget=_long(3))


class SecrecyForm(StepForm):
    """Who may read the text."""

    secrecy = forms.TypedChoiceField(label=_("Who may read the text"), choices=rules.Secrecy, coerce=int, widget=forms.RadioSelect)
    why = forms.CharField(label=_("Note"), required=False, max_length=500)

    def prepare(self) -> None:
        """A coordinator may only let fewer people read it."""
        self.initial = {"secrecy": self.record.secrecy}
        if self.viewer.role is not Role.FIRM_USER:
            field: Any = self.fields["secrecy"]
            field.choices = [(value, label) for value, label in rules.Secrecy.choices if value >= self.record.secrecy]


class JudgeForm(PlainForm):
    """Whether a candidate fits."""

    judgement = forms.ChoiceField(label=_("Does the candidate fit?"), choices=rules.Judgement.choices[1:], widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Because"), max_length=300, required=False, widget=_long(2))


PROBLEM_FORMS: Final[dict[str, type[StepForm]]] = {
    "resubmit_problem": ResubmitForm,
    "merge_problem": MergeForm,
    "add_to_problem": MergeForm,
    "diagnose_problem": DiagnoseForm,
    "frame_problem": FrameForm,
    **SUPPORT_FORMS,
    "report_solved_by_advice": SolvedForm,
    "report_solved_by_project": SolvedForm,
    "report_solved_by_firm": SolvedForm,
    "record_follow_up": FollowUpForm,
    "set_secrecy": SecrecyForm,
}
