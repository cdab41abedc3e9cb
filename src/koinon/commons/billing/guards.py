"""The database itself keeps the books: an entry balances before it is sealed, and nothing changes afterwards.

Triggers for both engines. They stop mistakes and careless statements; a migration that rebuilds one
of these tables on SQLite has to put them up again (`install`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_COLUMNS = ("id", "kind", "posted_on", "period_id", "paper", "made_at", "made_by_id")
_SEALING = "NOT OLD.sealed AND NEW.sealed AND " + " AND ".join(f"NEW.{column} = OLD.{column}" for column in _COLUMNS)
_UNBALANCED = """(SELECT COUNT(*) FROM billing_leg WHERE entry_id = NEW.id) < 2 OR EXISTS (
    SELECT 1 FROM billing_leg JOIN billing_account ON billing_account.id = billing_leg.account_id
    WHERE billing_leg.entry_id = NEW.id GROUP BY billing_account.currency HAVING SUM(billing_leg.amount) <> 0)"""
_CLOSED = """EXISTS (
    SELECT 1 FROM billing_period AS shut, billing_period AS own
    WHERE shut.state = 'closed' AND own.id = NEW.period_id AND shut.starts_on >= own.starts_on)"""
_OTHER_MONTH = {
    "sqlite": "strftime('%Y-%m', NEW.posted_on) <> "
    "(SELECT strftime('%Y-%m', starts_on) FROM billing_period WHERE id = NEW.period_id)",
    "postgresql": "date_trunc('month', NEW.posted_on) <> (SELECT starts_on FROM billing_period WHERE id = NEW.period_id)",
}
_IN_USE = "EXISTS (SELECT 1 FROM billing_leg WHERE account_id = OLD.id)"
_SAME_ACCOUNT = "NEW.code = OLD.code AND NEW.currency = OLD.currency AND NEW.kind = OLD.kind"
_SEALED = "EXISTS (SELECT 1 FROM billing_entry WHERE id = NEW.entry_id AND sealed)"


@dataclass(frozen=True, slots=True)
class Guard:
    """A trigger: on which table and statement, under what condition, and what the database says."""

    name: str
    deed: str
    table: str
    condition: str
    says: str


GUARDS = (
    Guard("billing_entry_is_fixed", "UPDATE", "billing_entry", f"NOT ({_SEALING})", "an entry never changes"),
    Guard("billing_entry_balances", "UPDATE", "billing_entry", _UNBALANCED, "legs sum to zero in each currency"),
    Guard("billing_entry_is_kept", "DELETE", "billing_entry", "1 = 1", "an entry is never deleted"),
    Guard("billing_entry_is_unsealed", "INSERT", "billing_entry", "NEW.sealed", "an entry is sealed after its legs"),
    Guard("billing_entry_month_is_open", "INSERT", "billing_entry", _CLOSED, "the month is closed"),
    Guard("billing_entry_in_its_month", "INSERT", "billing_entry", "{other month}", "an entry stands in its month"),
    Guard("billing_leg_is_in_time", "INSERT", "billing_leg", _SEALED, "a sealed entry takes no further leg"),
    Guard("billing_leg_is_fixed", "UPDATE", "billing_leg", "1 = 1", "a leg never changes"),
    Guard("billing_leg_is_kept", "DELETE", "billing_leg", "1 = 1", "a leg is never deleted"),
    Guard(
        "billing_account_is_fixed",
        "UPDATE",
        "billing_account",
        f"{_IN_USE} AND NOT ({_SAME_ACCOUNT})",
        "an account in use keeps its code, kind and currency",
    ),
)


def install(connection: Any) -> None:
    """Put up every guard, anew where it stood."""
    remove(connection)
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        for guard in GUARDS:
            condition = guard.condition.replace("{other month}", _OTHER_MONTH[connection.vendor])
            for statement in write(guard, condition):
                cursor.execute(statement)


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        for guard in GUARDS:
            on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}{on}")


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
    return [guard.name for guard in GUARDS if guard.name not in there]


def _sqlite(guard: Guard, condition: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.says}'); END"
    )


def _postgresql(guard: Guard, condition: str) -> Iterator[str]:
    passes = "OLD" if guard.deed == "DELETE" else "NEW"
    yield f"""CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{guard.says}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {passes};
        END
    $guard$"""
    yield (f"CREATE TRIGGER {guard.name} BEFORE {guard.deed} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()")
