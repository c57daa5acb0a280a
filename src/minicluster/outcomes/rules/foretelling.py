"""Forecasts of all series of a programme at once: intervals from their common errors, sums that add up, targets with their probability. It loads slowly."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

from minicluster.analytics.forecast import ForecastTables, forecast
from minicluster.outcomes.rules.forecast_series import History, Layout, Note, Subject
from minicluster.outcomes.rules.forecast_sums import Sums, sums_of
from minicluster.outcomes.rules.indicators import Direction

INNER: Final = 80.0
OUTER: Final = 95.0
GoesOn = Callable[[int, int], bool]
"""Told how many steps are done of how many; answers whether to go on."""


class Aim(NamedTuple):
    """A target: its number, where a series should stand in a year, where it stood when that was set (None: not known), and which way the indicator should go."""

    target: int
    subject: Subject
    year: int
    value: float
    baseline: float | None
    direction: str


@dataclass(frozen=True)
class Ahead:
    """A forecast for one year: value and ends of the 80 % interval, of the 95 % one where the errors suffice for it, in the unit of the indicator."""

    history: History
    year: int
    value: float
    low: float
    high: float
    outer_low: float | None
    outer_high: float | None
    method: str
    target: int | None = None
    probability: float | None = None


@dataclass(frozen=True)
class Foretold:
    """All forecasts, why some series have none, and what could not be told with others."""

    horizon: int
    ahead: tuple[Ahead, ...]
    notes: tuple[Note, ...]


def foretell(histories: Iterable[History], layout: Layout, *, additive: Collection[int], aims: Sequence[Aim], horizon: int, goes_on: GoesOn) -> Foretold | None:
    """Forecast every series; None where it was asked to stop.

    Series that were ever below nothing are forecast apart from those that never were: the latter stay at 0 or above, and so do their intervals.

    Args:
        histories: of the programme, in a fixed order: the same input gives the same answer.
        layout: what lies in what.
        additive: the indicators that may be added up.
        aims: at most one for each subject and year.
        horizon: how many years ahead, at least 1.
        goes_on: see `GoesOn`.
    """
    every = list(histories)
    found = Foretold(horizon, (), tuple(Note(one.subject, "gap", {"year": one.missing_year}) for one in every if one.missing_year is not None))
    negative = {one.subject.indicator for one in every if any(point.value < 0 for point in one.points)}
    sound = [one for one in every if one.missing_year is None]
    sets = [some for below in (False, True) if (some := [one for one in sound if (one.subject.indicator in negative) is below])]
    for done, some in enumerate(sets):
        if not goes_on(2 * done, 2 * len(sets)):
            return None
        plain, levels = _by_themselves(some, horizon)
        if not goes_on(2 * done + 1, 2 * len(sets)):
            return None
        whole = _together(_Set(some, layout, additive, aims, horizon, levels), plain)
        found = Foretold(horizon, found.ahead + whole.ahead, found.notes + whole.notes)
    return found


@dataclass(frozen=True)
class _Set:
    """Series that are forecast from common errors, with all that is asked about them."""

    histories: list[History]
    layout: Layout
    additive: Collection[int]
    aims: Sequence[Aim]
    horizon: int
    levels: tuple[float, ...]

    @property
    def non_negative(self) -> bool:
        return all(point.value >= 0 for one in self.histories for point in one.points)


def _by_themselves(histories: list[History], horizon: int) -> tuple[ForecastTables, tuple[float, ...]]:
    """What each series gives by itself; where errors are too few for the outer interval, with the inner one alone."""
    table = _table(histories)
    found = forecast(table, horizon=horizon, levels=(INNER, OUTER))
    if "errors" not in found.refused["code"]:
        return found, (INNER, OUTER)
    return forecast(table, horizon=horizon, levels=(INNER,)), (INNER,)


def _together(asked: _Set, plain: ForecastTables) -> Foretold:
    """The forecasts of a set, once it is known which series have one."""
    refused = {name: row for row in plain.refused.to_dicts() if (name := row["id"])}
    there = {one.subject: one for one in asked.histories if _name(one.subject) not in refused}
    notes = [_refusal(one.subject, refused[_name(one.subject)]) for one in asked.histories if _name(one.subject) in refused]
    if not there:
        return Foretold(asked.horizon, (), tuple(notes))
    sums = sums_of(there, asked.layout, asked.additive)
    there |= {one.subject: one for one in sums.made}
    aims, doubts = _judgeable(asked.aims, there, asked.horizon)
    tables = forecast(
        _table([*asked.histories, *sums.made]),
        horizon=asked.horizon,
        levels=asked.levels,
        targets=_targets(aims),
        hierarchy=_hierarchy(sums),
        non_negative=asked.non_negative,
    )
    return Foretold(asked.horizon, tuple(_ahead(tables, there, aims)), (*notes, *sums.notes, *doubts))


def _name(subject: Subject) -> str:
    return "/".join("" if number is None else str(number) for number in subject)


def _table(histories: Iterable[History]) -> pl.DataFrame:
    rows = [(_name(one.subject), point.year, point.value) for one in histories for point in one.points]
    return pl.DataFrame(rows, schema={"id": pl.String, "time": pl.Int64, "value": pl.Float64}, orient="row")


def _hierarchy(sums: Sums) -> pl.DataFrame | None:
    links = [(_name(part), _name(whole)) for part, whole in sums.links]
    return pl.DataFrame(links, schema=["child", "parent"], orient="row") if links else None


def _targets(aims: Mapping[tuple[str, int], Aim]) -> pl.DataFrame | None:
    rows = [(name, year, aim.value, aim.baseline) for (name, year), aim in aims.items()]
    schema = {"id": pl.String, "time": pl.Int64, "value": pl.Float64, "baseline": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row") if rows else None


def _refusal(subject: Subject, row: Mapping[str, Any]) -> Note:
    return Note(subject, row["code"], {name: row[name] for name in ("points", "needed", "there") if row[name] is not None})


def _judgeable(aims: Iterable[Aim], there: Mapping[Subject, History], horizon: int) -> tuple[dict[tuple[str, int], Aim], list[Note]]:
    """The targets within reach by series and year, and why others among them cannot be judged."""
    reached = [aim for aim in aims if aim.subject in there and 0 < aim.year - there[aim.subject].years[1] <= horizon]
    doubts = {aim: _doubt(aim) for aim in reached}
    notes = [Note(aim.subject, code, {"year": aim.year}) for aim, code in doubts.items() if code]
    return {(_name(aim.subject), aim.year): aim for aim, code in doubts.items() if not code}, notes


def _doubt(aim: Aim) -> str:
    if aim.baseline is None:
        return "no_baseline"
    if aim.value == aim.baseline:
        return "no_way"
    wrong = Direction.DOWN if aim.value > aim.baseline else Direction.UP
    return "against_direction" if aim.direction == wrong else ""


def _ahead(tables: ForecastTables, there: Mapping[Subject, History], aims: Mapping[tuple[str, int], Aim]) -> Iterable[Ahead]:
    """The rows of the answer as forecasts, series by series."""
    by_name = {_name(subject): history for subject, history in there.items()}
    bands = {(name, year, level): (low, high) for name, year, level, low, high in tables.bands.select("id", "time", "level", "low", "high").iter_rows()}
    chances = {(name, year): chance for name, year, chance in tables.targets.select("id", "time", "probability").iter_rows()}
    for name, year, value, method in tables.forecasts.select("id", "time", "forecast", "method").iter_rows():
        aim = aims.get((name, year))
        outer = bands.get((name, year, OUTER), (None, None))
        yield Ahead(by_name[name], year, value, *bands[name, year, INNER], *outer, method, aim.target if aim else None, chances.get((name, year)))
