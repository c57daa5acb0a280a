"""What taking in a row would do: records to create, fields to change. Planned first, then applied, so that a refusal comes before anything is written."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from minicluster.platform.imports.models import OfficeNumber

_UNSAID: tuple[Any, ...] = (None, "", (), [])


@dataclass
class Plan:
    """The work of one row. `subject` is the record that the row is about; the other records come along with it."""

    subject: Any = None
    new: list[Any] = field(default_factory=list)
    # Everything that is to be saved, in the order of planning: a span is closed before the next is opened.
    order: list[Any] = field(default_factory=list)
    changes: dict[int, tuple[Any, dict[str, Any]]] = field(default_factory=dict)
    numbers: list[tuple[Any, str]] = field(default_factory=list)
    # What the row says of which record, so that two rows of one file cannot contradict each other.
    said: list[tuple[Any, str, Any]] = field(default_factory=list)

    def about(self, record: Any) -> Any:
        """Name the record that the row is about."""
        self.subject = record
        return record

    def create(self, model: type[Model], *, is_said: bool = True, **values: Any) -> Any:
        """Plan a new record. `is_said`: its values are what the row says, and not what follows from it."""
        record = model(**{name: value for name, value in values.items() if value is not None})
        self.new.append(record)
        self.order.append(record)
        self.said += [(record, name, value) for name, value in values.items() if is_said and value not in _UNSAID]
        return record

    def change(self, record: Any, *, is_said: bool = True, **values: Any) -> None:
        """Plan to change fields: what is blank says nothing, and what stands already changes nothing."""
        for name, value in values.items():
            if value in _UNSAID:
                continue
            self.said += [(record, name, value)] if is_said else []
            if record.pk is None:
                setattr(record, name, value)
            elif getattr(record, name) != value:
                self._change(record, name, value)

    def _change(self, record: Any, name: str, value: Any) -> None:
        if id(record) not in self.changes:
            self.changes[id(record)] = (record, {})
            self.order.append(record)
        self.changes[id(record)][1][name] = value

    def say(self, record: Any, name: str, value: Any) -> None:
        """Note that the row says this, though no field of that name may come of it; what is blank says nothing."""
        self.said += [(record, name, value)] if value not in _UNSAID else []

    def number(self, record: Any, number: str) -> None:
        """Plan to note that an office's own number means this record."""
        self.numbers.append((record, number))

    @property
    def verdict(self) -> str:
        """`created` where the row's own record is new, `updated` where anything else is, else `unchanged`."""
        if any(self.subject is record for record in self.new):
            return "created"
        return "updated" if self.new or self.changes or self.numbers else "unchanged"

    @property
    def fields(self) -> list[str]:
        """The names of what is written: fields of records, and the kinds of the records that come along."""
        along = {type(record).__name__.lower() for record in self.new if record is not self.subject}
        return sorted(along.union(*(values for _record, values in self.changes.values()), {"number"} if self.numbers else ()))

    @property
    def touched(self) -> list[Any]:
        """Every record that is created or changed."""
        return list(self.order)

    def apply(self) -> list[Any]:
        """Write it, and return every record that was written."""
        for record in self.order:
            if id(record) in self.changes:
                values = self.changes[id(record)][1]
                for name, value in values.items():
                    _save_new(value)
                    setattr(record, name, value)
                record.save(update_fields=sorted(values))
            else:
                _save_new(record)
        numbers = [
            OfficeNumber(programme_id=record.programme_id, record_type=record.record_type, number=number, record_id=record.pk)
            for record, number in self.numbers
        ]
        return [*self.order, *OfficeNumber.objects.bulk_create(numbers)]


def _save_new(record: Any) -> None:
    """Save a record that is new, and before it the new records that it points to."""
    if not isinstance(record, Model) or record.pk is not None:
        return
    fields: Any = record._meta.concrete_fields  # noqa: SLF001  # Django's documented interface to a model's fields
    for relation in fields:
        if relation.is_relation and relation.is_cached(record):
            _save_new(relation.get_cached_value(record))
    record.save()
