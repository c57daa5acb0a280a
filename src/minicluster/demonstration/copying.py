"""Writing a plan with COPY: keys become primary keys, and what a row does not say gets the model's default."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, JSONField, Model
from django.utils import timezone
from psycopg import sql
from psycopg.types.json import Jsonb

from minicluster.demonstration.plan import Key, Plan

Ids = dict[type[Model], list[int]]


def write_plan(plan: Plan, *, programme_id: int | None = None) -> Ids:
    """Write every planned row in the caller's transaction and give the primary keys by model. Foreign keys are checked when it commits."""
    ids = {model: _reserved(model, len(rows)) for model, rows in plan.rows.items()}
    for model, rows in plan.rows.items():
        _copy(model, rows, ids, programme_id)
    return ids


def _facts(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001  # Django's documented way to a model's table and fields


def _reserved(model: type[Model], count: int) -> list[int]:
    # From the sequence one by one, as people may be writing through the pages at the same time.
    table = _facts(model)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{table.db_table}"', table.pk.column, count])
        return [row[0] for row in cursor.fetchall()]


def _copy(model: type[Model], rows: Iterable[dict[str, Any]], ids: Ids, programme_id: int | None) -> None:
    table = _facts(model)
    rows = list(rows)
    fields = [field for field in table.concrete_fields if not field.primary_key and not _is_filled_by_the_database(field, rows)]
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in [table.pk, *fields]])
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.db_table), columns)
    defaults = {field.attname: _default(field, programme_id) for field in fields}
    shape = [(field.attname, _writer(field)) for field in fields]
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for pk, row in zip(ids[model], rows, strict=True):
            full = {**defaults, **row}
            copy.write_row([pk, *(_value(full[name], writer, ids) for name, writer in shape)])


def _is_filled_by_the_database(field: "Field[Any, Any]", rows: Iterable[dict[str, Any]]) -> bool:
    """A default that the database computes is its own for every row; where rows say the value themselves, all of them do."""
    return field.has_db_default() and not any(field.attname in row for row in rows)


def _value(value: Any, writer: Callable[[Any], Any] | None, ids: Ids) -> Any:
    if isinstance(value, Key):
        return ids[value.model][value.number]
    return value if writer is None or value is None else writer(value)


def _writer(field: "Field[Any, Any]") -> Callable[[Any], Any] | None:
    if isinstance(field, JSONField):
        return Jsonb
    return list if isinstance(field, ArrayField) else str if field.choices and field.get_internal_type() == "CharField" else None


def _default(field: "Field[Any, Any]", programme_id: int | None) -> Any:
    if field.attname == "programme_id":
        return programme_id
    if getattr(field, "auto_now_add", False):
        return timezone.now()
    return field.get_default()
