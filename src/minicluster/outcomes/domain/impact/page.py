"""Everything that the page of a study shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from minicluster.outcomes import rules
from minicluster.outcomes.domain.dashboards import Counted
from minicluster.outcomes.domain.impact import reading
from minicluster.outcomes.domain.impact.queries import counts_of, may_open_rows
from minicluster.outcomes.models import ImpactStudy
from minicluster.platform.permissions import Scope, Viewer


@dataclass(frozen=True)
class PlaceRow:
    """How many firms of a complex are compared; None where that is kept back."""

    name: str
    members: Counted | None
    others: Counted | None


@dataclass(frozen=True)
class StudyPage:
    """What the page shows, in words and in per cent."""

    sentence: str
    rows: list[reading.EstimatorRow]
    variants: list[tuple[str, reading.Shown]]
    complexes_told: str
    event_rows: list[dict[str, Any]]
    event_reading: str
    group_times: list[dict[str, Any]]
    balance: list[reading.BalanceRow]
    balance_reading: str
    bounds: list[dict[str, Any]]
    bound_reading: str
    limits: list[str]
    left_out: list[tuple[str, str, str]]
    leaves_few_out: bool
    members: Counted
    others: Counted
    cohorts: list[tuple[str, Counted | None]]
    places: list[PlaceRow]
    kept_back: int
    cells_kept_back: int

    @property
    def kept_back_in_all(self) -> int:
        """How many figures are kept back: of breakdowns, and cells behind them."""
        return self.kept_back + self.cells_kept_back


def study_page(viewer: Viewer, study: ImpactStudy) -> StudyPage:
    """The page of a study that is done; a count is a link only where every cell behind it is open to the viewer."""
    result, openings, balance = study.result, _Openings(viewer, study), reading.balance_rows(study)
    return StudyPage(
        sentence=reading.one_sentence(study),
        rows=reading.estimator_rows(study),
        variants=list(reading.variant_rows(study)),
        complexes_told=reading.complexes_sentence(study),
        event_rows=reading.event_rows(study),
        event_reading=reading.event_sentence(study),
        group_times=reading.group_time_rows(study),
        balance=balance,
        balance_reading=reading.balance_sentence(balance),
        bounds=reading.sensitivity_rows(study),
        bound_reading=reading.bound_sentence(study),
        limits=reading.limits_of(study),
        left_out=reading.left_out_rows(study),
        leaves_few_out=reading.leaves_few_out(study),
        members=openings.counted(result["members"], cohort=rules.JOINED),
        others=openings.counted(result["others"], cohort=rules.NEVER),
        cohorts=list(openings.cohorts()),
        places=list(openings.places()),
        kept_back=result["firms"]["kept_back"] + result["complexes"].get("kept_back", 0),
        cells_kept_back=sum(cell["firms"] is None for cell in result["cells"]),
    )


class _Openings:
    """Counts with the addresses of the cells behind them."""

    def __init__(self, viewer: Viewer, study: ImpactStudy) -> None:
        self.viewer, self.study = viewer, study
        self.sees_all = rules.PERMISSIONS.scope(viewer, "view_impact") is Scope.PROGRAMME

    def counted(self, value: int, *, place: str = "", **narrowed: str) -> Counted:
        asked = urlencode({name: text for name, text in {"place": place, **narrowed}.items() if text})
        address = f"{reverse('outcomes:impact-rows', args=[self.study.pk])}?{asked}".rstrip("?")
        return Counted("", value, address if value and (self.sees_all or self._is_own(place)) else "")

    def cohorts(self) -> Iterator[tuple[str, Counted | None]]:
        """The years of joining with their firms."""
        for cell in self.study.result["cells"]:
            if cell["place"] == rules.TOTAL and cell["cohort"] not in (rules.TOTAL, rules.NEVER):
                yield cell["cohort"], None if cell["firms"] is None else self.counted(cell["firms"], cohort=cell["cohort"])

    def places(self) -> Iterator[PlaceRow]:
        """The complexes with their members and others."""
        for key, name, members, others in counts_of(self.study):
            shown = [
                None if count is None else self.counted(count, place=key, cohort=cohort) for count, cohort in ((members, rules.JOINED), (others, rules.NEVER))
            ]
            yield PlaceRow(name, *shown)

    def _is_own(self, key: str) -> bool:
        place = self.study.result["places"].get(key)
        return bool(place and place["is_inside"] and may_open_rows(self.viewer) and place["id"] in self.viewer.complex_ids)
