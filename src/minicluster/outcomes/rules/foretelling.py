"""Forecasts of all series of a programme at once: intervals from their common errors, sums that add up, targets with their probability. It loads slowly."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import polars as pl

from minicluster.analytics.forecast import ForecastTables, forecast
from minicluster.analytics.tables import TableError
from minicluster.outcomes.rules.forecast_series import History, Layout, Note, Subject
from minicluster.outcomes.rules.forecast_sums import Sums, sums_of
from minicluster.outcomes.rules.indicators import Direction

INNER: Final = 80.0
OUTER: Final = 95.0
REFUSED_TOGETHER: Final = frozenset({"hierarchy", "target"})
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
    for some in sets:
        try:
            asked = _Set(some, layout, additive, aims, horizon, goes_on)
            asked.tell(0, len(some))
            whole = _foretold(asked)
        except _StoppedError:
            return None
        found = Foretold(horizon, found.ahead + whole.ahead, found.notes + whole.notes)
    return found


class _StoppedError(Exception):
    """It was asked to stop."""


@dataclass(frozen=True)
class _Set:
    """Series that are forecast from common errors, with all that is asked about them."""

    histories: list[History]
    layout: Layout
    additive: Collection[int]
    aims: Sequence[Aim]
    horizon: int
    goes_on: GoesOn

    @property
    def non_negative(self) -> bool:
        return all(point.value >= 0 for one in self.histories for point in one.points)

    def tell(self, done: int, of: int) -> None:
        if not self.goes_on(done, of):
            raise _StoppedError


def _foretold(asked: _Set) -> Foretold:
    """The forecasts of a set: with both intervals, else with the inner one, else none.

    Errors are common to a set, so that they are too few for all of its series or for none. Whether a series by itself has too little is seen before anything is reckoned.
    """
    there = {one.subject: one for one in asked.histories if len(one.points) > 1 and any(point.value for point in one.points)}
    sums = sums_of(there, asked.layout, asked.additive)
    there |= {one.subject: one for one in sums.made}
    aims, doubts = _judgeable(asked.aims, there, asked.horizon)
    for levels in ((INNER, OUTER), (INNER,)):
        if tables := _tables(asked, sums, aims, levels):
            return Foretold(asked.horizon, tuple(_ahead(tables, there, aims)), (*_refusals(asked, tables), *sums.notes, *doubts))
    alone = forecast(_table(asked.histories), horizon=asked.horizon, levels=(INNER,), progress=asked.tell)
    return Foretold(asked.horizon, (), tuple(_refusals(asked, alone)))


def _tables(asked: _Set, sums: Sums, aims: Mapping[tuple[str, int], Aim], levels: tuple[float, ...]) -> ForecastTables | None:
    """What the library answers; None where its errors are too few for intervals of these levels, or nothing has ever moved."""
    try:
        found = forecast(
            _table([*asked.histories, *sums.made]),
            horizon=asked.horizon,
            levels=levels,
            targets=_targets(aims),
            hierarchy=_hierarchy(sums),
            non_negative=asked.non_negative,
            progress=asked.tell,
        )
    except TableError as refusal:
        # A series of a sum, or with a target, has no forecast: then none of the set has, and each is told why.
        if refusal.rule not in REFUSED_TOGETHER:
            raise
        return None
    return found if found.forecasts.height else None


def _refusals(asked: _Set, tables: ForecastTables) -> list[Note]:
    rows = {row["id"]: row for row in tables.refused.to_dicts()}
    return [_refusal(one.subject, rows[name]) for one in asked.histories if (name := _name(one.subject)) in rows]


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
