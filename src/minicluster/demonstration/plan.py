"""A plan of rows before they are in the database: plain values, and keys where one row points at another. Pure."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Model


class Key(NamedTuple):
    """A row's place in the plan; when the plan is written it becomes the primary key."""

    model: type[Model]
    number: int


class Plan:
    """Rows by model, in the order in which they were planned."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[dict[str, Any]]] = {}

    def add(self, model: type[Model], **values: Any) -> Key:
        """Plan a row; the values go by column name (`group_id`) and may be keys."""
        rows = self.rows.setdefault(model, [])
        rows.append(values)
        return Key(model, len(rows) - 1)

    def row(self, key: Key) -> dict[str, Any]:
        """The values of a planned row."""
        return self.rows[key.model][key.number]

    def count(self, model: type[Model]) -> int:
        """How many rows of a model are planned."""
        return len(self.rows.get(model, ()))

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))

    def digest(self) -> str:
        """A checksum of everything planned: the same seed gives the same."""
        checksum = hashlib.sha256()
        for line in self._lines():
            checksum.update(line.encode())
        return checksum.hexdigest()

    def _lines(self) -> Iterator[str]:
        for model, rows in self.rows.items():
            for row in rows:
                yield f"{model.__name__} " + " ".join(f"{name}={_written(value)}" for name, value in row.items()) + "\n"


def _written(value: object) -> str:
    return f"{value.model.__name__}#{value.number}" if isinstance(value, Key) else repr(value)
