"""Talks of two at an activity: when they are, and when they can still be wished for and arranged."""

from datetime import datetime, timedelta
from typing import Final

from minicluster.meetings.rules.activities import AHEAD, ActivityKind

# Where strangers meet; elsewhere talks can be set up too, but nobody is asked whether to.
TALK_KINDS: Final = (
    ActivityKind.FORUM,
    ActivityKind.SEMINAR,
    ActivityKind.WORKSHOP,
    ActivityKind.EXCHANGE,
    ActivityKind.FAIR,
    ActivityKind.BUYER_MEETING,
    ActivityKind.MISSION,
)
MOST_SLOTS: Final = 40
MOST_TABLES: Final = 200
SHORTEST_TALK, LONGEST_TALK = 5, 60


def slot_begins(starts_at: datetime, slot_minutes: int, slot: int) -> datetime:
    """When a slot begins; slots are counted from 1. The end of the last is the beginning of the one after it."""
    return starts_at + timedelta(minutes=slot_minutes * (slot - 1))


def offers_talks(kind: str, state: str) -> bool:
    """Whether the page of such an activity offers to set up talks."""
    return kind in TALK_KINDS and state in AHEAD


def can_be_arranged(state: str) -> bool:
    """Whether wishes can be made and talks be arranged: until it is marked as held."""
    return state in AHEAD
