"""The two keys of an installation: one signs its own checkpoints, the other cosigns those of others.

Ed25519 (RFC 8032). Each is made once and kept in the data folder (mode 600) or given by the
environment, as one line: `PRIVATE+KEY+<name>+<key id>+<base64 of kind and seed>`, the form that
Go's note package writes. The name of the first is the log's origin and must never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from koinon.core.secrets import kept
from koinon.engines.note import (
    COSIGNED,
    SIGNED,
    NotANote,
    Signature,
    VerifierKey,
    cosignature,
    cosigned_message,
    from_base64,
    is_key_name,
    to_base64,
)

HEADING = "PRIVATE+KEY+"


@dataclass(frozen=True)
class Signer:
    """A private key under its name."""

    name: str
    kind: int
    private: Ed25519PrivateKey

    @property
    def key(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """The signature line of a note's text."""
        key = self.key
        return Signature(key.name, key.id, self.private.sign(text.encode()))

    def cosign(self, text: str, at: int) -> Signature:
        """The cosignature line of a checkpoint at a second: c2sp.org/tlog-cosignature."""
        return cosignature(self.key, at, self.private.sign(cosigned_message(text, at)))

    def __str__(self) -> str:
        """The line in which the key is kept. It is a secret."""
        material = to_base64(bytes([self.kind]) + self.private.private_bytes_raw())
        return f"{HEADING}{self.name}+{self.key.id.hex()}+{material}"

    @classmethod
    def made(cls, name: str, kind: int) -> Signer:
        return cls(name, kind, Ed25519PrivateKey.generate())

    @classmethod
    def parsed(cls, line: str) -> Signer:
        name, _, rest = line.strip().removeprefix(HEADING).partition("+")
        _id, _, encoded = rest.partition("+")
        material = from_base64(encoded)
        if not line.startswith(HEADING) or not is_key_name(name) or len(material) != 33:
            raise NotANote("this is not a private key")
        signer = cls(name, material[0], Ed25519PrivateKey.from_private_bytes(material[1:]))
        if signer.kind not in (SIGNED, COSIGNED) or signer.key.id.hex() != _id:
            raise NotANote("the key id does not belong to this private key")
        return signer


def log_signer() -> Signer:
    """The key that signs our checkpoints; its name is our log's origin."""
    return _signer(settings.RECORD_KEY, "record", SIGNED, "record")


def witness_signer() -> Signer:
    """The key with which we cosign other logs."""
    return _signer(settings.WITNESS_KEY, "witness", COSIGNED, "record/witness")


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 public key, a message and a signature go together."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signer(line: str, file: str, kind: int, place: str) -> Signer:
    line = line or kept(Path(settings.DATA) / "keys" / file, lambda: str(Signer.made(_name(place), kind)))
    try:
        signer = _parsed(line)
    except NotANote as why:
        raise ImproperlyConfigured(f"The key of the record cannot be read: {why}.") from None
    if signer.kind != kind:
        raise ImproperlyConfigured(f"The key {signer.name} is of another kind: signing and cosigning take two keys.")
    return signer


_parsed = lru_cache(maxsize=8)(Signer.parsed)


def _name(place: str) -> str:
    """A name without scheme for a key: the site's address and a place on it (tlog-tiles, "Parameters")."""
    parts = urlsplit(settings.ORIGIN)
    return f"{parts.netloc}{parts.path.rstrip('/')}/{place}"
