"""A table with a row for each plant: where it is, what it makes, how large it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minicluster.analytics.tables.columns import Columns
from minicluster.analytics.tables.keys import Codes, numbered
from minicluster.analytics.tables.panel import Panel
from minicluster.analytics.tables.reading import Kind, Table, numbers, read_table, refuse_empty_keys


@dataclass(frozen=True)
class Plants:
    """Plants as codes and sizes.

    Attributes:
        region: shape (plants,), the place of each plant's region in `regions`.
        industry: shape (plants,), the place of each plant's industry in `industries`.
        size: shape (plants,), employment or sales.
        extra: further columns as they stand (coordinates), by name.
    """

    region: Codes
    industry: Codes
    size: NDArray[np.float64]
    regions: tuple[Any, ...]
    industries: tuple[Any, ...]
    extra: dict[str, NDArray[np.float64]]
    columns: Columns
    kind: Kind

    def summed(self) -> Panel:
        """The plants of each region and industry added up, as a panel of one moment."""
        cells = np.zeros((1, len(self.regions), len(self.industries)))
        np.add.at(cells[0], (self.region, self.industry), self.size)
        return Panel(cells, (None,), self.regions, self.industries, self.columns, self.kind)

    def counted(self) -> NDArray[np.float64]:
        """The number of plants by region and industry, shape (regions, industries)."""
        counts = np.zeros((len(self.regions), len(self.industries)))
        np.add.at(counts, (self.region, self.industry), 1)
        return counts

    def size_shares(self) -> NDArray[np.float64]:
        """The share of each plant in its industry, shape (plants,); 0 where the industry has nothing."""
        industry = np.bincount(self.industry, self.size, len(self.industries))[self.industry]
        return np.divide(self.size, industry, out=np.zeros_like(self.size), where=industry > 0)


def read_plants(table: Table, columns: Columns, extra: tuple[str, ...] = ()) -> Plants:
    """Read a table of plants; several plants may share region and industry.

    Raises:
        TableError: a key is empty, a size is empty, negative or not finite, or an extra column is not a finite number.
    """
    keys = (columns.region, columns.industry)
    frame, kind = read_table(table, [*keys, columns.value, *extra], keys=keys)
    refuse_empty_keys(frame, keys)
    size = numbers(frame, columns.value)
    further = {name: numbers(frame, name, may_be_negative=True).to_numpy() for name in extra}
    (regions, region), (industries, industry) = (numbered(frame[key]) for key in keys)
    return Plants(region, industry, size.to_numpy(), regions, industries, further, columns, kind)
