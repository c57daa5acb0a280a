"""Where the rows behind the figures of a report are, for whoever can open every one of them."""

from typing import Any

from minicluster.meetings import rules as meetings
from minicluster.outcomes.domain.dashboards import Rows
from minicluster.outcomes.domain.reports.asking import Extent
from minicluster.outcomes.rules import Cell
from minicluster.platform.permissions import Scope


class Openings:
    """Figures of an extent as cells that open to exactly their rows; behind nothing stands nothing."""

    def __init__(self, extent: Extent) -> None:
        # Of a complex in which somebody looks after some mini-clusters only those are counted, and lists show all.
        place = None if extent.scope is Scope.GROUPS and not extent.group else extent.place
        self._days = extent.days
        self._rows = Rows(extent.viewer, place, **extent.named) if place else None
        # Everything that was held is counted, so that only whoever may know of what is for one group alone can open all of it.
        self._sees_activities = place is not None and meetings.may_see_activity(extent.viewer, meetings.Visibility.GROUP, place)

    def problems(self, value: int, **narrowed: Any) -> Cell:
        """A count of problems."""
        return Cell(value, self._rows.problems(**narrowed, **self._days) if self._rows and value else "")

    def projects(self, value: int, **narrowed: Any) -> Cell:
        """A count of projects, or money of theirs: the list adds it up."""
        return Cell(value, self._rows.projects(**narrowed, **self._days) if self._rows and value else "")

    def outcomes(self, value: Any, **narrowed: Any) -> Cell:
        """A sum of outcomes."""
        return Cell(value, self._rows.outcomes(**narrowed, **self._days) if self._rows and value else "")

    def activities(self, value: int, **narrowed: Any) -> Cell:
        """A count of activities."""
        return Cell(value, self._rows.activities(**narrowed, **self._days) if self._rows and value and self._sees_activities else "")

    def member_firms(self, value: int) -> Cell:
        """A count of member firms."""
        return self.members(value, "members:organisation-list", "view_organisation", kind="firm", members="1")

    def members(self, value: int, url_name: str, action: str, **narrowed: Any) -> Cell:
        """A count of members. No list shows those of an earlier day."""
        return Cell(value, self._rows.members(url_name, action, **narrowed) if self._rows and value and not self._days else "")
