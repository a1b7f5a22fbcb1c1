"""Many rows into one table at once, without an object for each: a fraction of what `bulk_create` costs.

For tables that get thousands of rows in one go. Nothing is validated, no signal is sent, no key comes back.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Insert rows. Where one is there with the same `unique` fields, its `update` fields become those of the new one;
    without any it stays as it is.

    `names`: fields of the model, and `rows` their values in this order: foreign keys as plain keys, text as text. Other
    fields get their defaults.
    """
    named = [_field(model, name) for name in names]
    others = [
        field
        for field in model._meta.concrete_fields  # noqa: SLF001  (Django documents it)
        if field.name not in names and not isinstance(field, models.AutoField)
    ]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    moments = [at for at, field in enumerate(named) if isinstance(field, models.DateTimeField)]
    sql = _statement(model, [*named, *others], unique, update)
    told = [(*row, *defaults) for row in _adapted(rows, moments)]
    if told:
        with connection.cursor() as cursor:
            cursor.executemany(sql, told)


def _statement(
    model: type[models.Model], fields: "Sequence[models.Field[Any, Any]]", unique: Sequence[str], update: Sequence[str]
) -> str:
    quote = connection.ops.quote_name
    columns = {field.name: quote(str(field.column)) for field in fields}
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(columns.values())}) "  # noqa: S608, SLF001  (our names)
        f"VALUES ({', '.join(['%s'] * len(fields))})"
    )
    if unique:
        changes = ", ".join(f"{columns[name]} = EXCLUDED.{columns[name]}" for name in update)
        told = f"UPDATE SET {changes}" if changes else "NOTHING"
        sql += f" ON CONFLICT ({', '.join(columns[name] for name in unique)}) DO {told}"
    return sql


def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    field = model._meta.get_field(name)  # noqa: SLF001
    if not isinstance(field, models.Field):
        raise TypeError(f"{name} is no column of {model.__name__}")
    return field


def _adapted(rows: Iterable[Sequence[Any]], moments: Sequence[int]) -> Iterable[Sequence[Any]]:
    """Return rows as the database takes them: SQLite has no type for times. Most have few times, or one, in common."""
    if not moments:
        return rows
    adapt = cache(connection.ops.adapt_datetimefield_value)
    return (_with_moments(row, moments, adapt) for row in rows)


def _with_moments(row: Sequence[Any], moments: Sequence[int], adapt: Callable[[Any], Any]) -> Sequence[Any]:
    told = list(row)
    for at in moments:
        told[at] = adapt(told[at])
    return told
