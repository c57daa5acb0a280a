"""Which cells of a table of counts are kept back: those of fewer than three firms, and those from which these could be worked out."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, TypeAlias

Cell: TypeAlias = tuple[str, str]
TOTAL: Final = ""


def hidden_cells(counts: Mapping[Cell, int], *, least: int) -> frozenset[Cell]:
    """The cells (row, column) to keep back, totals among them: that of a row is (row, TOTAL), that of a column (TOTAL, column), that of all (TOTAL, TOTAL).

    A cell of 1 to `least` − 1 is kept back, and then others, until no cell kept back for its size can be worked out, and what is kept back under a total that
    is told stands together on at least `least` firms.

    Rows and columns are the nodes of a graph and the cells kept back its edges: each node is an equation, its cells are its total. A cell can be worked out
    exactly where its edge lies on no circle.

    Args:
        counts: of the cells, without totals; a cell that is not there is 0, and known to be.
        least: fewer are not told.
    """
    full = {cell: count for cell, count in with_totals(counts).items() if count}
    small = {cell for cell, count in full.items() if count < least}
    hidden = set(small)
    while more := next(_more(full, hidden, small, least), None):
        hidden |= more
    return frozenset(hidden)


def with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The counts with those of rows, columns and all.

    >>> with_totals({("a", "x"): 3, ("b", "x"): 4})[("", "x")]
    7
    """
    full = dict(counts)
    for (row, column), count in counts.items():
        for total in ((row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            full[total] = full.get(total, 0) + count
    return full


def _more(full: Mapping[Cell, int], hidden: Collection[Cell], small: Collection[Cell], least: int) -> Iterator[set[Cell]]:
    """What has to be kept back as well, as long as there is something."""
    yield from (_circle(cell, full, hidden) for cell in sorted(small) if not _on_a_circle(cell, hidden))
    for row, column in sorted(hidden):
        for total, line in (((row, TOTAL), [cell for cell in full if cell[0] == row]), ((TOTAL, column), [cell for cell in full if cell[1] == column])):
            inside = [cell for cell in line if cell != total]
            if total not in hidden and 0 < sum(full[cell] for cell in inside if cell in hidden) < least:
                yield {min((cell for cell in line if cell not in hidden), key=lambda cell: (cell == total, full[cell], cell))}


def _circle(cell: Cell, full: Mapping[Cell, int], hidden: Collection[Cell]) -> set[Cell]:
    """The three cells that close a circle with this one: as few totals as can be, then those of the fewest firms. All totals close one in any table."""
    rows, columns = {row for row, _column in full} - {cell[0]}, {column for _row, column in full} - {cell[1]}
    circles = [{(cell[0], column), (row, cell[1]), (row, column)} for row in rows for column in columns]
    known = [circle for circle in circles if circle <= full.keys()]
    new = [circle.difference(hidden) for circle in known]
    return min(new, key=lambda circle: (sum(TOTAL in one for one in circle), sum(full[one] for one in circle), sorted(circle)))


def _on_a_circle(cell: Cell, hidden: Collection[Cell]) -> bool:
    """Whether the cell's row and column hang together by other cells kept back."""
    reached, wait = set[tuple[str, str]](), [("row", cell[0])]
    while wait:
        kind, name = node = wait.pop()
        if node in reached:
            continue
        reached.add(node)
        own, other = (0, 1) if kind == "row" else (1, 0)
        wait += [("column" if kind == "row" else "row", edge[other]) for edge in hidden if edge != cell and edge[own] == name]
    return ("column", cell[1]) in reached
