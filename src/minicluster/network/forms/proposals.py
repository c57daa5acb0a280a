"""What is chosen and typed about proposals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minicluster.meetings.models import Activity
from minicluster.network.domain.proposals import Proposal
from minicluster.platform.forms import PlainForm


class InvitePairsForm(PlainForm):
    """Which pairs are invited, and to what."""

    pairs = forms.MultipleChoiceField(label=_("Pairs"), error_messages={"required": _("Please choose at least one pair. Nobody was invited.")})
    activity = forms.ModelChoiceField(label=_("Activity"), queryset=Activity.objects.none(), empty_label=None)

    def __init__(self, *args: Any, rows: Sequence[Proposal], ahead: Sequence[Activity], **options: Any) -> None:
        super().__init__(*args, **options)
        pairs, activity = self.fields["pairs"], self.fields["activity"]
        pairs.choices = [(row.key, row.key) for row in rows]  # type: ignore[attr-defined]  # the stubs know only the field's base
        activity.queryset = Activity.objects.filter(pk__in=[one.pk for one in ahead]).order_by("starts_at", "pk")  # type: ignore[attr-defined]

    def clean_pairs(self) -> list[tuple[int, ...]]:
        """The pairs as numbers."""
        return [tuple(int(number) for number in key.split("-")) for key in self.cleaned_data["pairs"]]


class SetAsideForm(PlainForm):
    """Why two people need not meet."""

    why = forms.CharField(label=_("Does not fit, because"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
