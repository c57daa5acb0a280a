"""Minutes as a viewer reads them: the text sentence by sentence, and what came of each sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from minicluster.meetings import rules
from minicluster.meetings.domain.agenda import agenda_of
from minicluster.meetings.domain.queries import activities_for
from minicluster.meetings.domain.voting import count_of, majority_of
from minicluster.meetings.models import ActionItem, Activity, AgendaItem, Decision, Election, Minutes
from minicluster.members.domain.queries import steps_open_to
from minicluster.platform.permissions import Viewer
from minicluster.platform.refusals import NotVisibleError


@dataclass(frozen=True)
class Decided:
    """A decision with its votes, and whether they carry it by the by-laws; None where nobody counted."""

    decision: Decision
    count: rules.Count | None
    is_carried: bool | None


@dataclass(frozen=True)
class Minuted:
    """What is written down about an activity, as far as the viewer may read it."""

    agenda: Sequence[AgendaItem]
    minutes: Minutes | None
    decisions: Sequence[Decided]
    elections: Sequence[Election]
    action_items: Sequence[tuple[ActionItem, list[tuple[str, bool]]]]


def minuted_at(viewer: Viewer, activity: Activity) -> Minuted:
    """Agenda, minutes, decisions, elections and what is to be done."""
    items = activity.action_items.select_related("owner", "programme").defer("owner__email", "owner__phone").order_by("due_on", "pk")
    return Minuted(
        agenda=list(agenda_of(activity)),
        minutes=minutes_of(viewer, activity),
        decisions=decisions_of(activity),
        elections=list(elections_of(activity)),
        action_items=[(item, steps_open_to(viewer, item)) for item in _on(activity, items)],
    )


def _on(activity: Activity, items: Iterable[ActionItem]) -> list[ActionItem]:
    """The items with the activity in hand, whose groups say where each of them stands: no statement for each."""
    found = list(items)
    for item in found:
        item.activity = activity
    return found


def decisions_of(activity: Activity) -> list[Decided]:
    """The decisions in the order in which they were recorded."""
    majority = majority_of(activity)
    counted = [(decision, count_of(decision)) for decision in activity.decisions.select_related("agenda_item").order_by("pk")]
    return [Decided(decision, count, None if count is None else rules.is_carried(count, majority)) for decision, count in counted]


def elections_of(activity: Activity) -> QuerySet[Election]:
    """Who was elected into what."""
    return activity.elections.select_related("office__person", "office__group").order_by("pk")


def minutes_of(viewer: Viewer, activity: Activity) -> Minutes | None:
    """The minutes of an activity for whoever may see who was there; a draft that nobody has circulated is for those who write it."""
    minutes: Minutes | None = Minutes.objects.filter(activity=activity).select_related("written_by", "programme").first()
    place = activity.place()
    if minutes is None or not rules.PERMISSIONS.allows(viewer, "view_attendance", place):
        return None
    minutes.activity = activity
    was_sent = minutes.circulated_at is not None or minutes.state == rules.MinutesState.APPROVED
    return minutes if was_sent or rules.PERMISSIONS.allows(viewer, "write_minutes", place) else None


def minutes_for(viewer: Viewer, pk: int) -> Minutes:
    """The minutes of the activity with this number.

    Raises:
        NotVisibleError: there are none, or not for this viewer.
    """
    activity = activities_for(viewer).filter(pk=pk).first()
    minutes = minutes_of(viewer, activity) if activity else None
    if minutes is None:
        raise NotVisibleError
    return minutes


def sentences_in(minutes: Minutes | None) -> list[rules.Sentence]:
    """The text of minutes, cut into sentences under the points of the agenda."""
    return rules.sentences_of(minutes.text, [item.title for item in minutes.activity.agenda_items.all()]) if minutes else []


@dataclass(frozen=True)
class Told:
    """A sentence with the records that came of it."""

    sentence: rules.Sentence
    decisions: Sequence[Decision]
    action_items: Sequence[ActionItem]


@dataclass(frozen=True)
class ReadMinutes:
    """Minutes with what came of each sentence, and what came of sentences that have another wording by now."""

    told: Sequence[Told]
    earlier_decisions: Sequence[Decision]
    earlier_items: Sequence[ActionItem]

    @property
    def quotes(self) -> set[str]:
        """The sentences as records keep them."""
        return {told.sentence.quote for told in self.told}


def read_minutes(minutes: Minutes, minuted: Minuted) -> ReadMinutes:
    """The text sentence by sentence; a sentence that stands twice has its records at the first place."""
    decisions = _by_sentence(decided.decision for decided in minuted.decisions)
    items = _by_sentence(item for item, _steps in minuted.action_items)
    told = [
        Told(sentence, decisions.pop(sentence.quote, []), items.pop(sentence.quote, [])) if not sentence.is_heading else Told(sentence, [], [])
        for sentence in sentences_in(minutes)
    ]
    return ReadMinutes(told, [one for some in decisions.values() for one in some], [one for some in items.values() for one in some])


def _by_sentence(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for record in records:
        if record.sentence:
            found.setdefault(record.sentence, []).append(record)
    return found


def prefilled_text(activity: Activity) -> str:
    """What the first writer of minutes finds: the points of the agenda as headings, or what was written freely."""
    return rules.headings_for([item.title for item in activity.agenda_items.all()]) or activity.agenda


def decision_for(viewer: Viewer, pk: int) -> Decision:
    """One decision of an activity that the viewer may know of, for whoever may take it back."""
    rows = Decision.objects.filter(activity__in=activities_for(viewer).order_by()).select_related("activity__programme", "programme")
    decision = get_object_or_404(rows, pk=pk)
    rules.PERMISSIONS.require(viewer, "take_back_decision", decision.place())
    return decision
