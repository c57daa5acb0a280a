"""Moves a programme's clock while its past is loaded through the real actions, which read no other clock."""

from datetime import datetime, timedelta
from typing import Self

from django.utils import timezone

from minicluster.members.models import Programme


class ProgrammeClock:
    """Sets a programme's clock from one step to the next and gives it back as it was.

    Within one transaction: nobody else sees the clock move. Records have to be read again after each move, as they hold the programme they were read with.
    """

    def __init__(self, programme: Programme) -> None:
        self.programme_id = programme.pk
        self.shift = programme.clock_shift

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._set(self.shift)

    def at(self, moment: datetime) -> None:
        """Let it be this moment."""
        self._set(moment - timezone.now())

    def _set(self, shift: timedelta) -> None:
        Programme.objects.filter(pk=self.programme_id).update(clock_shift=shift)
