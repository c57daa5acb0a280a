"""Ties: who met, was introduced to, cooperated or contracted with whom, when, and through which record.

Meetings and problems append, problems and network read the rows: so neither needs the other.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

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
