"""What is typed to have forecasts made."""

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.rules.forecast_series import LONGEST_HORIZON, USUAL_HORIZON
from minicluster.platform.forms import PlainForm


class HorizonForm(PlainForm):
    """How many years ahead to look."""

    horizon = forms.TypedChoiceField(
        label=gettext_lazy("Years ahead"), coerce=int, choices=[(years, str(years)) for years in range(1, LONGEST_HORIZON + 1)], initial=USUAL_HORIZON
    )
