"""The environment, typed: every variable Koinon reads, in one table.

`Setting` rows are the only place where `os.environ` is read, and `docs/guide/settings.md`
is generated from them (`./koinon manage print_env`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import available_timezones

T = TypeVar("T")
PROJECT = Path(__file__).resolve().parents[3]


class BadSetting(ValueError):
    """Raised at start when a variable cannot be read; names the variable and what it takes."""


def yes(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in words:
        raise ValueError("1 or 0")
    return words[text.lower()]


def listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


INTERFACES = ("en", "ko", "ar")
PROVIDER_KEYS = ("provider_id", "name", "client_id", "secret", "server_url")


def interfaces(text: str) -> list[str]:
    chosen = listed(text)
    if unknown := [code for code in chosen if code not in INTERFACES]:
        raise ValueError(f"there is no interface in {unknown[0]!r}, only in {', '.join(INTERFACES)}")
    return chosen


def providers(text: str) -> list[dict[str, str]]:
    """OpenID Connect providers, each with all that signing in there needs."""
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("a JSON list of objects")
    for each in found:
        if missing := [key for key in PROVIDER_KEYS if not isinstance(each.get(key), str)]:
            raise ValueError(f"{missing[0]} is missing")
    return found


def zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("a name like Asia/Seoul")
    return text


def origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address like https://koinon.example")
    return text.rstrip("/")


def origin_of(address: str) -> str:
    """Scheme and host of an address, as a security policy names them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One variable: its name, how it is read, its default and what it is for."""

    name: str
    read: Callable[[str], T]
    default: T
    says: str

    def value(self) -> T:
        text = os.environ.get(self.name, "")
        if text == "":
            return self.default
        try:
            return self.read(text)
        except ValueError as why:
            raise BadSetting(f"{self.name}: cannot read {text!r} ({why}). {self.says}") from None


DATA = Setting("KOINON_DATA", Path, PROJECT / "data", "Folder for rows (SQLite), files and keys.")
DATABASE_URL = Setting(
    "KOINON_DATABASE_URL",
    str,
    "",
    "PostgreSQL address, postgresql://user:password@host:port/name; empty means SQLite in the data folder.",
)
DEMO = Setting(
    "KOINON_DEMO",
    yes,
    False,
    "Demonstration mode: known passwords, mail kept in an outbox page; loopback addresses only.",
)
HOSTS: Setting[list[str]] = Setting("KOINON_HOSTS", listed, [], "Host names this site answers to, separated by commas.")
ORIGIN = Setting(
    "KOINON_ORIGIN",
    origin,
    "http://127.0.0.1:8000",
    "Public address of the site, used in mail and letters.",
)
LIVE_ORIGIN = Setting(
    "KOINON_LIVE_ORIGIN",
    origin,
    "",
    "Address of the live process when it is not behind the same origin; empty means the same origin.",
)
SECRET_KEY = Setting("KOINON_SECRET_KEY", str, "", "Signing secret; empty means the one kept in the data folder.")
RECORD_KEY = Setting(
    "KOINON_RECORD_KEY",
    str,
    "",
    "Key that signs the record's checkpoints (PRIVATE+KEY+name+id+base64); empty means the one kept in the data folder.",
)
WITNESS_KEY = Setting(
    "KOINON_WITNESS_KEY",
    str,
    "",
    "Key that cosigns other installations' records, in the same form; empty means the one kept in the data folder.",
)
SITE_NAME = Setting("KOINON_SITE_NAME", str, "Koinon", "Name in the masthead and in mail.")
LANGUAGES = Setting("KOINON_LANGUAGES", interfaces, ["en", "ko", "ar"], "Interface languages, first is the default.")
TIME_ZONE = Setting("KOINON_TIME_ZONE", zone, "Asia/Seoul", "Time zone of the league's secretariat.")
MAIL_URL = Setting(
    "KOINON_MAIL_URL",
    str,
    "",
    "SMTP address, smtp://user:password@host:587 or smtps://; empty keeps mail in the outbox page.",
)
MAIL_FROM = Setting("KOINON_MAIL_FROM", str, "secretariat@koinon.example", "Sender of mail.")
CACHE_URL = Setting(
    "KOINON_CACHE_URL",
    str,
    "",
    "redis://host:port/0; empty means the database cache shared by all workers.",
)
OIDC_PROVIDERS: Setting[list[dict[str, str]]] = Setting(
    "KOINON_OIDC_PROVIDERS",
    providers,
    [],
    "JSON list of OpenID Connect providers: provider_id, name, client_id, secret, server_url.",
)
TRUSTED_PROXIES = Setting(
    "KOINON_TRUSTED_PROXIES",
    int,
    0,
    "How many reverse proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto.",
)
UPLOAD_MEGABYTES = Setting("KOINON_UPLOAD_MEGABYTES", int, 10, "Largest upload in megabytes (10^6 bytes).")


def all_settings() -> Iterator[Setting[Any]]:
    return (value for value in globals().values() if isinstance(value, Setting))


def database(url: str, data: Path) -> dict[str, Any]:
    """Django's database entry for a PostgreSQL address, or SQLite in the data folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "db.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadSetting(f"{DATABASE_URL.name}: only postgresql:// addresses are known. {DATABASE_URL.says}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def mail(url: str) -> dict[str, Any]:
    """SMTP settings by name; an empty address means that mail stays in the outbox.

    All mail is stored first (EMAIL_BACKEND); a job hands it to MAIL_BACKEND.
    """
    stored = {"EMAIL_BACKEND": "koinon.core.notify.backend.Outbox"}
    if not url:
        return {**stored, "MAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"}:
        raise BadSetting(f"{MAIL_URL.name}: only smtp:// and smtps:// are known. {MAIL_URL.says}")
    return {
        **stored,
        "MAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }
