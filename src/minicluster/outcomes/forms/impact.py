"""The form of an impact study."""

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.outcomes import rules
from minicluster.platform.forms import PlainForm


class StudyForm(PlainForm):
    """Which figure members and others are compared by."""

    measure = forms.ChoiceField(label=_("figure"), choices=rules.ImpactMeasure.choices)
