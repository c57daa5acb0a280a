"""What every file becomes: sheets of cells. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from minicluster.platform.imports.tidying import is_blank

MAXIMUM_CELLS = 20_000_000


@dataclass(frozen=True)
class Table:
    """The cells of one sheet. `first_row` is the number of the first row as the office's program shows it.

    `named` says that the first row holds field names for certain (jsonl), so that no header is searched for. `unreadable` holds the rows (by number)
    that are no record at all, with their text.
    """

    name: str
    rows: Sequence[Sequence[Any]]
    first_row: int = 1
    first_column: int = 0
    named: bool = False
    unreadable: dict[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return not self.unreadable and all(is_blank(cell) for row in self.rows for cell in row)
