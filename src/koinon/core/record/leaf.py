"""What stands in a leaf, and how its commitments are opened.

A leaf is canonical JSON (RFC 8785 for the strings, whole numbers and nulls it holds): what was
done, when, in which role, to which kind of thing, and four commitments. A commitment is
SHA-256(salt || canonical JSON of the value) with a salt of 32 random bytes of its own, so that one
can be opened without the others, and none can be guessed. No personal data stands in a leaf: who
did it and to which row can be told only by those who hold the salt, and by nobody once it is gone.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.functional import Promise

FORMAT = 1
SALT_BYTES = 32
COMMITTED = ("by", "thing", "details", "state")
"""The fields of a leaf that are commitments, in the order in which they are opened on a page."""


def canonical(value: Any) -> bytes:
    """The one JSON text of a value: keys in order, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=plain)
    return text.encode()


def plain(value: Any) -> Any:
    """A value as JSON holds it, the same whichever database it came from."""
    match value:
        case datetime():
            return instant(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value // timedelta(microseconds=1)
        case Decimal():
            return format(value, "f")
        case Enum():
            return value.value
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case set() | frozenset():
            return sorted(value)
        case models.Model():
            return str(value.pk)
        case UUID() | Promise():
            return str(value)
    return str(value)


def instant(at: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: bytes, value: Any) -> str:
    """SHA-256(salt || canonical JSON of the value), in hex."""
    return sha256(salt + canonical(value)).hexdigest()


def opens(leaf: Mapping[str, Any], name: str, salt: bytes, value: Any) -> bool:
    """Whether this salt and value are what the leaf's commitment of that name was made from."""
    return hmac.compare_digest(str(leaf.get(name) or ""), commitment(salt, value))


@dataclass(frozen=True)
class Salts:
    """A salt for each commitment, from one draw of randomness."""

    by: bytes
    thing: bytes
    details: bytes
    state: bytes

    @classmethod
    def fresh(cls) -> Salts:
        drawn = secrets.token_bytes(4 * SALT_BYTES)
        return cls(drawn[:32], drawn[32:64], drawn[64:96], drawn[96:])


@dataclass(frozen=True)
class Deed:
    """What is to be recorded. `by` and `thing` are ids as text; `state` is None when the thing is gone."""

    name: str
    at: datetime
    role: str
    by: str | None
    kind: str
    thing: str | None
    state: Mapping[str, Any] | None
    details: Mapping[str, Any]

    def leaf(self, salts: Salts) -> bytes:
        """The bytes that go into the tree."""
        about = self.thing is not None
        return canonical(
            {
                "v": FORMAT,
                "deed": self.name,
                "at": instant(self.at),
                "role": self.role,
                "kind": self.kind,
                "by": commitment(salts.by, self.by),
                "thing": commitment(salts.thing, self.thing) if about else None,
                "state": commitment(salts.state, self.state) if about else None,
                "details": commitment(salts.details, self.details),
            }
        )


def read_leaf(leaf: bytes | memoryview) -> dict[str, Any]:
    """The fields of a leaf; ValueError when it is not one of ours."""
    fields = json.loads(bytes(leaf))
    if not isinstance(fields, dict) or fields.get("v") != FORMAT:
        raise ValueError("this is not a leaf of the record")
    return fields


def readable(leaf: bytes | memoryview) -> dict[str, Any]:
    """The fields of a leaf, or none when its bytes were changed into something else: for pages, which must not fall."""
    try:
        return read_leaf(leaf)
    except ValueError:
        return {}


def as_text(leaf: bytes | memoryview) -> str:
    """The bytes of a leaf as text, whatever was done to them."""
    return bytes(leaf).decode("utf-8", errors="replace")
