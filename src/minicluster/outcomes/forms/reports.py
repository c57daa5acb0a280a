"""What is sent in for reports: a form of the office."""

from django import forms
from django.utils.translation import gettext_lazy

from minicluster.outcomes.rules import ReportKind
from minicluster.platform.forms import PlainForm


class OfficeFormForm(PlainForm):
    """An office's own form."""

    name = forms.CharField(label=gettext_lazy("Name of the form"), max_length=120, help_text=gettext_lazy("For example: monthly report to the ministry."))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of report"), choices=[(kind.value, kind.label) for kind in ReportKind if kind != ReportKind.OPEN_DATA])
    file = forms.FileField(label=gettext_lazy("Form (.xlsx or .hwpx)"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.hwpx"}))
    leaves_unknown = forms.BooleanField(label=gettext_lazy("Names that are not known are filled in by hand"), required=False)
