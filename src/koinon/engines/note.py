"""Signed notes, checkpoints, cosignatures and witness requests as text: read and written, never sent.

Sources: C2SP `signed-note`, `tlog-checkpoint`, `tlog-cosignature`, `tlog-witness` and `tlog-proof`
(c2sp.org). Ed25519 itself belongs to the caller, who hands in a `Verify`: this engine knows the
texts and which bytes are signed.

Words: a *note* is a text and its signature lines; a *verifier key* is a name, a kind of signature
and a public key; a *checkpoint* is a note of a log's origin, size and root; a *cosignature* is a
witness's signature over a checkpoint and the second at which it signed.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile

from koinon.engines.merkle import HASH_BYTES

SIGNED = 1
"""Kind of key that signs a note's text: signed-note, "Signature types"."""
COSIGNED = 4
"""Kind of key that cosigns with a time: tlog-cosignature, "Format"."""
MOST_SIGNATURES = 64
MOST_PROOF_LINES = 63
LONGEST_NOTE = 64_000
DASH = "\u2014"

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether a public key (32 bytes), a message and a signature (64 bytes) go together."""


class NotANote(ValueError):
    """Raised when a text is not of the form that its specification gives."""


# --- Keys -------------------------------------------------------------------------------------


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name || newline || kind || public key): signed-note."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def is_key_name(name: str) -> bool:
    """Not empty, without spaces or plus signs, without control characters: signed-note, "Format"."""
    return bool(name) and name.isprintable() and not any(sign.isspace() or sign == "+" for sign in name)


@dataclass(frozen=True)
class VerifierKey:
    """Who may have signed: written `<name>+<key id in hex>+<base64 of kind and public key>`."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parsed(cls, text: str) -> VerifierKey:
        """The key of a `vkey` line; NotANote unless it is an Ed25519 key whose id fits."""
        name, _, rest = text.strip().partition("+")
        hexadecimal, _, encoded = rest.partition("+")
        material = from_base64(encoded)
        if not is_key_name(name) or len(material) != 33 or material[0] not in (SIGNED, COSIGNED):
            raise NotANote("this is not a verifier key for Ed25519")
        key = cls(name, material[0], material[1:])
        if hexadecimal != key.id.hex():
            raise NotANote("the key id does not belong to this verifier key")
        return key

    def signed(self, note: Note, verify: Verify) -> bool:
        """Whether a signature of this key stands on the note and is right."""
        return any(self._made(line, note.text, verify) for line in note.signatures)

    def _made(self, line: Signature, text: str, verify: Verify) -> bool:
        if (line.name, line.id) != (self.name, self.id):
            return False
        if self.kind == SIGNED:
            return len(line.value) == 64 and verify(self.public, text.encode(), line.value)
        at = line.time
        return at is not None and verify(self.public, cosigned_message(text, at), line.value[8:])


# --- Notes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    """One signature line: the key's name, its id (4 bytes) and the signature's bytes."""

    name: str
    id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{DASH} {self.name} {to_base64(self.id + self.value)}"

    @property
    def time(self) -> int | None:
        """When a cosignature was made, in seconds since 1970; None for another kind of signature."""
        return int.from_bytes(self.value[:8], "big") if len(self.value) == 72 else None

    @classmethod
    def parsed(cls, line: str) -> Signature:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        value = from_base64(encoded)
        if dash != DASH or not is_key_name(name) or len(value) <= 4:
            raise NotANote("this is not a signature line")
        return cls(name, value[:4], value[4:])


@dataclass(frozen=True)
class Note:
    """A text that ends in a newline, and its signature lines."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{line}\n" for line in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> Note:
        """The same note with further signature lines, each key once."""
        kept = {(line.name, line.id): line for line in (*self.signatures, *more)}
        return Note(self.text, tuple(kept.values()))

    @classmethod
    def parsed(cls, note: str) -> Note:
        """The note of a text; NotANote when it is not of the form of signed-note, "Format"."""
        text, gap, lines = note.rpartition("\n\n")
        if len(note) > LONGEST_NOTE or not (gap and text and lines.endswith("\n")):
            raise NotANote("this is not a signed note")
        if any(sign < " " and sign != "\n" for sign in note):
            raise NotANote("a signed note has no control characters")
        signatures = tuple(map(Signature.parsed, lines[:-1].split("\n")))
        if len(signatures) > MOST_SIGNATURES:
            raise NotANote("this note has too many signatures")
        return cls(text + "\n", signatures)


# --- Checkpoints and cosignatures -------------------------------------------------------------


@dataclass(frozen=True)
class Checkpoint:
    """A log's head: its origin, its number of entries and its root: tlog-checkpoint."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that the log signs."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def parsed(cls, text: str) -> Checkpoint:
        """The head that a note's text states; further lines, if any, say nothing here."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise NotANote("this is not a checkpoint")
        root = from_base64(lines[2])
        if len(root) != HASH_BYTES:
            raise NotANote("the root of a checkpoint has 32 bytes")
        return cls(lines[0], to_number(lines[1]), root)


def cosigned_message(text: str, at: int) -> bytes:
    """The bytes that a witness signs at a second: tlog-cosignature, "Ed25519 signed message"."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def cosignature(key: VerifierKey, at: int, signature: bytes) -> Signature:
    """The line of a witness's signature: its time in eight bytes, then the signature."""
    return Signature(key.name, key.id, at.to_bytes(8, "big") + signature)


# --- Asking a witness -------------------------------------------------------------------------


@dataclass(frozen=True)
class AddCheckpoint:
    """The body of a request to a witness: tlog-witness, "add-checkpoint"."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def __str__(self) -> str:
        hashes = "".join(f"{to_base64(node)}\n" for node in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"

    @classmethod
    def parsed(cls, body: str) -> AddCheckpoint:
        head, gap, note = body.partition("\n\n")
        word, _, number = (lines := head.split("\n"))[0].partition(" ")
        if not gap or word != "old" or len(lines) - 1 > MOST_PROOF_LINES:
            raise NotANote("this is not a request to a witness")
        return cls(to_number(number), to_hashes(lines[1:]), Note.parsed(note))


# --- Proofs to carry away ---------------------------------------------------------------------

PROOF_HEADING = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class LogProof:
    """A proof that can be checked without the log: tlog-proof. `extra` is for the application."""

    index: int
    proof: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {to_base64(self.extra)}"] if self.extra else []
        lines = [PROOF_HEADING, *extra, f"index {self.index}", *map(to_base64, self.proof)]
        return "\n".join(lines) + f"\n\n{self.note}"

    @classmethod
    def parsed(cls, text: str) -> LogProof:
        head, gap, note = text.partition("\n\n")
        heading, *lines = head.split("\n")
        extra = [line.removeprefix("extra ") for line in takewhile(lambda line: line.startswith("extra "), lines)]
        word, _, index = (lines[len(extra) :] or [""])[0].partition(" ")
        if not gap or heading != PROOF_HEADING or word != "index" or len(extra) > 1:
            raise NotANote("this is not a proof of a transparency log")
        hashes = to_hashes(lines[len(extra) + 1 :])
        return cls(to_number(index), hashes, Note.parsed(note), from_base64("".join(extra)))


# --- Base64 and decimals, exactly -------------------------------------------------------------


def to_base64(material: bytes) -> str:
    """Standard base 64 with padding: RFC 4648, section 4."""
    return b64encode(material).decode("ascii")


def from_base64(text: str) -> bytes:
    """The bytes of a base 64 text in its one right spelling."""
    try:
        material = b64decode(text, validate=True)
    except (BadBase64, ValueError) as why:
        raise NotANote("this is not base 64") from why
    if to_base64(material) != text:
        raise NotANote("this base 64 has another spelling")
    return material


def to_hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    """One hash a line; NotANote when one has not 32 bytes."""
    hashes = tuple(map(from_base64, lines))
    if any(len(node) != HASH_BYTES for node in hashes):
        raise NotANote("a hash of a proof has 32 bytes")
    return hashes


def to_number(text: str) -> int:
    """A size or an index: decimal digits without leading zeroes, below 2^63."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or text != str(int(text)):
        raise NotANote("a size is written in decimal digits without leading zeroes")
    if int(text) >= 1 << 63:
        raise NotANote("this size is too large")
    return int(text)
