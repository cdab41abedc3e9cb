"""The trigger that keeps an organization's standings apart, whatever code or console reaches the database."""

from __future__ import annotations

from typing import Any

TABLE = "membership_standing"
REFUSAL = "standings of one organization never overlap"

_OVERLAP = """
    SELECT 1 FROM membership_standing other
    WHERE other.organization_id = NEW.organization_id AND other.id <> COALESCE(NEW.id, 0)
      AND (other.until IS NULL OR other.until >= NEW.since)
      AND (NEW.until IS NULL OR other.since <= NEW.until)
"""

_SQLITE = """
CREATE TRIGGER standings_never_overlap_on_{deed} {when} {deed} ON {table}
WHEN EXISTS ({overlap})
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""

_POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION standings_never_overlap() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF EXISTS ({_OVERLAP}) THEN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""


def install(connection: Any) -> None:
    """Put the guard up. On SQLite it looks after the row is written, when it has its id."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL)
            cursor.execute(
                f"CREATE TRIGGER standings_never_overlap BEFORE INSERT OR UPDATE ON {TABLE} "
                "FOR EACH ROW EXECUTE FUNCTION standings_never_overlap()"
            )
            return
        for deed in ("INSERT", "UPDATE"):
            cursor.execute(_SQLITE.format(deed=deed, when="AFTER", table=TABLE, overlap=_OVERLAP, refusal=REFUSAL))


def remove(connection: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS standings_never_overlap ON {TABLE}")
            return
        for deed in ("INSERT", "UPDATE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS standings_never_overlap_on_{deed}")
