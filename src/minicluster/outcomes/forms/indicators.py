"""What is typed about indicators and their figures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.models import Indicator
from minicluster.outcomes.rules import IndicatorLevel
from minicluster.platform.forms import PlainForm


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
