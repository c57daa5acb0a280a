"""What forecasts are made from: the series of yearly figures, what lies in what, and the targets with where their series stood."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from minicluster.members.models import Complex, Group
from minicluster.outcomes.domain.series import Series
from minicluster.outcomes.models import Baseline, Figure, PerimeterComplex, Target
from minicluster.outcomes.rules.forecast_series import History, Layout, Point, Subject
from minicluster.outcomes.rules.foretelling import Aim
from minicluster.outcomes.rules.perimeters import Span


def subject_of(figure: Figure) -> Subject:
    """What a figure is of."""
    return Subject(figure.indicator_id, figure.complex_id, figure.group_id, figure.perimeter_id)


def histories_of(series: Iterable[Series]) -> list[History]:
    """The series as the rules know them, in the same order."""
    return [History(Subject(*one.key), tuple(Point(point.year, float(point.value), point.pk) for point in one.points)) for one in series]


def layout_of(programme_id: int) -> Layout:
    """The complexes, groups and perimeters of a programme."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for part in PerimeterComplex.objects.filter(perimeter__programme=programme_id).order_by("pk"):
        spans[part.perimeter_id].append(Span(part.complex_id, part.valid_from, part.valid_to))
    return Layout(
        complexes=frozenset(Complex.objects.filter(programme=programme_id).values_list("pk", flat=True)),
        group_complex=dict(Group.objects.filter(programme=programme_id, complex__isnull=False).values_list("pk", "complex")),
        perimeters={perimeter: tuple(some) for perimeter, some in spans.items()},
    )


def aims_of(programme_id: int, histories: Iterable[History]) -> list[Aim]:
    """The target that holds for each series and year, the one set last, with where the series stood."""
    known = {one.subject: one for one in histories}
    targets = Target.objects.filter(programme=programme_id).select_related("indicator").order_by("set_at", "pk")
    holding = {(subject_of(target), target.year): target for target in targets}
    baselines: dict[Subject, list[Baseline]] = defaultdict(list)
    for baseline in Baseline.objects.filter(programme=programme_id).order_by("year", "pk"):
        baselines[subject_of(baseline)].append(baseline)
    return [
        Aim(target.pk, subject, year, float(target.value), _stood(target, baselines[subject], known.get(subject)), target.indicator.direction)
        for (subject, year), target in holding.items()
    ]


def _stood(target: Target, baselines: Iterable[Baseline], history: History | None) -> float | None:
    """Where the series stood: its last baseline before the target's year, else its last yearly figure before the target was set; None where neither is."""
    before = [baseline for baseline in baselines if baseline.year < target.year]
    if before:
        return float(before[-1].value)
    figures: Mapping[int, float] = {point.year: point.value for point in history.points if point.year < target.set_at.year} if history else {}
    return figures[max(figures)] if figures else None
