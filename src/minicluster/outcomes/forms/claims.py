"""What is typed about a published figure."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.rules import FigureKind
from minicluster.platform.forms import PlainForm


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
