"""What is typed about talks of two."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minicluster.analytics.timetabling import MOST_WISHES
from minicluster.meetings import rules
from minicluster.meetings.domain.guests import Guest
from minicluster.meetings.domain.talks import slot_times
from minicluster.meetings.forms.activities import time_field
from minicluster.meetings.models import TalkRound
from minicluster.members.models import Person
from minicluster.platform.forms import PlainForm


class TalkRoundForm(PlainForm):
    """Time and tables."""

    starts_at = time_field(_("The first talk begins at"))
    slot_minutes = forms.IntegerField(label=_("Minutes a talk"), min_value=rules.SHORTEST_TALK, max_value=rules.LONGEST_TALK, initial=15)
    slots = forms.IntegerField(label=_("How many talks follow each other"), min_value=1, max_value=rules.MOST_SLOTS)
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=rules.MOST_TABLES)


class WishForm(PlainForm):
    """Up to five people, the dearest first, and the times at which one cannot."""

    def __init__(self, *args: Any, talk_round: TalkRound, guests: Sequence[Guest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(guest.person.pk): guest.person for guest in guests}
        choices = [("", "–"), *((str(guest.person.pk), str(guest)) for guest in guests)]
        for rank in range(1, MOST_WISHES + 1):
            self.fields[f"wish_{rank}"] = forms.ChoiceField(label=_("Choice %(rank)s") % {"rank": rank}, choices=choices, required=False)
        times = [(str(slot), _span(talk_round, slot)) for slot in range(1, talk_round.slots + 1)]
        self.fields["pauses"] = forms.MultipleChoiceField(
            label=_("Times at which a talk is not possible"), choices=times, required=False, widget=forms.CheckboxSelectMultiple
        )

    def wanted(self) -> list[Person]:
        """Who was chosen, the dearest first."""
        chosen = (self.cleaned_data[f"wish_{rank}"] for rank in range(1, MOST_WISHES + 1))
        return [self.people[pk] for pk in chosen if pk]

    def pauses(self) -> list[int]:
        """The slots in which a talk is not possible."""
        return [int(slot) for slot in self.cleaned_data["pauses"]]


def _span(talk_round: TalkRound, slot: int) -> str:
    begins, ends = (timezone.localtime(time) for time in slot_times(talk_round, slot))
    return f"{begins:%H:%M}–{ends:%H:%M}"
