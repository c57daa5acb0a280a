"""What is typed about membership fees."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.members import rules
from minicluster.members.forms.steps import day_field
from minicluster.members.models import Group
from minicluster.platform.forms import PlainForm


class ChargeForm(PlainForm):
    """Of whom the fee of which year is asked for, and by when."""

    year = forms.IntegerField(label=_("year"))
    due_on = day_field(_("due on"))
    kinds = forms.MultipleChoiceField(
        label=_("of whom"),
        choices=rules.MembershipKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Active members of these kinds; whoever was charged for the year already is not charged again."),
    )

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        today = group.programme.today()
        initial: dict[str, Any] = {"year": today.year, "due_on": today.replace(month=12, day=31), "kinds": list(rules.PAYING_KINDS)}
        super().__init__(*args, **{**kwargs, "initial": initial})


class PaymentForm(PlainForm):
    """On which day a fee was paid."""

    paid_on = day_field(_("paid on"))
