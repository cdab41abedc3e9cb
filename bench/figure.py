"""What a measurement says: one line a figure, ours beside something, in the same run.

A script of `bench/` defines `figures() -> Iterable[Figure]`. `./koinon bench` runs all of them,
`./koinon bench NAME` one; the sentence at the top of a script tells what it measures.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One measured value of ours, beside a peer or a limit measured in the same run.

    ours, theirs, bar: in `unit`. beside: what `theirs` is. bar: the promise, or None. better:
    whether less of it is better (time, memory) or more (requests a second).
    """

    name: str
    ours: float
    unit: str
    beside: str = ""
    theirs: float | None = None
    bar: float | None = None
    better: Literal["less", "more"] = "less"

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs."""
        return self.ours / self.theirs if self.theirs else None

    @property
    def holds(self) -> bool:
        """Whether the bar is kept; a figure without a bar keeps it."""
        if self.bar is None:
            return True
        return self.ours <= self.bar if self.better == "less" else self.ours >= self.bar

    def line(self) -> str:
        parts = [f"{self.name}: {self.ours:.4g} {self.unit}"]
        if self.theirs is not None:
            parts.append(f"beside {self.beside}: {self.theirs:.4g} {self.unit}")
        if self.ratio is not None:
            parts.append(f"ratio {self.ratio:.2f}")
        if self.bar is not None:
            sign = "≤" if self.better == "less" else "≥"
            parts.append(f"bar {sign} {self.bar:g} {self.unit}, {'kept' if self.holds else 'NOT KEPT'}")
        return " | ".join(parts)

    def as_json(self) -> str:
        return json.dumps({**asdict(self), "ratio": self.ratio, "holds": self.holds}, ensure_ascii=False)


def cpu_ms(deed: Callable[[], object], *, times: int = 50, warm: int = 3) -> float:
    """Median milliseconds of this process's CPU that one call takes, after some calls that do not count."""
    for _ in range(warm):
        deed()
    gc.collect()
    taken = []
    for _ in range(times):
        before = time.process_time_ns()
        deed()
        taken.append(time.process_time_ns() - before)
    return median(taken) / 1e6


def side_by_side(*deeds: Callable[[], object], times: int = 50, rounds: int = 5) -> list[float]:
    """`cpu_ms` of several deeds, taken in turns, so that a busy minute falls on all; the best round of each."""
    best = [float("inf")] * len(deeds)
    for _ in range(rounds):
        for place, deed in enumerate(deeds):
            best[place] = min(best[place], cpu_ms(deed, times=times))
    return best
