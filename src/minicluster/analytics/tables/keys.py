"""Keys numbered: which values a column has, in order, and which of them stands in each row."""

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

# Half the memory of what numpy would take for itself: at these lengths memory costs more than arithmetic. A table has fewer than 2³¹ rows.
Codes = NDArray[np.int32]
# A table of as many places is quicker than sorting or hashing, whatever the number of rows.
PLACES: Final = 1 << 16


def numbered(keys: pl.Series) -> tuple[tuple[Any, ...], Codes]:
    """The sorted values of a key and, for each row, the place of its own.

    Texts are sorted by their characters, what has an order of its own (`pl.Enum`) by that. No row may be empty.

    >>> [*map(list, numbered(pl.Series(["b", "a", "b"])))]
    [['a', 'b'], [np.int32(1), np.int32(0), np.int32(1)]]
    """
    codes = _codes(keys)
    place = np.full(int(codes.max()) + 1, -1, dtype=np.int32)
    # For the moment, a row with each code.
    place[codes] = np.arange(len(codes), dtype=np.int32)
    used = np.flatnonzero(place >= 0)
    values = keys.gather(place[used])
    if isinstance(keys.dtype, pl.String | pl.Categorical):
        # Their codes are in the order in which they came.
        values = values.cast(pl.String)
        order = values.arg_sort().to_numpy()
        used, values = used[order], values.gather(order)
    place[used] = np.arange(len(used), dtype=np.int32)
    return tuple(values.to_list()), place[codes]


def _codes(keys: pl.Series) -> NDArray[np.integer[Any]]:
    """A small number, not negative, for each row: equal where keys are equal, and in their order unless they are texts."""
    # Categories of its own: numbers of categories that are shared grow with all that the process has ever read.
    physical = (keys.cast(pl.Categorical(pl.Categories.random())) if keys.dtype == pl.String else keys).to_physical()
    if not physical.dtype.is_integer():
        return _ranks(physical)
    codes = physical.to_numpy()
    least, most = int(codes.min()), int(codes.max())
    if most - least > max(PLACES, len(codes)):
        return _ranks(physical)
    return codes.astype(np.int64) - least if least else codes


def _ranks(keys: pl.Series) -> NDArray[np.integer[Any]]:
    return keys.rank("dense").to_numpy() - 1
