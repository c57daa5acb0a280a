"""Which forecasts a viewer may be told: none that rests on a figure kept from them, and no sum that would give such a forecast away."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from minicluster.outcomes import rules
from minicluster.outcomes.domain.forecast_inputs import subject_of
from minicluster.outcomes.models import Actual, Forecast
from minicluster.outcomes.rules.forecast_series import Subject
from minicluster.platform.permissions import Viewer


def closed_to(viewer: Viewer, forecasts: Sequence[Forecast]) -> set[int]:
    """The numbers of the forecasts that this viewer is not told, in one statement; groups and indicators of the forecasts must be at hand.

    A forecast gives away the figures that it was made from. Where sums add up, whatever a closed one is added to is closed too: else the rest could be taken from it.
    """
    figures = _closed_figures(viewer, forecasts)
    direct = [one for one in forecasts if figures & {point[2] for point in one.made_from}]
    above: dict[int | None, set[Subject]] = defaultdict(set)
    for one in direct:
        above[one.run_id] |= _wholes(one)
    return {one.pk for one in direct} | {one.pk for one in forecasts if _reduced(one) in above[one.run_id]}


def _closed_figures(viewer: Viewer, forecasts: Iterable[Forecast]) -> set[int]:
    used = {point[2] for one in forecasts for point in one.made_from if point[2] is not None}
    figures = Actual.objects.filter(pk__in=used, programme_id=viewer.programme_id).select_related("group")
    return {
        one.pk for one in figures if not rules.may_read_figure(viewer, one.place(), is_confidential=one.is_confidential, firms=one.firms)
    }  # fmt: skip


def _wholes(part: Forecast) -> set[Subject]:
    """What a forecast may be added to: its complex, and the programme with its perimeters, these as one."""
    if not part.indicator.is_additive:
        return set()
    above = {Subject(part.indicator_id)} if part.group_id or part.complex_id else set()
    if part.group and part.group.complex_id:
        above.add(Subject(part.indicator_id, complex=part.group.complex_id))
    return above


def _reduced(forecast: Forecast) -> Subject:
    return subject_of(forecast)._replace(perimeter=None)
