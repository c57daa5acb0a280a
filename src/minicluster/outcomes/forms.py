"""What is typed about outcomes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import UNITS, FigureKind, IndicatorLevel, Realisation
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


class IndicatorForm(PlainForm):
    """A new indicator."""

    slug = forms.SlugField(label=gettext_lazy("Short name"), max_length=50, help_text=gettext_lazy("Latin letters, digits and hyphens, such as export-volume."))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=IndicatorLevel.choices, initial=IndicatorLevel.OUTCOME)
    name_ko = forms.CharField(label=gettext_lazy("Name (Korean)"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=120)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40)
    definition_ko = forms.CharField(label=gettext_lazy("Definition (Korean)"), max_length=400, required=False)
    definition_en = forms.CharField(label=gettext_lazy("Definition (English)"), max_length=400, required=False)
    is_additive = forms.BooleanField(
        label=gettext_lazy("May be added up"), required=False, initial=True, help_text=gettext_lazy("Not so for rates and shares such as a defect rate.")
    )


class FigureForm(PlainForm):
    """A baseline, target or forecast."""

    indicator = forms.ModelChoiceField(label=gettext_lazy("Indicator"), queryset=Indicator.objects.none())
    complex = forms.ModelChoiceField(
        label=gettext_lazy("Complex"), queryset=Indicator.objects.none(), required=False, empty_label=gettext_lazy("The whole programme")
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=24, decimal_places=4)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, indicators: Any, complexes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["complex"].queryset = complexes  # type: ignore[attr-defined]  # a ModelChoiceField


class ForecastForm(FigureForm):
    """A forecast, with how it was made."""

    method = forms.CharField(label=gettext_lazy("Method"), max_length=120)
    low = forms.DecimalField(label=gettext_lazy("Lower bound"), max_digits=24, decimal_places=4, required=False)
    high = forms.DecimalField(label=gettext_lazy("Upper bound"), max_digits=24, decimal_places=4, required=False)


class ClaimForm(PlainForm):
    """A published figure with its source."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=50)
    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=60)
    scope = forms.CharField(label=gettext_lazy("Perimeter"), max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FigureKind.choices)
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=24, decimal_places=4, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=40, required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=date.max.year, required=False)
    statement_ko = forms.CharField(label=gettext_lazy("Statement (Korean)"), max_length=300)
    statement_en = forms.CharField(label=gettext_lazy("Statement (English)"), max_length=300)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    source_date = forms.CharField(label=gettext_lazy("Date of the source"), max_length=10, required=False)
