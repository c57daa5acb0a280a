"""What is filled in about a project."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Organisation
from minicluster.platform.forms import DayInput, PlainForm
from minicluster.problems import rules
from minicluster.problems.domain.queries import calls_to_choose, organisations_to_choose
from minicluster.problems.forms.steps import StepForm, StepNoteForm
from minicluster.problems.models import Call, Milestone, UseReport


class PlanProjectForm(PlainForm):
    """Title, aim, time, and the call where one pays."""

    title = forms.CharField(label=_("Title"), max_length=200)
    aim = forms.CharField(label=_("Aim"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), required=False, empty_label=_("None: the partners pay themselves"))
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DayInput())

    def __init__(self, *args: Any, viewer: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["call"]
        field.queryset = calls_to_choose(viewer)


class AgreementForm(StepNoteForm):
    """When it was signed and what time it covers."""

    agreement_date = forms.DateField(label=_("Agreement signed on"), widget=DayInput())
    starts_on = forms.DateField(label=_("Starts on"), required=False, widget=DayInput())
    ends_on = forms.DateField(label=_("Ends on"), required=False, widget=DayInput())

    field_order: Final = ("agreement_date", "starts_on", "ends_on", "why")  # type: ignore[misc]  # Django's own attribute

    def prepare(self) -> None:
        """What was planned."""
        self.initial = {"agreement_date": self.record.programme.today(), "starts_on": self.record.starts_on, "ends_on": self.record.ends_on}


class SettlementForm(StepNoteForm):
    """The sum that was recognised."""

    settled_krw = forms.IntegerField(label=_("Settled (KRW)"), min_value=0)

    field_order: Final = ("settled_krw", "why")  # type: ignore[misc]  # Django's own attribute


class PartnerForm(StepForm):
    """Who takes part."""

    organisation = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=rules.PartnerRole, initial=rules.PartnerRole.PARTNER)

    def prepare(self) -> None:
        """The programme's organisations."""
        field: Any = self.fields["organisation"]
        field.queryset = organisations_to_choose(self.viewer)


class BudgetForm(StepForm):
    """The money of one source."""

    source = forms.ChoiceField(label=_("Source"), choices=rules.FundingSource)
    in_kind = forms.BooleanField(label=_("In kind"), required=False)
    planned_krw = forms.IntegerField(label=_("Planned (KRW)"), min_value=0)
    spent_krw = forms.IntegerField(label=_("Spent (KRW)"), min_value=0, required=False)


class MilestoneForm(StepForm):
    """What, by when."""

    title = forms.CharField(label=_("Milestone"), max_length=200)
    due_on = forms.DateField(label=_("Due on"), widget=DayInput())


class MilestoneReachedForm(StepForm):
    """Which, when."""

    milestone = forms.ModelChoiceField(label=_("Milestone"), queryset=Milestone.objects.none())
    reached_on = forms.DateField(label=_("Reached on"), widget=DayInput())

    def prepare(self) -> None:
        """The milestones that are still ahead."""
        field: Any = self.fields["milestone"]
        field.queryset = self.record.milestones.filter(reached_on=None)
        self.initial = {"reached_on": self.record.programme.today()}


class OutputForm(StepForm):
    """What the project brought forth."""

    kind = forms.ChoiceField(label=_("Kind"), choices=rules.OutputKind)
    title = forms.CharField(label=_("Title"), max_length=200)
    on_date = forms.DateField(label=_("On"), widget=DayInput())
    counterpart = forms.ModelChoiceField(
        label=_("With (buyer, office, licensee)"), queryset=Organisation.objects.none(), required=False, help_text=_("A contract names its buyer.")
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def prepare(self) -> None:
        """The programme's organisations."""
        field: Any = self.fields["counterpart"]
        field.queryset = organisations_to_choose(self.viewer)
        self.initial = {"on_date": self.record.programme.today()}


class UseReportForm(StepForm):
    """What became of the result in one year: three questions."""

    report = forms.ModelChoiceField(label=_("Report of the year"), queryset=UseReport.objects.none(), empty_label=None)
    is_used = forms.TypedChoiceField(
        label=_("Is the result in use?"), coerce=lambda value: value == "yes", choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    use = forms.CharField(label=_("How, or why not?"), widget=forms.Textarea(attrs={"rows": 3}))
    sales_krw = forms.IntegerField(label=_("Sales with it in that year (KRW)"), min_value=0, required=False)
    new_jobs = forms.IntegerField(label=_("New jobs in that year"), min_value=0, max_value=1_000_000, required=False)

    def prepare(self) -> None:
        """The reports that are asked for now, the oldest first."""
        field: Any = self.fields["report"]
        today = self.record.programme.today()
        field.queryset = self.record.use_reports.filter(reported_at=None, due_on__lte=today + rules.FOLLOW_UP_NOTICE)
        field.label_from_instance = lambda report: _("Year %(year)s, due on %(day)s") % {"year": report.year_number, "day": report.due_on.isoformat()}


PROJECT_FORMS: Final[dict[str, type[StepForm]]] = {
    "sign_agreement": AgreementForm,
    "settle_project": SettlementForm,
    "add_project_partner": PartnerForm,
    "plan_budget": BudgetForm,
    "add_milestone": MilestoneForm,
    "reach_milestone": MilestoneReachedForm,
    "record_output": OutputForm,
    "record_use_report": UseReportForm,
}
