"""What is paid to those who lecture and advise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings import rules
from minicluster.meetings.domain.honoraria import people_to_pay
from minicluster.meetings.models import Activity
from minicluster.members.forms import day_field
from minicluster.members.models import Person
from minicluster.platform.forms import PlainForm, ReasonForm

_INCOME_HELP = _("Occasional for the person: other income. Part of their regular trade: business income. It decides what is withheld.")


class HonorariumForm(PlainForm):
    """Who was paid how much, for what, and on which day."""

    person = forms.ModelChoiceField(label=_("person"), queryset=Person.objects.none())
    service = forms.ChoiceField(label=_("service"), choices=rules.PaidService.choices)
    income = forms.ChoiceField(label=_("kind of income"), choices=rules.IncomeKind.choices, help_text=_INCOME_HELP)
    gross_krw = forms.IntegerField(label=_("before taxes (KRW)"), min_value=1)
    paid_on = day_field(_("paid on"))

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initial": {"person": activity.speaker_id, "paid_on": activity.programme.today()}})
        person: Any = self.fields["person"]
        person.queryset = people_to_pay(activity)


class CorrectionForm(ReasonForm):
    """What was wrong about a fee, and why."""

    income = forms.ChoiceField(label=_("kind of income"), choices=rules.IncomeKind.choices, help_text=_INCOME_HELP)
    gross_krw = forms.IntegerField(label=_("before taxes (KRW)"), min_value=1)
    paid_on = day_field(_("paid on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["income", "gross_krw", "paid_on", "why"])
