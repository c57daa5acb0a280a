"""What is typed about indicators and their figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import Direction, FormulaKind, IndicatorLevel
from minicluster.platform.forms import PlainForm

_NONE: Any = Indicator.objects.none()


class FormulaFields(PlainForm):
    """How an indicator is worked out of others, where it is not counted itself."""

    formula = forms.ChoiceField(
        label=gettext_lazy("Worked out of other indicators"), choices=[("", gettext_lazy("no, it is counted itself")), *FormulaKind.choices], required=False
    )
    formula_of = forms.CharField(
        label=gettext_lazy("Of which"), max_length=400, required=False, help_text=gettext_lazy("Short names in their order, such as exports, employment.")
    )

    def facts(self) -> dict[str, Any]:
        """What was typed, with the formula as data."""
        said = dict(self.cleaned_data)
        of, kind = said.pop("formula_of"), said.pop("formula")
        return {**said, "formula": {"kind": kind, "of": [slug.strip() for slug in of.split(",") if slug.strip()]} if kind else {}}


class IndicatorForm(FormulaFields):
    """A new indicator."""

    slug = forms.SlugField(label=gettext_lazy("Short name"), max_length=50, help_text=gettext_lazy("Latin letters, digits and hyphens, such as export-volume."))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=IndicatorLevel.choices, initial=IndicatorLevel.OUTCOME)
    name_ko = forms.CharField(label=gettext_lazy("Name (Korean)"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=120)
    unit = forms.CharField(
        label=gettext_lazy("Unit"), max_length=40, help_text=gettext_lazy("Money as KRW, USD, EUR, JPY, CNY or GBP, so that it can be converted.")
    )
    direction = forms.ChoiceField(label=gettext_lazy("Which way it should go"), choices=Direction.choices, initial=Direction.UP)
    definition_ko = forms.CharField(label=gettext_lazy("Definition (Korean)"), max_length=400, required=False)
    definition_en = forms.CharField(label=gettext_lazy("Definition (English)"), max_length=400, required=False)
    is_additive = forms.BooleanField(
        label=gettext_lazy("May be added up"), required=False, initial=True, help_text=gettext_lazy("Not so for rates and shares such as a defect rate.")
    )
    price_year = forms.IntegerField(
        label=gettext_lazy("In prices of the year"),
        min_value=1950,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("Of money that is told in the prices of one year; empty where each year is in its own."),
    )
    field_order = (
        "slug",
        "level",
        "name_ko",
        "name_en",
        "unit",
        "direction",
        "definition_ko",
        "definition_en",
        "is_additive",
        "formula",
        "formula_of",
        "price_year",
    )


class AmendForm(IndicatorForm):
    """Another wording, direction or formula of an indicator, and why."""

    slug = None  # type: ignore[assignment]  # Django's way to leave out a field of the parent
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class FigureForm(PlainForm):
    """A baseline, target or forecast."""

    indicator = forms.ModelChoiceField(label=gettext_lazy("Indicator"), queryset=_NONE)
    perimeter = forms.ModelChoiceField(label=gettext_lazy("Perimeter"), queryset=_NONE, required=False, empty_label=gettext_lazy("none"))
    complex = forms.ModelChoiceField(label=gettext_lazy("Complex"), queryset=_NONE, required=False, empty_label=gettext_lazy("The whole programme"))
    group = forms.ModelChoiceField(label=gettext_lazy("Mini-cluster"), queryset=_NONE, required=False, empty_label=gettext_lazy("none"))
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=24, decimal_places=4)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, records in known.items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]  # a ModelChoiceField


class ForecastForm(FigureForm):
    """A forecast, with how it was made."""

    method = forms.CharField(label=gettext_lazy("Method"), max_length=120)
    low = forms.DecimalField(label=gettext_lazy("Lower bound"), max_digits=24, decimal_places=4, required=False)
    high = forms.DecimalField(label=gettext_lazy("Upper bound"), max_digits=24, decimal_places=4, required=False)


class FactFields(PlainForm):
    """What is said of a yearly figure besides its value."""

    source = forms.CharField(label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("The report, table or survey it was taken from."))
    firms = forms.IntegerField(
        label=gettext_lazy("Firms behind it"),
        min_value=0,
        required=False,
        help_text=gettext_lazy("Where it sums firms: fewer than three are shown only to those who may read each."),
    )
    is_confidential = forms.BooleanField(
        label=gettext_lazy("Confidential"), required=False, help_text=gettext_lazy("Shown only to those who record figures here.")
    )


class ActualForm(FactFields, FigureForm):
    """A yearly figure."""

    field_order = ("indicator", "perimeter", "complex", "group", "year", "value", "source", "firms", "is_confidential")


class CorrectActualForm(FactFields):
    """What a yearly figure should say instead, and why."""

    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=24, decimal_places=4)
    why = forms.CharField(label=gettext_lazy("Why is it corrected?"), max_length=300)
    field_order = ("value", "source", "firms", "is_confidential", "why")
