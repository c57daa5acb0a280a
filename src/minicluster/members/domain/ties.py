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
    _append(programme.pk, [(one.pk, other.pk)], kind, on_date, through, weight)


def append_meeting_ties(*, meeting: Any, present: Iterable[int], on_date: date) -> int:
    """Append the ties of the people (ids) who sat together at a meeting, weighted so that each person's sum to 1; how many pairs that is."""
    pairs, weight = rules.meeting_ties(present)
    _append(meeting.programme_id, pairs, rules.TieKind.MET, on_date, meeting, weight)
    return len(pairs)


def _append(programme_id: int, pairs: Iterable[tuple[int, int]], kind: str, on_date: date, through: Any, weight: float) -> None:
    Tie.objects.bulk_create(
        [
            Tie(
                programme_id=programme_id,
                one_id=min(pair),
                other_id=max(pair),
                kind=kind,
                on_date=on_date,
                through_type=through.record_type,
                through_id=through.pk,
                weight=weight,
            )
            for pair in pairs
            if pair[0] != pair[1]
        ],
        ignore_conflicts=True,
    )


def ties_of(person_ids: Iterable[int]) -> QuerySet[Tie]:
    """Every tie of any of these people, latest first."""
    ids = set(person_ids)
    return Tie.objects.filter(Q(one_id__in=ids) | Q(other_id__in=ids)).select_related("one", "other").order_by("-on_date", "-pk")


def ties_between(ones: Iterable[int], others: Iterable[int]) -> QuerySet[Tie]:
    """The ties between any of these people and any of those, latest first, in one statement: the reasons of a match read it."""
    these, those = set(ones), set(others)
    joined = Q(one_id__in=these, other_id__in=those) | Q(one_id__in=those, other_id__in=these)
    return Tie.objects.filter(joined).select_related("one", "other").order_by("-on_date", "-pk")
