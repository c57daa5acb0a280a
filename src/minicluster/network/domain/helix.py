"""T(UIG) year by year: what universities, industry and government have in common in the activities of a whole, beyond pairs."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from minicluster.analytics.graph import TripleHelix, triple_helix_of
from minicluster.meetings.domain.queries import came_from_organisations
from minicluster.members.rules import OrganisationKind, Sphere, sphere_of
from minicluster.network.domain.activities import held_activities_of
from minicluster.network.domain.addresses import held_activities
from minicluster.network.domain.wholes import Whole
from minicluster.network.rules.measuring import LEAST_RECORDS
from minicluster.platform.permissions import Viewer

_SPHERES: Final = (Sphere.UNIVERSITY, Sphere.INDUSTRY, Sphere.GOVERNMENT)


@dataclass(frozen=True)
class HelixYear:
    """T(UIG) of the activities of a year; without a value there were too few, or one of the three never took part or always did.

    The address opens the activities, and is empty where there are none or the viewer may not know of all.
    """

    year: int
    records: int
    found: TripleHelix | None
    address: str

    @property
    def sentence(self) -> str:
        """What it says."""
        if self.records < LEAST_RECORDS:
            return _("Too few activities for a figure: %(count)s, and %(least)s are needed.") % {"count": self.records, "least": LEAST_RECORDS}
        if self.found is None:
            return _("One of the three was at none of the activities, or at all of them: there is nothing to compare.")
        if self.found.high < 0:
            return _("The three bind each other beyond what any two of them explain.")
        if self.found.low > 0:
            return _("Pairs repeat the same: the three add nothing beyond them.")
        return _("The band holds 0: it cannot be said that the three do more together than in pairs.")


def helix_over(viewer: Viewer, whole: Whole, years: list[int], *, seed: int = 0) -> list[HelixYear]:
    """T(UIG) of each year with its bootstrap band. The complex office, which comes to everything it holds, is not counted as government."""
    present = _spheres_present(whole)
    return [_year(year, list(present.get(year, {}).values()), seed, held_activities(viewer, whole, attended=1, year=year)) for year in years]


def _spheres_present(whole: Whole) -> dict[int, dict[int, set[str]]]:
    """Year → activity → which spheres somebody came from."""
    there = came_from_organisations().filter(activity__in=held_activities_of(whole).values("pk"))
    rows = there.values_list("activity_id", "activity__starts_at", "organisation__kind").order_by().distinct()
    found: defaultdict[int, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for activity, starts_at, kind in rows.iterator():
        spheres = found[timezone.localtime(starts_at).year][activity]
        if kind != OrganisationKind.COMPLEX_OFFICE:
            spheres.add(sphere_of(kind))
    return {year: dict(of_year) for year, of_year in found.items()}


def _year(year: int, records: list[set[str]], seed: int, address: str) -> HelixYear:
    columns = [[sphere in record for record in records] for sphere in _SPHERES]
    varies = all(any(column) and not all(column) for column in columns)
    found = triple_helix_of(*columns, seed=seed) if len(records) >= LEAST_RECORDS and varies else None
    return HelixYear(year, len(records), found, address if records else "")


def reading_of_helix(years: list[HelixYear]) -> str:
    """The sentence under the picture."""
    told = [one for one in years if one.found is not None]
    if not told:
        return _("In no year were there activities enough, with all three at some of them, for a figure.")
    last = told[-1]
    return _("%(year)s: %(sentence)s") % {"year": last.year, "sentence": last.sentence}
