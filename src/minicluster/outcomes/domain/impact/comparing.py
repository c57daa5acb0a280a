"""A panel compared by every estimator at once, on the level of firms and on that of complexes, as data that a study keeps.

Always kept back are figures of fewer than three firms: no page may ask the library for a case study.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import polars as pl
import polars.selectors as cs

from minicluster.analytics.impact import Impact, ImpactColumns, impact, read_cohorts
from minicluster.analytics.impact.aggregates import aggregate
from minicluster.analytics.impact.estimates import Estimate
from minicluster.analytics.impact.matching import IMBALANCE, independent, matched_change
from minicluster.analytics.impact.rows import KEPT_BACK, overall_of, row_of
from minicluster.analytics.impact.staggered import group_times
from minicluster.analytics.tables import TableError
from minicluster.outcomes import rules
from minicluster.outcomes.domain.firm_panel import CLUSTER, COVARIATES, OUTCOME, TREATED_FROM, UNIT, YEAR, FirmPanel

CONFIDENCE: Final = 0.95
# Of random placebos; most of the time goes into them.
PLACEBOS: Final = 200
# With fewer complexes errors by complex say nothing; then firms are taken for independent, and the study says so.
ENOUGH_COMPLEXES: Final = 10
# A size class or industry that is rarer than this in a year of joining, or among the others, stands with all other rare ones.
COMMON: Final = 5
_BREAKDOWNS: Final = ("group_times", "cohorts", "event_study", "calendar")
_TABLES: Final = (*_BREAKDOWNS, "estimates", "balance", "sensitivity", "breakdown")
_NOTHING_LEFT: Final = "The covariates leave nothing to compare."


def compared_firms(panel: FirmPanel) -> dict[str, Any]:
    """Members beside others, firm by firm: every estimator, its tables, and what they cannot show.

    Effects are changes of the natural logarithm. Firms are held equal in size and industry by the estimators by year of joining, in level and growth before (of sales
    and of the figure) as well by the matched one and by `staggered_course`. That is a line of its own because whoever holds the course before equal has no course before left to look at.

    Raises:
        TableError: the panel cannot be compared.
    """
    frame, covariates = _described(panel.rows)
    cluster = CLUSTER if frame[CLUSTER].n_unique() >= ENOUGH_COMPLEXES else None
    found = impact(frame, unit=UNIT, time=YEAR, treated_from=TREATED_FROM, outcome=OUTCOME, covariates=covariates, cluster=cluster, confidence=CONFIDENCE)
    told = _as_data(found)
    if panel.measure != rules.ImpactMeasure.SALES:
        _match_on_sales_as_well(told, frame, covariates)
    told["estimates"].append({**_with_course(frame, covariates, cluster, told["estimates"]), "code": "staggered_course"})
    for name in _BREAKDOWNS:
        told[name] = [_without_small_counts(row) for row in told[name]]
    told["cannot_show"] += [] if cluster else [{"code": "errors_by_firm", "figures": {}}]
    return {**told, "clustered": bool(cluster), "covariates": list(covariates)}


def compared_complexes(panel: FirmPanel) -> dict[str, Any]:
    """Complexes that the programme reached beside those that it did not: the mean logarithm of the members, and of the firms outside of the programme.

    The members of a complex are those who joined in the year in which most did, so that all are treated from one year on; a complex with fewer than three of them
    is left out, and so is one outside with fewer than three firms. Where it cannot be done, `why` is the rule that forbids it.
    """
    rows = complex_rows(panel.rows)
    try:
        found = impact(rows, unit=CLUSTER, time=YEAR, treated_from=TREATED_FROM, outcome=OUTCOME, confidence=CONFIDENCE, placebos=PLACEBOS)
    except TableError as error:
        return {"why": error.rule}
    told = _as_data(found)
    known = any(row["estimate"] is not None for row in told["estimates"])
    return {**told, "weights": _records(found.weights) if known else []}


def complex_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each complex and year: its year of entry (null for none) and the mean logarithm."""
    last, least = rows[YEAR].max(), rules.FEWEST_FIRMS
    firms = rows.filter(pl.col("outside").is_not_null() | (pl.col(TREATED_FROM) <= last))
    by_entry = firms.group_by(CLUSTER, TREATED_FROM, YEAR).agg(pl.col(OUTCOME).mean(), pl.len().alias("firms")).filter(pl.col("firms") >= least)
    largest = by_entry.sort([CLUSTER, "firms", TREATED_FROM], descending=[False, True, False]).group_by(CLUSTER, maintain_order=True)
    chosen = largest.agg(pl.col(TREATED_FROM).first())
    return by_entry.join(chosen, on=[CLUSTER, TREATED_FROM], nulls_equal=True).sort(CLUSTER, YEAR).select(CLUSTER, YEAR, TREATED_FROM, OUTCOME)


def counted_cells(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """For each complex and year of joining the number of firms and in each year the mean, both null where they are kept back; and so the totals.

    Rows and columns of totals have the empty text for a name; they have no means.
    """
    named = rows.with_columns(pl.col(TREATED_FROM).cast(pl.String).fill_null(rules.NEVER).alias("cohort"))
    means = named.group_by(CLUSTER, "cohort", YEAR).agg(pl.col("value").mean(), pl.len().alias("firms")).sort(CLUSTER, "cohort", YEAR)
    counts = {(place, cohort): firms for place, cohort, firms in means.unique([CLUSTER, "cohort"]).select(CLUSTER, "cohort", "firms").iter_rows()}
    hidden = rules.hidden_cells(counts, least=rules.FEWEST_FIRMS)
    told: list[dict[str, Any]] = []
    for (place, cohort), firms in sorted(rules.with_totals(counts).items()):
        is_hidden, own = (place, cohort) in hidden, means.filter((pl.col(CLUSTER) == place) & (pl.col("cohort") == cohort))
        years = {} if is_hidden else {str(year): value for year, value in own.select(YEAR, "value").iter_rows()}
        told.append({"place": place, "cohort": cohort, "firms": None if is_hidden else firms, "means": years})
    return told


def _described(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows with 0 or 1 for each size class and industry that is common among all who are compared, but one."""
    firms = rows.unique(UNIT, maintain_order=True)
    marks = [(f"{of}:{value}", pl.col(of) == value) for of in ("size", "industry") for value in _common(firms, of)]
    if not marks:
        return rows, ()
    frame = rows.with_columns(mark.cast(pl.Float64).alias(name) for name, mark in marks)
    names = [name for name, _mark in marks]
    _figures, kept = independent(frame.unique(UNIT, maintain_order=True).select(names).to_numpy(), names)
    return frame, tuple(kept)


def _common(firms: pl.DataFrame, of: str) -> list[str]:
    """The values that are common in every year of joining and among the others, without the most frequent, which all are compared with."""
    groups = firms[TREATED_FROM].n_unique()
    each = firms.group_by(of, TREATED_FROM).len().filter((pl.col("len") >= COMMON) & (pl.col(of) != ""))
    common = each.group_by(of).agg(pl.len().alias("groups"), pl.col("len").sum()).filter(pl.col("groups") == groups)
    return sorted(common.sort("len", of, descending=[True, False])[of].to_list()[1:])


def _with_course(frame: pl.DataFrame, covariates: Sequence[str], cluster: str | None, shown: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The estimate by year of joining with level and growth before, of sales and of the figure itself, held equal as well."""
    main = next(row for row in shown if row["code"] == "staggered")
    absent = Estimate.absent(KEPT_BACK if main["why"] == KEPT_BACK else _NOTHING_LEFT, main["treated"], main["controls"])
    with_course, course = _course_before(frame)
    _figures, kept = independent(with_course.unique(UNIT, maintain_order=True).select(*covariates, *course).to_numpy(), [*covariates, *course])
    told = absent
    if main["estimate"] is not None:
        found = group_times(read_cohorts(with_course, ImpactColumns(UNIT, YEAR, TREATED_FROM, OUTCOME, tuple(kept), cluster)))
        told = overall_of(aggregate(found, "simple"), found, CONFIDENCE)
    return _finite(row_of("staggered", told if np.isfinite(told.value) else absent, aggregate="simple", method="dr", compared_with="never"))


def _match_on_sales_as_well(told: dict[str, Any], frame: pl.DataFrame, covariates: Sequence[str]) -> None:
    """Put the comparison with partners that are alike in level and growth of sales, too, in place of the library's own, with its balance and what it cannot show."""
    place, main = next((place, row) for place, row in enumerate(told["estimates"]) if row["code"] == "matched")
    if main["estimate"] is None:
        return
    _figures, kept = independent(frame.unique(UNIT, maintain_order=True).select(*covariates, *COVARIATES).to_numpy(), [*covariates, *COVARIATES])
    found = matched_change(read_cohorts(frame, ImpactColumns(UNIT, YEAR, TREATED_FROM, OUTCOME, tuple(kept))), confidence=CONFIDENCE)
    told["estimates"][place] = {**_finite(row_of("matched", found.estimate)), "code": "matched"}
    told["balance"] = _records(found.balance)
    uneven = [row["covariate"] for row in told["balance"] if abs(row["difference_after"] or 0) > IMBALANCE]
    limits = [limit for limit in told["cannot_show"] if limit["code"] != "imbalance"]
    told["cannot_show"] = [*limits, *([{"code": "imbalance", "figures": {"covariates": ", ".join(uneven)}}] if uneven else [])]


def _course_before(frame: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The rows with the mean and the growth of the figure before anybody joined."""
    before = pl.col(OUTCOME).filter(pl.col(YEAR) < frame[TREATED_FROM].min())
    mean, growth = before.mean().over(UNIT), (before.last() - before.first()).over(UNIT)
    return frame.sort(UNIT, YEAR).with_columns(mean.alias("mean before"), growth.alias("growth before")), (*COVARIATES, "mean before", "growth before")


def _as_data(found: Impact) -> dict[str, Any]:
    """The tables as JSON knows them; each estimate that stands in the overview has its code."""
    told: dict[str, Any] = {name: _records(getattr(found, name)) for name in _TABLES}
    told["estimates"] = [{**row, "code": _code_of(row)} for row in told["estimates"]]
    limits = [{"code": limit.code, "figures": asdict(limit)["figures"]} for limit in found.cannot_show]
    return {**told, "cannot_show": limits, "kept_back": found.kept_back}


def _code_of(row: dict[str, Any]) -> str:
    is_variant = row["estimator"] == "staggered" and (row["aggregate"], row["method"]) != ("simple", "dr")
    return "" if is_variant else rules.ESTIMATOR_CODES[row["estimator"], row["compared_with"]]


def _records(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows; JSON knows no NaN and no infinity, both are null there."""
    return frame.with_columns(pl.when(cs.float().is_finite()).then(cs.float())).to_dicts()


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    return {name: None if isinstance(value, float) and not np.isfinite(value) else value for name, value in row.items()}


def _without_small_counts(row: dict[str, Any]) -> dict[str, Any]:
    small = {name: None for name in ("treated", "controls") if 0 < (row.get(name) or 0) < rules.FEWEST_FIRMS}
    return {**row, **small}
