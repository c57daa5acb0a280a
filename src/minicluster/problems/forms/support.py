"""What is filled in about support: a call with its conditions, the referral of a problem, a decision on the language model."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members.models import Complex
from minicluster.members.rules import FirmSize
from minicluster.platform.forms import DayInput, PlainForm
from minicluster.platform.permissions import Viewer
from minicluster.problems import rules
from minicluster.problems.domain.queries import calls_to_refer_to
from minicluster.problems.forms.steps import StepForm, StepNoteForm
from minicluster.problems.models import Call

_SHARES: Final = {size: f"share_{size.value}" for size in FirmSize}


class CallForm(PlainForm):
    """A call: its time, its money, and whom it is for. What is left empty is not asked."""

    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput())
    closes_on = forms.DateField(label=_("Closes on"), widget=DayInput())
    cap_krw = forms.IntegerField(label=_("Cap (KRW)"), min_value=1, required=False)
    minimum_partners = forms.IntegerField(label=_("Minimum partners"), min_value=1, max_value=100, initial=1)
    one_per_year = forms.BooleanField(label=_("Once per firm and year"), required=False, initial=True)
    no_double_funding = forms.BooleanField(label=_("Not for work that another call pays for"), required=False, initial=True)
    complexes = forms.ModelMultipleChoiceField(
        label=_("For sites in"),
        queryset=Complex.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: wherever the site is."),
    )
    sizes = forms.MultipleChoiceField(label=_("For size classes"), choices=FirmSize, required=False, widget=forms.CheckboxSelectMultiple)
    industry_codes = forms.CharField(
        label=_("For industries"), required=False, max_length=200, help_text=_("Beginnings of KSIC codes, separated by commas, such as 27, 291.")
    )
    asks_membership = forms.BooleanField(label=_("Only for members of a mini-cluster"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        complexes: Any = self.fields["complexes"]
        complexes.queryset = Complex.objects.filter(programme_id=viewer.programme_id).order_by("name_ko")
        for size, name in _SHARES.items():
            label = _("Public share for: %(size)s (%%)") % {"size": size.label}
            self.fields[name] = forms.IntegerField(label=label, min_value=0, max_value=100, required=False)

    def facts(self) -> dict[str, Any]:
        """What the action asks for."""
        typed = dict(self.cleaned_data)
        shares = {size.value: typed.pop(name) for size, name in _SHARES.items()}
        codes = [code.strip() for code in typed.pop("industry_codes").split(",")]
        given = {size: share / 100 for size, share in shares.items() if share is not None}
        return {**typed, "industry_codes": [code for code in codes if code], "state_share_by_size": given}


class ReferForm(StepNoteForm):
    """To which call a problem is referred."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), required=False, empty_label=_("No call yet"))

    field_order: Final = ("call", "why")  # type: ignore[misc]  # Django's own attribute

    def prepare(self) -> None:
        """The calls that are open or still to come."""
        field: Any = self.fields["call"]
        field.queryset = calls_to_refer_to(self.record)
        field.help_text = _("What the call says of the firm stands on the page of the problem; against a no, please say why in the note.")


SUPPORT_FORMS: Final[dict[str, type[StepForm]]] = {"refer_to_support": ReferForm}


class SendingDecisionForm(PlainForm):
    """Which texts may be sent where, until when, and why."""

    address = forms.CharField(label=_("Address"), max_length=300, help_text=_("OpenAI-compatible, such as https://model.example/v1."))
    secrecy_levels = forms.TypedMultipleChoiceField(label=_("For problems readable by"), coerce=int, choices=rules.Secrecy, widget=forms.CheckboxSelectMultiple)
    valid_until = forms.DateField(label=_("Valid until"), widget=DayInput())
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("On which contract and which assessment the decision rests.")
    )
