"""Reading the rows of the demonstration."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "seeds" / "demo"
INVENTED = "Invented for the demonstration"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
