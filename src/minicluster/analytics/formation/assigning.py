"""Everybody to a group at the greatest sum of scores under all requirements: a network flow, solved as a linear programme by HiGHS.

Sizes and roles alone make a transport problem, whose corners are whole. Rules that cross it (apart, together, company, persons, an industry in every group)
leave it whole most of the time too; where a corner is not, the blocks of which they speak become integer variables, and with those fixed the rest is a
flow again, so that every answer is whole.

The first basis is each block in its best group: it keeps all conditions on the duals, so the dual simplex repairs only what the sizes and roles forbid.
"""

from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from minicluster.analytics.formation.requirements import Requirements
from minicluster.analytics.formation.standing import Blocks, Standing

Floats = NDArray[np.float64]
_MOST_SECONDS = 3.0
_WHOLE = 1e-6
# Moves and swaps follow: a half per cent is not worth branching for.
_GAP = 0.005


class _SilentHighs(highspy.Highs):
    """HiGHS that prints no banner: its constructor enables callbacks, and that prints unless output was switched off before."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is HiGHS'
        self.setOptionValue("output_flag", False)  # noqa: FBT003  # the order of its arguments too
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # highspy leaves it without types


def _many(blocks: Blocks) -> set[int]:
    """Blocks of which a rule speaks only because they are company for somebody: there may be thousands."""
    company = {int(unit) for _anchor, members, _lower in blocks.companies for unit in np.flatnonzero(members)}
    return company - {*blocks.partners, *blocks.attends, *(anchor for anchor, _members, _lower in blocks.companies)}


class Assigner:
    """The programme of one K, whose scores change from call to call."""

    def __init__(self, blocks: Blocks, needs: Requirements) -> None:
        self.units, self.groups = len(blocks.sizes), needs.groups
        self._blocks, self._needs = blocks, needs
        self._rows: list[tuple[Any, Any]] = []
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._columns = self.units * self.groups
        self._extra: list[float] = []
        self._write(blocks, needs)
        self._free = sorted({*blocks.special, *np.flatnonzero(blocks.sizes > 1).tolist()} - _many(blocks))
        self._whole = self._integers(blocks, needs)
        self._relaxed = self._highs(np.array([], dtype=np.intp))
        self._branching: highspy.Highs | None = None

    def best(self, scores: Floats) -> NDArray[np.intp] | None:
        """The group of every block; None where the requirements cannot be met.

        Args:
            scores: shape (u, K), what each group is worth to each block.
        """
        free: NDArray[np.intp] = scores.argmax(axis=1)
        if Standing(self._blocks, self._needs, free).is_feasible:
            return free
        costs = np.concatenate([-scores.ravel(), np.zeros(len(self._extra))])
        taken = self._solved(self._relaxed, costs, self._first_basis(scores))
        if taken is not None and np.abs(taken - taken.round()).max() > _WHOLE:
            taken = self._made_whole(taken, costs)
        if taken is None:
            return None
        found: NDArray[np.intp] = taken.argmax(axis=1)
        return found

    def _made_whole(self, taken: Floats, costs: Floats) -> Floats | None:
        """Branch on what is not whole and on the blocks of the rules, everybody else staying; on everything where that leaves nothing possible."""
        open_rows = np.abs(taken - taken.round()).max(axis=1) > _WHOLE
        open_rows[self._free] = True
        lower, upper = np.where(open_rows[:, None], 0.0, taken.round()), np.where(open_rows[:, None], 1.0, taken.round())
        model, columns = self._with_integers(), np.arange(self._columns, dtype=np.int32)
        model.changeColsBounds(self._columns, columns, lower.ravel(), upper.ravel())
        found = self._solved(model, costs)
        model.changeColsBounds(self._columns, columns, np.zeros(self._columns), np.ones(self._columns))
        return self._solved(model, costs) if found is None else found

    def _solved(self, model: highspy.Highs, costs: Floats, basis: highspy.HighsBasis | None = None) -> Floats | None:
        """Shape (u, K): who takes which seat; None where nobody can, or where nothing was found in time."""
        model.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        if basis is not None:
            model.setBasis(basis)
        model.run()
        stopped_with_one = model.getModelStatus() == highspy.HighsModelStatus.kTimeLimit and np.isfinite(model.getInfo().mip_gap)
        if model.getModelStatus() != highspy.HighsModelStatus.kOptimal and not stopped_with_one:
            return None
        found: Floats = np.array(model.getSolution().col_value)[: self._columns].reshape(self.units, self.groups)
        return found

    def _with_integers(self) -> highspy.Highs:
        if self._branching is None:
            self._branching = self._highs(self._whole)
        return self._branching

    @property
    def is_flow(self) -> bool:
        """Whether no rule crosses sizes and roles, so that a call takes milliseconds."""
        return not len(self._whole)

    def _write(self, blocks: Blocks, needs: Requirements) -> None:
        places = np.arange(self._columns).reshape(self.units, self.groups)
        for unit in range(self.units):
            self._row(places[unit], np.ones(self.groups), 1, 1)
        self._write_quotas(blocks, needs, places)
        self._write_rules(blocks, places)

    def _write_quotas(self, blocks: Blocks, needs: Requirements, places: NDArray[np.intp]) -> None:
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

    def _write_rules(self, blocks: Blocks, places: NDArray[np.intp]) -> None:
        for unit, partners in blocks.partners.items():
            # Two who are together and apart share a block: its place stands in the row twice, so that nobody can take it.
            for columns in (places[[unit, partner], group] for partner in partners if unit <= partner for group in range(self.groups)):
                self._row(columns, np.ones(2), -np.inf, 1)
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

    def _highs(self, whole: NDArray[np.intp]) -> highspy.Highs:
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
        if len(whole):
            kinds = np.full(total, highspy.HighsVarType.kContinuous, dtype=object)
            kinds[(whole[:, None] * self.groups + np.arange(self.groups)).ravel()] = highspy.HighsVarType.kInteger
            programme.integrality_ = list(kinds)
        model = _SilentHighs()  # type: ignore[no-untyped-call]  # likewise
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", _GAP)):
            model.setOptionValue(option, value)
        if len(whole):
            model.setOptionValue("time_limit", _MOST_SECONDS)
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
