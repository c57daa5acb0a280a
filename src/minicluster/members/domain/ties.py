"""Ties: who met, was introduced to, cooperated or contracted with whom, when, and through which record.

Meetings and problems append, problems and network read: so neither needs the other.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from minicluster.members import rules
from minicluster.members.models import Person, Programme, Tie


def append_tie(*, programme: Programme, one: Person, other: Person, kind: str, on_date: date, through: Any, weight: float = 1.0) -> None:
    """Append a tie that a record is the evidence of; the same tie through the same record is appended once, nobody is tied to themselves."""
    if one.pk != other.pk:
        _append([_tie(programme.pk, (one.pk, other.pk), kind=kind, on_date=on_date, through=through, weight=weight)])


def append_meeting_ties(*, meeting: Any, present: Iterable[int], on_date: date) -> int:
    """Append the ties of the people (ids) who sat together at a meeting, weighted so that each person's sum to 1; how many pairs that is."""
    pairs, weight = rules.meeting_ties(present)
    _append(_tie(meeting.programme_id, pair, kind=rules.TieKind.MET, on_date=on_date, through=meeting, weight=weight) for pair in pairs)
    return len(pairs)


def _append(ties: Iterable[Tie]) -> None:
    Tie.objects.bulk_create(ties, ignore_conflicts=True)


def _tie(programme_id: int, pair: tuple[int, int], *, through: Any, **facts: Any) -> Tie:
    return Tie(programme_id=programme_id, one_id=min(pair), other_id=max(pair), through_type=through.record_type, through_id=through.pk, **facts)


def ties_of(person_ids: Iterable[int]) -> QuerySet[Tie]:
    """Every tie of any of these people, latest first."""
    ids = set(person_ids)
    return Tie.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids)).select_related("one", "other").order_by("-on_date", "-pk")


def ties_between(ones: Iterable[int], others: Iterable[int]) -> QuerySet[Tie]:
    """The ties between any of these people and any of those, latest first, in one statement: the reasons of a match read it."""
    these, those = set(ones), set(others)
    joined = Q(one_id__in=these, other_id__in=those) | Q(one_id__in=those, other_id__in=these)
    return Tie.objects.filter(joined).select_related("one", "other").order_by("-on_date", "-pk")
