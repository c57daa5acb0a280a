"""What is filled in about an introduction."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity
from minicluster.members.models import Person
from minicluster.platform.forms import DayInput, PlainForm
from minicluster.platform.permissions import Role
from minicluster.problems import rules
from minicluster.problems.domain.queries import consultations_to_choose, contacts_to_choose, recipients_to_choose
from minicluster.problems.forms.steps import StepForm, StepNoteForm

_SUMMARY_HELP = _("All that the expert reads before answering. No firm, no person, no address: the firm approves it before it leaves the house.")


class SuggestForm(PlainForm):
    """Whom, with which anonymised summary."""

    expert = forms.ModelChoiceField(label=_("Expert"), queryset=Person.objects.none())
    summary = forms.CharField(label=_("Anonymised summary"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_SUMMARY_HELP)

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["expert"]
        field.queryset = people
        if len(people) == 1:
            field.initial = people[0].pk


class SummaryForm(StepForm):
    """The anonymised summary."""

    summary = forms.CharField(label=_("Anonymised summary"), widget=forms.Textarea(attrs={"rows": 6}), help_text=_SUMMARY_HELP)

    def prepare(self) -> None:
        """As it is now."""
        self.initial = {"summary": self.record.summary}


class ApproveForm(StepForm):
    """The firm approves what it has read, and nothing else."""

    read_summary = forms.CharField(widget=forms.HiddenInput)

    def prepare(self) -> None:
        """The text that stands on the page."""
        self.initial = {"read_summary": self.record.summary}


class DeclineForm(PlainForm):
    """The expert's reason, and perhaps somebody better suited."""

    kind = forms.ChoiceField(
        label=_("Why not?"), choices=rules.DeclineKind, widget=forms.RadioSelect, help_text=_("It helps us to ask you only what fits. The firm is not told.")
    )
    why = forms.CharField(label=_("In your own words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    suggested_name = forms.CharField(
        label=_("Whom should we ask instead?"), max_length=80, required=False, help_text=_("Name only; no telephone number or address.")
    )
    suggested_where = forms.CharField(label=_("Where do they work?"), max_length=120, required=False)


class SignedInDeclineForm(StepForm, DeclineForm):
    """The same, for an expert with an account."""


class ConsentsForm(StepForm):
    """Contact, the two consents, the NDA."""

    contact = forms.ModelChoiceField(label=_("Contact in the firm"), queryset=Person.objects.none())
    contact_consented_on = forms.DateField(label=_("The contact consented on"), required=False, widget=DayInput())
    expert_consented_on = forms.DateField(
        label=_("The expert consented on"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave a day empty where the person has given the consent here themselves."),
    )
    nda_signed_on = forms.DateField(label=_("NDA signed on"), widget=DayInput())
    why = forms.CharField(label=_("Note"), required=False, max_length=500, help_text=_("Where the signed papers are kept."))

    def prepare(self) -> None:
        """The people of the firm; the present contact first."""
        field: Any = self.fields["contact"]
        field.queryset = contacts_to_choose(self.record)
        self.initial = {"contact": self.record.problem.contact_id}


class FirstMeetingForm(StepNoteForm):
    """When, and at which consultation."""

    met_on = forms.DateField(label=_("First meeting on"), widget=DayInput())
    activity = forms.ModelChoiceField(label=_("Recorded as the activity"), queryset=Activity.objects.none(), required=False)

    field_order: Final = ("met_on", "activity", "why")  # type: ignore[misc]  # Django's own attribute

    def prepare(self) -> None:
        """The group's activities since the disclosure."""
        field: Any = self.fields["activity"]
        field.queryset = consultations_to_choose(self.record)
        self.initial = {"met_on": self.record.programme.today()}


class ResultForm(StepForm):
    """What came of it."""

    result = forms.CharField(label=_("What came of it?"), widget=forms.Textarea(attrs={"rows": 4}))


class RatingForm(StepForm):
    """1 to 5, with a sentence."""

    rating = forms.TypedChoiceField(
        label=_("How useful was it?"),
        coerce=int,
        widget=forms.RadioSelect,
        choices=[(5, _("5 very useful")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 not useful"))],
        help_text=_("The other side sees it only once both have rated, or after 14 days."),
    )
    sentence = forms.CharField(label=_("In one sentence"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def prepare(self) -> None:
        """What this side said before."""
        side = rules.RatingSide.EXPERT if self.viewer.role is Role.EXPERT else rules.RatingSide.FIRM
        given = self.record.ratings.filter(side=side).first()
        self.initial = {"rating": given.stars, "sentence": given.sentence} if given else {}


class PassOnForm(StepForm):
    """To whom else the details were handed, under which NDA and which consent."""

    recipient = forms.ModelChoiceField(label=_("Recipient"), queryset=Person.objects.none())
    nda_signed_on = forms.DateField(label=_("The recipient's NDA signed on"), widget=DayInput())
    nda_ends_on = forms.DateField(label=_("Binding until"), required=False, widget=DayInput())
    contact_consented_on = forms.DateField(
        label=_("The contact consented on"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty where the contact has consented to this recipient's organisation already."),
    )
    why = forms.CharField(label=_("Note"), required=False, max_length=200, help_text=_("Where the signed papers are kept."))

    def prepare(self) -> None:
        """The people near the expert."""
        field: Any = self.fields["recipient"]
        field.queryset = recipients_to_choose(self.record)


INTRODUCTION_FORMS: Final[dict[str, type[StepForm]]] = {
    "edit_summary": SummaryForm,
    "approve_summary": ApproveForm,
    "decline_introduction": SignedInDeclineForm,
    "record_consents": ConsentsForm,
    "record_first_meeting": FirstMeetingForm,
    "complete_introduction": ResultForm,
    "rate_introduction": RatingForm,
    "pass_on_details": PassOnForm,
    "settle_suggestion": StepNoteForm,
}
