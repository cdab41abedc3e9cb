"""Secrets that this installation made for itself and keeps in its data folder."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path, *, size: int = 50) -> str:
    """A random secret kept at `path`, made at the first call."""
    return kept(path, lambda: secrets.token_urlsafe(size))


def kept(path: Path, make: Callable[[], str]) -> str:
    """The text kept at `path` (mode 600), made at the first call; safe when two processes start at once."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    fresh.write_text(make(), encoding="ascii")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii")
