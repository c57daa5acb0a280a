"""What a column can hold, and what a kind of record is made from: declared by the stations, read by the machine. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import get_language

from minicluster.platform.imports.tidying import key

# Reads a cell; the unit is what one stands for in its column (백만원: 1,000,000).
Reader = Callable[[Any, Decimal], Any]


@dataclass(frozen=True)
class Field:
    """A thing that a row can say: the names offices give its column, and how its cell is read.

    The first Korean and the first English name are its labels. A `yearly` field needs a year: in its column's head (`2006년 매출액`) or in a column of
    its own.
    """

    name: str
    korean: tuple[str, ...]
    english: tuple[str, ...]
    read: Reader
    required: bool = False
    yearly: bool = False
    # Words such as 없음 that mean a blank in a value are a statement in a text.
    is_text: bool = False

    @property
    def label(self) -> str:
        """The name of its column in the reader's language."""
        return self.korean[0] if (get_language() or "ko").startswith("ko") else self.english[0]

    @property
    def keys(self) -> frozenset[str]:
        """Every name by which its column is known, made comparable."""
        return frozenset(key(name) for name in (*self.korean, *self.english, self.name))


@dataclass(frozen=True)
class Layout:
    """A layout of which the columns are known by name: a published corpus, say. `columns` must all be there; `meaning` maps them to fields."""

    name: str
    columns: frozenset[str]
    meaning: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A row with its cells read: what it says, by field. What it leaves blank is not in it.

    `known_as` is the record that it was about when a row with the very same contents was taken in before.
    """

    number: int
    values: Mapping[str, Any]
    by_year: Mapping[tuple[str, int], Any] = field(default_factory=dict)
    known_as: int | None = None

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.values


class Clerk(Protocol):
    """Who knows the records of one programme, and what a row means for them. Made anew for each chunk, so that it knows what others changed."""

    def plan(self, row: Row) -> Any:
        """What taking in this row would do, as a `plans.Plan`.

        Raises:
            RowRefusedError: it cannot be taken in.
        """

    def learn(self, record: Any) -> None:
        """Take note of a record that was just created or changed."""

    def finish(self, records: Iterable[Any]) -> None:
        """What is to be done once per chunk with the records that were created or changed: search, say."""


@dataclass(frozen=True)
class Kind:
    """A kind of record that can be imported."""

    name: str
    fields: tuple[Field, ...]
    clerk: Callable[[Any], Clerk]
    layouts: tuple[Layout, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(field for field in self.fields if field.name == name)
