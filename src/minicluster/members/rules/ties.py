"""Ties between people, and how a meeting makes them."""

from collections.abc import Iterable
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TieKind(TextChoices):
    """What joined two people, from records only."""

    MET = "met", _("Met")
    INTRODUCED = "introduced", _("Introduced")
    COOPERATED = "cooperated", _("Cooperated")
    CONTRACTED = "contracted", _("Contracted")


MEETING_TIE_LIMIT: Final = 12


def meeting_ties(present: Iterable[int]) -> tuple[list[tuple[int, int]], float]:
    """Who met whom at a meeting, as ordered pairs of persons, with the weight of each pair.

    The weight is 1/(n-1) (Newman 2001), so that each person's ties from one meeting sum to 1. Above twelve people sitting in one room is no evidence
    that two of them spoke, and no pair is recorded.
    """
    people = sorted(set(present))
    if not 1 < len(people) <= MEETING_TIE_LIMIT:
        return [], 0.0
    pairs = [(one, other) for place, one in enumerate(people) for other in people[place + 1 :]]
    return pairs, 1 / (len(people) - 1)
