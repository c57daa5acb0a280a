"""Whose outcome an entry is, as it is typed: up to six shares, each with its weight."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minicluster.members.models import Group, Organisation
from minicluster.outcomes.domain.credit import MOST_WEIGHT, Share, Whose
from minicluster.platform.forms import PlainForm

LINES: Final = 6


class CreditForm(PlainForm):
    """Who is credited; a line without anybody is left out."""

    why = forms.CharField(label=gettext_lazy("Why is it shared like this?"), max_length=300, required=False)

    def __init__(self, *args: Any, whose: Sequence[Whose], current: Iterable[Share], **kwargs: Any) -> None:
        self._whose = {f"{organisation.pk}-{group.pk}": (organisation, group) for organisation, group in whose}
        filled = list(current)
        # Who was credited before stays choosable, and every line that is filled is shown.
        self._whose |= {f"{organisation.pk}-{group.pk}": (organisation, group) for organisation, group, _weight in filled}
        super().__init__(*args, **kwargs)
        self._lines = range(1, max(LINES, len(filled) + 1) + 1)
        for number in self._lines:
            self._add_line(number, filled[number - 1] if number <= len(filled) else None)
        self.order_fields([*(f"{name}_{number}" for number in self._lines for name in ("who", "weight")), "why"])

    def _add_line(self, number: int, share: Share | None) -> None:
        choices = [("", "–"), *((key, f"{organisation} · {group}") for key, (organisation, group) in self._whose.items())]
        self.fields[f"who_{number}"] = forms.ChoiceField(
            label=_("Credited, number %(number)s") % {"number": number}, choices=choices, required=False,
            initial=f"{share[0].pk}-{share[1].pk}" if share else "",
        )  # fmt: skip
        self.fields[f"weight_{number}"] = forms.IntegerField(
            label=_("Weight of number %(number)s") % {"number": number}, min_value=1, max_value=MOST_WEIGHT, required=False, initial=share[2] if share else None
        )

    def clean(self) -> dict[str, Any]:
        """A line needs both: somebody and a weight."""
        cleaned = super().clean()
        for number in self._lines:
            who, weight = cleaned.get(f"who_{number}"), cleaned.get(f"weight_{number}")
            if who and weight is None and f"weight_{number}" not in self.errors:
                self.add_error(f"weight_{number}", _("Please give a weight, such as 1."))
            if weight is not None and not who:
                self.add_error(f"who_{number}", _("Please say whose this weight is, or empty it."))
        return cleaned

    def shares(self) -> list[tuple[Organisation, Group, int]]:
        """What was typed, as the action takes it."""
        lines = ((self.cleaned_data[f"who_{number}"], self.cleaned_data[f"weight_{number}"]) for number in self._lines)
        return [(*self._whose[who], weight) for who, weight in lines if who]
