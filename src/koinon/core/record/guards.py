"""Triggers that keep the record append-only, whatever code or console reaches the database.

They stop mistakes and careless statements. Someone who may drop triggers can still change rows;
`manage verify_record` finds that, and finds a guard that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

REFUSAL = "the record is append-only"
GUARDED = ("Entry", "Tile", "Checkpoint", "TreeHead")
ERASABLE = ("thing_id", "actor_id")
"""Columns of an entry that may be emptied, and nothing else."""


def install(connection: Any, registry: Any = apps) -> None:
    """Put up every guard, anew where it stood. A migration hands in its own apps: the tables as they were then."""
    remove(connection, registry)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for statement in _statements(connection, registry):
            cursor.execute(statement)


def remove(connection: Any, registry: Any = apps) -> None:
    with connection.cursor() as cursor:
        for name, table in _names(registry):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """Take the guards down and put them up again: for emptying a test database."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def missing(connection: Any) -> list[str]:
    """Names of the guards that are not there."""
    source = (
        "SELECT tgname FROM pg_trigger"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name, _table in _names(apps) if name not in there]


def _names(registry: Any) -> list[tuple[str, str]]:
    return [(f"{table}_is_{guard}", table) for table in _tables(registry) for guard in ("kept", "fixed")]


def _tables(registry: Any) -> dict[str, Any]:
    """The guarded tables, and the model of each."""
    guarded = [registry.get_model("core", name) for name in GUARDED]
    return {model._meta.db_table: model for model in guarded}


def _statements(connection: Any, registry: Any) -> Iterator[str]:
    """One guard against deleting and one against changing for each table."""
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    for table, model in _tables(registry).items():
        yield write(f"{table}_is_kept", table, "DELETE", "")
        yield write(f"{table}_is_fixed", table, "UPDATE", _forbidden(model))


def _forbidden(model: Any) -> str:
    """When a change is refused; empty for always. The head may only grow, an entry only be erased."""
    if model._meta.model_name == "treehead":
        return "NEW.id <> OLD.id OR NEW.size <= OLD.size"
    if model._meta.model_name != "entry":
        return ""
    columns = [field.column for field in model._meta.concrete_fields]
    fixed = [_differs(column) for column in columns if column not in ERASABLE]
    return " OR ".join(fixed + [f'({_differs(column)} AND NEW."{column}" IS NOT NULL)' for column in ERASABLE])


def _differs(column: str) -> str:
    return f'NEW."{column}" IS DISTINCT FROM OLD."{column}"'


def _sqlite(name: str, table: str, deed: str, forbidden: str) -> str:
    when = f" WHEN {forbidden.replace('IS DISTINCT FROM', 'IS NOT')}" if forbidden else ""
    return f'CREATE TRIGGER "{name}" BEFORE {deed} ON "{table}"{when} BEGIN SELECT RAISE(ABORT, \'{REFUSAL}\'); END'


def _postgresql(name: str, table: str, deed: str, forbidden: str) -> str:
    when = f" WHEN ({forbidden})" if forbidden else ""
    return f'CREATE TRIGGER "{name}" BEFORE {deed} ON "{table}" FOR EACH ROW{when} EXECUTE FUNCTION record_refuses()'


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION record_refuses() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
