"""The state of a row, as an entry commits to it and as the audit reads it again.

A row's state is its columns as the database holds them, so that the same row gives the same state
on SQLite and on PostgreSQL. A model leaves columns out with `record_ignores = ("last_login",)`:
what changes without a deed (counters, caches, a person's own settings) belongs there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import get_connection

State = dict[str, Any]
BATCH = 500


@cache
def fields_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns that an entry commits to, by the names of their fields."""
    ignored = set(getattr(model, "record_ignores", ()))
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in ignored]
    return tuple(sorted(names))


def state_of(thing: models.Model) -> State | None:
    """The row's state as the database holds it now; None when there is no such row.

    The same values as `states_of`, with the query compiled once a connection: every deed reads one.
    """
    model, connection = type(thing), get_connection()
    fields = fields_of(model)
    compiler, sql = _reading(model, fields)
    with connection.cursor() as cursor:
        cursor.execute(sql, [model._meta.pk.get_db_prep_value(thing.pk, connection)])
        row = cursor.fetchone()
    if row is None:
        return None
    converters = compiler.get_converters([chosen[0] for chosen in compiler.select])
    [[_pk, *values]] = compiler.apply_converters([row], converters)
    return dict(zip(fields, values, strict=True))


def _reading(model: type[models.Model], fields: tuple[str, ...]) -> tuple[SQLCompiler, str]:
    """The compiled query for one row of a model, kept with the connection it was compiled for."""
    connection = get_connection()
    kept: dict[type[models.Model], tuple[SQLCompiler, str]] = connection.__dict__.setdefault("_record_readings", {})
    if model not in kept:
        chosen = model._base_manager.filter(pk=0).values_list("pk", *_columns(model, fields))
        compiler = chosen.query.get_compiler(connection=connection)
        kept[model] = compiler, compiler.as_sql()[0]
    return kept[model]


def _columns(model: type[models.Model], fields: Sequence[str]) -> list[str]:
    attnames = {field.name: field.attname for field in model._meta.concrete_fields}
    return [attnames[name] for name in fields]


def states_of(model: type[models.Model], fields: Sequence[str], pks: Iterable[Any]) -> Iterator[tuple[str, State]]:
    """Id and state of the rows that are there, by these columns."""
    columns = _columns(model, fields)
    for some in _batches(list(pks)):
        for pk, *values in model._base_manager.filter(pk__in=some).values_list("pk", *columns):
            yield str(pk), dict(zip(fields, values, strict=True))


def knows(model: type[models.Model], fields: Sequence[str]) -> bool:
    """Whether the model still has the columns that an old entry commits to."""
    return set(fields) <= {field.name for field in model._meta.concrete_fields}


def model_of(kind: str) -> type[models.Model] | None:
    """The model of a kind such as `membership.membership`, or None when it is no longer there."""
    try:
        return apps.get_model(kind)
    except (LookupError, ValueError):
        return None


def models_that_are_always_recorded() -> list[type[models.Model]]:
    """Models that say `record_requires = True`: a row of theirs without an entry was put in behind our back."""
    return [model for model in apps.get_models() if getattr(model, "record_requires", False)]


def shown(thing: models.Model) -> Mapping[str, str]:
    """How a report names a row."""
    return {"kind": thing._meta.label_lower, "id": str(thing.pk), "name": str(thing)}


def _batches(pks: list[Any]) -> Iterator[list[Any]]:
    for at in range(0, len(pks), BATCH):
        yield pks[at : at + BATCH]
