"""What a firm says years later: three fields, and a fourth where entries of its own may be part of the answer already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.outcomes.rules import WhatCame
from minicluster.platform.forms import PlainForm


class FollowUpForm(PlainForm):
    """What became of what was expected."""

    came = forms.ChoiceField(label=gettext_lazy("What became of it?"), choices=WhatCame.choices, widget=forms.RadioSelect)
    value = forms.DecimalField(
        label=gettext_lazy("If a part came true: how much so far, in all?"), max_digits=24, decimal_places=4, required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("A sentence about it"), max_length=300, required=False)

    part_of_it = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Realised entries that are part of it already"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What is ticked counts as a part of what was expected and is not entered again."),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: str, may_wait: bool, perhaps: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if perhaps:
            part_of_it = self.fields["part_of_it"]
            part_of_it.choices, part_of_it.initial = perhaps, [pk for pk, _label in perhaps]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["part_of_it"]
        self.fields["value"].help_text = _("In %(unit)s.") % {"unit": unit}
        if not may_wait:
            self.fields["came"].choices = [one for one in WhatCame.choices if one[0] != WhatCame.NOT_YET]  # type: ignore[attr-defined]  # a ChoiceField
