"""Which applicants are taken in by which decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.domain.taking_in import applicants_before
from minicluster.meetings.models import Activity, Decision
from minicluster.members.models import Membership
from minicluster.platform.forms import PlainForm


class TakingInForm(PlainForm):
    """The checked applications, and the decision of this meeting."""

    decision = forms.ModelChoiceField(label=_("decision"), queryset=Decision.objects.none(), help_text=_("As it was recorded at this meeting."))
    applications = forms.ModelMultipleChoiceField(label=_("applicants"), queryset=Membership.objects.none(), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        decision: Any = self.fields["decision"]
        decision.queryset = activity.decisions.select_related("activity__programme", "programme").order_by("pk")
        applications: Any = self.fields["applications"]
        applications.queryset = applicants_before(activity)
