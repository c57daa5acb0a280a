"""Everybody to a group at the greatest sum of scores under all requirements: a network flow, solved as a linear programme by HiGHS.

Sizes and roles alone make a transport problem, whose corners are whole. Rules that cross it (apart, together, company, persons, an industry in every group)
make the few blocks of which they speak integer variables; with those fixed the rest is a flow again, so that every answer is whole.

The first basis is each block in its best group: it keeps all conditions on the duals, so the dual simplex repairs only what the sizes and roles forbid.
"""

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.formation.requirements import Requirements
from minicluster.analytics.formation.standing import Blocks

Floats = NDArray[np.float64]
_MOST_SECONDS = 20.0


class _SilentHighs(highspy.Highs):
    """HiGHS that prints no banner: its constructor enables callbacks, and that prints unless output was switched off before."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is HiGHS'
        self.setOptionValue("output_flag", False)  # noqa: FBT003  # the order of its arguments too
        super().enableCallbacks()


class Assigner:
    """The programme of one K, whose scores change from call to call."""

    def __init__(self, blocks: Blocks, needs: Requirements) -> None:
        self.units, self.groups = len(blocks.sizes), needs.groups
        self._rows: list[tuple[Any, Any]] = []
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._columns = self.units * self.groups
        self._extra: list[float] = []
        self._write(blocks, needs)
        self._whole = self._integers(blocks, needs)
        self._model = self._highs()

    def best(self, scores: Floats) -> NDArray[np.intp] | None:
        """The group of every block; None where the requirements cannot be met.

        Args:
            scores: shape (u, K), what each group is worth to each block.
        """
        costs = np.concatenate([-scores.ravel(), np.zeros(len(self._extra))])
        self._model.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        if not len(self._whole):
            self._model.setBasis(self._first_basis(scores))
        self._model.run()
        if self._model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        taken = np.array(self._model.getSolution().col_value)[: self._columns].reshape(self.units, self.groups)
        found: NDArray[np.intp] = taken.argmax(axis=1)
        return found

    def _write(self, blocks: Blocks, needs: Requirements) -> None:
        places = np.arange(self._columns).reshape(self.units, self.groups)
        for unit in range(self.units):
            self._row(places[unit], np.ones(self.groups), 1, 1)
        for number, quota in enumerate(needs.quotas):
            own = np.flatnonzero(blocks.counts[:, number])
            lacks = [self._column() for _group in range(self.groups)] if quota.spare else []
            for group in range(self.groups):
                columns = np.concatenate([places[own, group], lacks[group : group + 1]]).astype(np.int64)
                self._row(columns, np.concatenate([blocks.counts[own, number], np.ones(len(lacks[:1]))]), quota.lower, np.inf)
                if quota.upper < int(blocks.counts[:, number].sum()):
                    self._row(places[own, group], blocks.counts[own, number], -np.inf, quota.upper)
            if lacks:
                self._row(np.array(lacks), np.ones(len(lacks)), -np.inf, quota.spare)
        for unit, partners in blocks.partners.items():
            for partner in partners:
                for group in range(self.groups) if unit <= partner else ():
                    self._row(places[[unit, partner], group], np.ones(2), -np.inf, 1)
        for units, most in blocks.attendances:
            sits = [self._column() for _group in range(self.groups)]
            for group in range(self.groups):
                for unit in units:
                    self._row(np.array([sits[group], places[unit, group]]), np.array([1.0, -1.0]), 0, np.inf)
            self._row(np.array(sits), np.ones(self.groups), -np.inf, most)
        for anchor, members, lower in blocks.companies:
            own = np.flatnonzero(members)
            for group in range(self.groups):
                self._row(np.append(places[own, group], places[anchor, group]), np.append(members[own], -lower), 0, np.inf)

    def _integers(self, blocks: Blocks, needs: Requirements) -> NDArray[np.intp]:
        """The blocks without which the rest is a flow."""
        units = set(blocks.special) | set(np.flatnonzero(blocks.sizes > 1).tolist())
        for number, quota in enumerate(needs.quotas[1:], start=1):
            if quota.rules[0].industry:
                units |= set(np.flatnonzero(blocks.counts[:, number]).tolist())
        return np.array(sorted(units), dtype=np.intp)

    def _column(self) -> int:
        self._extra.append(0.0)
        return self._columns + len(self._extra) - 1

    def _row(self, columns: Any, values: Any, lower: float, upper: float) -> None:
        self._rows.append((columns, values))
        self._lower.append(lower)
        self._upper.append(upper)

    def _highs(self) -> highspy.Highs:
        total = self._columns + len(self._extra)
        lengths = [len(columns) for columns, _values in self._rows]
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = total, len(self._rows)
        programme.col_cost_, programme.col_lower_ = np.zeros(total), np.zeros(total)
        programme.col_upper_ = np.concatenate([np.ones(self._columns), np.full(len(self._extra), np.inf)])
        programme.row_lower_, programme.row_upper_ = np.array(self._lower, dtype=float), np.array(self._upper, dtype=float)
        matrix = sparse.csr_array(
            (
                np.concatenate([np.asarray(values, dtype=float) for _columns, values in self._rows]),
                np.concatenate([columns for columns, _values in self._rows]),
                np.concatenate([[0], np.cumsum(lengths)]),
            ),
            shape=(len(self._rows), total),
        )
        matrix.sum_duplicates()
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_, programme.a_matrix_.index_, programme.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        if len(self._whole):
            kinds = np.full(total, highspy.HighsVarType.kContinuous, dtype=object)
            kinds[(self._whole[:, None] * self.groups + np.arange(self.groups)).ravel()] = highspy.HighsVarType.kInteger
            programme.integrality_ = list(kinds)
        model = _SilentHighs()
        for option, value in (("threads", 1), ("random_seed", 0), ("time_limit", _MOST_SECONDS)):
            model.setOptionValue(option, value)
        model.passModel(programme)
        return model

    def _first_basis(self, scores: Floats) -> highspy.HighsBasis:
        status = highspy.HighsBasisStatus
        columns = np.full(self._columns + len(self._extra), status.kLower, dtype=object)
        columns[np.arange(self.units) * self.groups + scores.argmax(axis=1)] = status.kBasic
        basis = highspy.HighsBasis()
        basis.col_status = list(columns)
        basis.row_status = [status.kLower] * self.units + [status.kBasic] * (len(self._rows) - self.units)
        basis.valid = True
        return basis
