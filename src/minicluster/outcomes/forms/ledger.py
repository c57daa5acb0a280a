"""What is typed about an entry of the ledger."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import UNITS, Realisation
from minicluster.platform.files.storage import SIZE_LIMIT
from minicluster.platform.forms import DayInput, PlainForm


class EntryForm(PlainForm):
    """The facts of an entry: what a report and a correction have in common."""

    realisation = forms.ChoiceField(
        label=gettext_lazy("Realised or expected"),
        choices=Realisation.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("What is expected is never added to what is realised."),
    )
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=24, decimal_places=4, help_text=gettext_lazy("In the unit of the indicator."))
    period_from = forms.DateField(label=gettext_lazy("Period from"), widget=DayInput)
    period_to = forms.DateField(label=gettext_lazy("Period to"), widget=DayInput)
    contribution_percent = forms.IntegerField(
        label=gettext_lazy("Contribution share (%)"),
        min_value=0,
        max_value=100,
        initial=100,
        help_text=gettext_lazy("Which part of the value came of the work done here. The rest would have come anyway."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def facts(self) -> dict[str, Any]:
        """What was typed, as the actions take it."""
        typed = dict(self.cleaned_data)
        typed["contribution_share"] = Decimal(typed.pop("contribution_percent")) / 100
        return typed


class ReportForm(EntryForm):
    """A new entry."""

    indicator = forms.ModelChoiceField(label=gettext_lazy("Indicator"), queryset=Indicator.objects.none())
    field_order = ("indicator",)

    def __init__(self, *args: Any, indicators: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["indicator"].label_from_instance = lambda indicator: f"{indicator} ({UNITS.get(indicator.unit, indicator.unit)})"  # type: ignore[attr-defined]


class CorrectionForm(EntryForm):
    """A new entry in the place of an old one, and why."""

    why = forms.CharField(label=gettext_lazy("Why is it corrected?"), max_length=300)


class EvidenceForm(PlainForm):
    """What speaks for an outcome."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"), max_length=200, help_text=gettext_lazy("For example: export contract, tax invoice, test report.")
    )
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("PDF, PNG, JPEG, xlsx, docx, hwp, hwpx, txt or csv, up to 20 MB.")
    )
    where_kept = forms.CharField(
        label=gettext_lazy("Or: number and place of the document"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where there is no file: the document's number, and who keeps it."),
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file and (file.size or 0) > SIZE_LIMIT:
            raise forms.ValidationError(_("The file is larger than 20 MB. Nothing was stored; please make it smaller or name where the document is kept."))
        return file
