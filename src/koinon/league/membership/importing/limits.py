"""How large a file may be, so that a mistake or a trick cannot exhaust the machine."""

from __future__ import annotations

MAX_BYTES = 10_000_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 2_000
MAX_UNPACKED = 100_000_000
"""What an XLSX file may hold when unpacked: it is a zip archive, and a small one can unpack to gigabytes."""
MAX_PROBLEMS = 500
"""Problems listed in full; the count is always of all."""
