"""The forms of mapping."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.mapping import rules
from minicluster.platform.forms import PlainForm


class ProposeForm(PlainForm):
    """How many groups, and which rules they must keep."""

    groups_from = forms.IntegerField(label=_("At least so many mini-clusters"), min_value=2, max_value=20, initial=rules.FEWEST_GROUPS)
    groups_to = forms.IntegerField(label=_("At most so many"), min_value=2, max_value=20, initial=rules.MOST_GROUPS)
    rules_text = forms.CharField(
        label=_("Extra rules"), required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One rule after another, as the example shows; leave it empty where there are none."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The range must not be the wrong way round."""
        cleaned = super().clean() or {}
        if cleaned.get("groups_from", 0) > cleaned.get("groups_to", 99):
            self.add_error("groups_to", _("This is fewer than the least number."))
        return cleaned


class MoveForm(PlainForm):
    """Where an organisation goes, and why it does not fit where it was."""

    to_number = forms.IntegerField(label=_("To"), min_value=1)
    why = forms.CharField(label=_("Why it fits better there"), required=False, max_length=300)
