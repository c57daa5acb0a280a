"""What is typed about perimeters, exchange rates and price indices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.models import Perimeter
from minicluster.outcomes.rules import CURRENCIES, HOME
from minicluster.platform.forms import DayInput, PlainForm

_NONE: Any = Perimeter.objects.none()


class PerimeterForm(PlainForm):
    """A new perimeter."""

    slug = forms.SlugField(label=gettext_lazy("Short name"), max_length=50, help_text=gettext_lazy("Latin letters, digits and hyphens, such as 7-complexes."))
    name_ko = forms.CharField(label=gettext_lazy("Name (Korean)"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name (English)"), max_length=80)


class AddComplexForm(PlainForm):
    """From when on a complex belongs to a perimeter."""

    complex = forms.ModelChoiceField(label=gettext_lazy("Complex"), queryset=_NONE)
    since = forms.DateField(label=gettext_lazy("Since"), widget=DayInput())

    def __init__(self, *args: Any, complexes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complex"].queryset = complexes  # type: ignore[attr-defined]  # a ModelChoiceField


class TakeOutForm(PlainForm):
    """From when on a complex belongs to a perimeter no more, and why."""

    until = forms.DateField(label=gettext_lazy("No longer from"), widget=DayInput())
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)


class PriceFields(PlainForm):
    """What is said of a rate or an index besides its value."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1950, max_value=2100)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=300)
    why = forms.CharField(
        label=gettext_lazy("Why is it changed?"), max_length=300, required=False, help_text=gettext_lazy("Only where another value is recorded for this year.")
    )


class RateForm(PriceFields):
    """What one unit of a currency was worth in won."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES if one != HOME])
    krw = forms.DecimalField(label=gettext_lazy("Won for one unit, on the average of the year"), max_digits=14, decimal_places=4)
    field_order = ("currency", "year", "krw", "source", "why")


class IndexForm(PriceFields):
    """How prices of a currency stood."""

    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(one, one) for one in CURRENCIES])
    index = forms.DecimalField(label=gettext_lazy("Price index"), max_digits=12, decimal_places=4)
    field_order = ("currency", "year", "index", "source", "why")
