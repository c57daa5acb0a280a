"""The only way a page gets impact studies.

What a study finds is of the whole programme and of no single group: it is open to every role that may read studies, however far its permission reaches elsewhere. The
cells behind it are open to whoever may look into the complex that they stand in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from minicluster.members.models import in_language
from minicluster.outcomes import rules
from minicluster.outcomes.domain.impact.actions import is_waiting
from minicluster.outcomes.domain.impact.reading import one_sentence
from minicluster.outcomes.models import ImpactStudy
from minicluster.platform.permissions import Place, Scope, Viewer, covers, some_ids
from minicluster.platform.refusals import NotVisibleError

_UNITS: Final = {"sales_krw": "KRW", "exports_usd": "USD", "production_krw": "KRW"}


@dataclass(frozen=True)
class MeasureRow:
    """A figure that studies are made of, with the latest one."""

    measure: rules.ImpactMeasure
    study: ImpactStudy | None
    reading: str
    waiting: ImpactStudy | None
    refusal: str
    earlier: list[ImpactStudy]


@dataclass(frozen=True)
class CellRow:
    """The firms of a complex that joined in a year, or never: how many, and their mean in each year; None where that is kept back."""

    place: str
    cohort: str
    firms: int | None
    means: list[tuple[int, float | None]]

    @property
    def is_kept_back(self) -> bool:
        """Whether nothing is told of it."""
        return self.firms is None


@dataclass(frozen=True)
class Rows:
    """What is behind a study, as far as this viewer may look."""

    years: list[int]
    cells: list[CellRow]
    kept_back: int
    is_part: bool
    unit: str


def measures_for(viewer: Viewer) -> list[MeasureRow]:
    """Every figure with its latest study, in one statement."""
    by_measure: dict[str, list[ImpactStudy]] = {}
    for study in _studies(viewer).select_related("made_by"):
        by_measure.setdefault(study.measure, []).append(study)
    return [_row(measure, by_measure.get(measure.value, [])) for measure in rules.ImpactMeasure]


def _row(measure: rules.ImpactMeasure, studies: list[ImpactStudy]) -> MeasureRow:
    done = [study for study in studies if is_done(study)]
    latest = studies[0] if studies else None
    return MeasureRow(
        measure=measure,
        study=done[0] if done else None,
        reading=one_sentence(done[0]) if done else "",
        waiting=latest if latest and is_waiting(latest) else None,
        refusal=refusal_in_words(latest) if latest else "",
        earlier=done[1:],
    )


def study_for(viewer: Viewer, pk: int) -> ImpactStudy:
    """One study; another programme's does not exist."""
    return get_object_or_404(_studies(viewer).select_related("programme", "made_by"), pk=pk)


def done_study_for(viewer: Viewer, pk: int) -> ImpactStudy:
    """One study that is done; one that is still being made has nothing to show."""
    study = study_for(viewer, pk)
    if not is_done(study):
        raise NotVisibleError
    return study


def is_done(study: ImpactStudy) -> bool:
    """Whether a study has its figures."""
    return "version" in study.result


def refusal_in_words(study: ImpactStudy) -> str:
    """Why the rows of a study could not be compared, in the reader's language; empty where they could."""
    said: dict[str, str] = study.result.get("refusal", {})
    return said.get((get_language() or "ko")[:2], "")


def may_open_rows(viewer: Viewer) -> bool:
    """Whether this viewer may look at the cells behind a study at all."""
    return rules.PERMISSIONS.scope(viewer, "view_impact") in (Scope.PROGRAMME, Scope.COMPLEX)


def rows_for(viewer: Viewer, study: ImpactStudy, *, place: str = "", cohort: str = "") -> Rows:
    """The cells of complexes and years of joining that this viewer may look into, narrowed to a complex or a year.

    Raises:
        NotVisibleError: the viewer may look into none.
    """
    if not may_open_rows(viewer):
        raise NotVisibleError
    years = study.result["years"]
    inside = [cell for cell in study.result["cells"] if rules.TOTAL not in (cell["place"], cell["cohort"])]
    seen = [cell for cell in inside if _may_look_into(viewer, study, cell["place"])]
    wanted = [cell for cell in seen if place in ("", cell["place"]) and _is_of(cell["cohort"], cohort)]
    cells = [_cell(study, cell, years) for cell in wanted]
    return Rows(years, cells, sum(cell.is_kept_back for cell in cells), is_part=len(seen) < len(inside), unit=_UNITS.get(study.measure, ""))


def _is_of(cohort: str, asked: str) -> bool:
    return asked in ("", cohort) or (asked == rules.JOINED and cohort != rules.NEVER)


def _may_look_into(viewer: Viewer, study: ImpactStudy, key: str) -> bool:
    place = study.result["places"][key]
    own = Place(study.programme_id, complex_ids=some_ids(place["id"] if place["is_inside"] else None))
    return covers(viewer, rules.PERMISSIONS.scope(viewer, "view_impact"), own)


def _cell(study: ImpactStudy, cell: dict[str, Any], years: list[int]) -> CellRow:
    means = [(year, _rounded(cell["means"].get(str(year)))) for year in years]
    return CellRow(place_name(study, cell["place"]), cell["cohort"], cell["firms"], means)


def _rounded(mean: float | None) -> float | None:
    """Whole won, dollars and tenths of persons are more than a mean can say."""
    return None if mean is None else round(mean, 1)


def place_name(study: ImpactStudy, key: str) -> str:
    """The name that a complex had when the study was made."""
    place = study.result["places"][key]
    return in_language(place["name_ko"], place["name_en"])


def _studies(viewer: Viewer) -> QuerySet[ImpactStudy]:
    if rules.PERMISSIONS.scope(viewer, "view_impact") is None:
        raise NotVisibleError
    return ImpactStudy.objects.filter(programme_id=viewer.programme_id).order_by("-made_at", "-pk")


def counts_of(study: ImpactStudy) -> Iterator[tuple[str, str, int | None, int | None]]:
    """For each complex its key, its name, how many members of it are compared and how many others; None where that is kept back."""
    cells = {(cell["place"], cell["cohort"]): cell["firms"] for cell in study.result["cells"]}
    for key in study.result["places"]:
        own = {cohort: firms for (place, cohort), firms in cells.items() if place == key and cohort != rules.TOTAL}
        joined = [firms for cohort, firms in own.items() if cohort != rules.NEVER]
        members = None if None in joined else sum(firms or 0 for firms in joined)
        yield key, place_name(study, key), members, own.get(rules.NEVER, 0)
