#!/usr/bin/env python3
"""Checks the record of a Koinon installation from outside, with Python's standard library alone.

    verify_record.py download URL FOLDER      fetch a whole record, such as https://host/record
    verify_record.py log FOLDER-OR-URL        compute its tree anew and check every signature
    verify_record.py receipt FILE             check one entry's receipt (.json or .tlog-proof)

    --key KEY         the log's verifier key, got from somewhere else than the log itself
    --witness KEY     a witness that must have cosigned (may be given several times)
    --old FILE        (log) a checkpoint that you kept: the record must still begin with it

Nothing of Koinon is needed and nothing of it is trusted. This file can be read in a quarter of an
hour: RFC 9162 (the tree), C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, signed-note and
tlog-proof (the texts), RFC 8032 (Ed25519). Exit code: 0 all is well, 1 something is wrong.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

WIDTH = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()


class Wrong(Exception):
    """What was found to be wrong, in a sentence."""


# --- Ed25519: RFC 8032, sections 5.1.3, 5.1.4 and 5.1.7 --------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def equal(a: Point, b: Point) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point(encoded: bytes) -> Point | None:
    """The point of 32 bytes, or None when there is none."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this signature (64 bytes) of the message was made with the key of this public key."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    a, r = point(public), point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return equal(times(s, BASE), add(r, times(k, a)))


# --- The tree: RFC 9162, section 2.1 ---------------------------------------------------------------
def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(peaks: list[bytes], size: int, leaf: bytes) -> None:
    """Append a leaf to the roots of the whole subtrees of a tree of `size` leaves."""
    while size & 1:
        leaf, size = node_hash(peaks.pop(), leaf), size >> 1
    peaks.append(leaf)


def root_of(peaks: list[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    node = peaks[-1]
    for left in reversed(peaks[:-1]):
        node = node_hash(left, node)
    return node


def root_from(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """Where an inclusion proof leads: section 2.1.3.2."""
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise Wrong("the inclusion proof is too long")
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise Wrong("the inclusion proof is too short")
    return node


# --- Signed notes and checkpoints: c2sp.org ---------------------------------------------------------
class Key(NamedTuple):
    name: str
    id: bytes
    kind: int
    public: bytes

    @classmethod
    def parsed(cls, text: str) -> Key:
        parts = text.strip().split("+", 2)
        material = decoded(parts[-1])
        if len(parts) != 3 or len(material) != 33 or material[0] not in (1, 4):
            raise Wrong(f"{text.strip()!r} is not a verifier key")
        key_id = hashlib.sha256(parts[0].encode() + b"\n" + material).digest()[:4]
        if parts[1] != key_id.hex():
            raise Wrong(f"the key id of {parts[0]} does not belong to its key")
        return cls(parts[0], key_id, material[0], material[1:])


class Checkpoint(NamedTuple):
    text: str
    origin: str
    size: int
    root: bytes
    signatures: list[tuple[str, bytes]]

    @classmethod
    def parsed(cls, note: str) -> Checkpoint:
        text, gap, below = note.rpartition("\n\n")
        lines = text.split("\n")
        if not gap or len(lines) < 3 or not lines[1].isdigit():
            raise Wrong("this is not a signed checkpoint")
        signed = [line.split(" ") for line in below.splitlines()]
        if any(len(words) != 3 or words[0] != "\u2014" for words in signed):
            raise Wrong("a signature line of the checkpoint cannot be read")
        names = [(words[1], decoded(words[2])) for words in signed]
        return cls(text + "\n", lines[0], int(lines[1]), decoded(lines[2]), names)

    def signed_by(self, key: Key) -> str:
        """How the key signed, in words; Wrong when it did not."""
        for name, value in self.signatures:
            if name == key.name and value[:4] == key.id:
                return self.check(key, value[4:])
        raise Wrong(f"{key.name} has not signed the checkpoint of {self.size} entries")

    def check(self, key: Key, value: bytes) -> str:
        message, words = self.text.encode(), f"signed by {key.name}"
        if key.kind == 4:
            at, value = int.from_bytes(value[:8], "big"), value[8:]
            message, words = f"cosignature/v1\ntime {at}\n".encode() + message, f"cosigned by {key.name} at {at}"
        if not ed25519(key.public, message, value):
            raise Wrong(f"the signature of {key.name} on the checkpoint of {self.size} entries is false")
        return words


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Wrong(f"{text[:40]!r} is not base 64") from None


# --- Where a record is read from --------------------------------------------------------------------
class Source:
    """A folder, or the address of a record."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")
        self.is_remote = place.startswith(("http://", "https://"))

    def get(self, path: str) -> bytes:
        try:
            if not self.is_remote:
                return (Path(self.place) / path).read_bytes()
            with urllib.request.urlopen(f"{self.place}/{path}", timeout=30) as answer:
                return bytes(answer.read())
        except (OSError, urllib.error.URLError) as why:
            raise Wrong(f"{self.place}/{path} cannot be read: {why}") from None

    def text(self, path: str) -> str:
        return self.get(path).decode("utf-8", errors="replace")


def tile_path(kind: str, number: int, width: int) -> str:
    """tlog-tiles: `tile/0/x001/234.p/17`."""
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{kind}/{path}" + (f".p/{width}" if width < WIDTH else "")


def widths(hashes: int) -> Iterator[tuple[int, int]]:
    """Number and width of each tile that holds so many hashes."""
    for number in range(-(-hashes // WIDTH)):
        yield number, min(WIDTH, hashes - number * WIDTH)


def entries_of(bundle: bytes) -> list[bytes]:
    entries, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        entries.append(bundle[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(bundle):
        raise Wrong("a bundle of entries is cut off")
    return entries


# --- The three deeds --------------------------------------------------------------------------------
def download(url: str, folder: str) -> None:
    source = Source(url)
    paths = ["checkpoint", "key"]
    size = Checkpoint.parsed(source.text("checkpoint")).size
    paths += [tile_path("entries", number, width) for number, width in widths(size)]
    level, hashes = 0, size
    while hashes:
        paths += [tile_path(str(level), number, width) for number, width in widths(hashes)]
        level, hashes = level + 1, hashes // WIDTH
    for path in paths:
        target = Path(folder) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.get(path))
    print(f"{len(paths)} files of {size} entries are in {folder}")


def check_log(place: str, key: str | None, witnesses: list[str], old: str | None) -> None:
    source = Source(place)
    checkpoint, known = Checkpoint.parsed(source.text("checkpoint")), key or source.text("key")
    check_signatures(checkpoint, known, witnesses, told=bool(key))
    kept = Checkpoint.parsed(Path(old).read_text("utf-8")) if old else None
    if kept and (kept.origin != checkpoint.origin or kept.size > checkpoint.size):
        raise Wrong(f"the record now has {checkpoint.size} entries; your checkpoint of {kept.origin} has {kept.size}")
    if kept:
        kept.signed_by(Key.parsed(known))
    roots = roots_of(source, checkpoint.size, {checkpoint.size, *([kept.size] if kept else [])})
    if roots[checkpoint.size] != checkpoint.root:
        raise Wrong(f"the {checkpoint.size} entries do not lead to the root of the checkpoint")
    if kept and roots[kept.size] != kept.root:
        raise Wrong(f"the first {kept.size} entries are not those of your checkpoint: the past was rewritten")
    print(f"the tree of {checkpoint.size} entries was computed anew and is the one that was signed")
    if kept:
        print(f"it still begins with the {kept.size} entries of your checkpoint")


def roots_of(source: Source, size: int, wanted: set[int]) -> dict[int, bytes]:
    """Grow the tree from the entries, checking every tile on the way; the roots at the sizes asked for."""
    peaks: list[bytes] = []
    roots, grown, level = {0: EMPTY_ROOT}, 0, []
    for number, width in widths(size):
        entries = entries_of(source.get(tile_path("entries", number, width)))
        leaves = [leaf_hash(entry) for entry in entries]
        compare(source, 0, number, width, leaves)
        level.append(leaves)
        for leaf in leaves:
            grow(peaks, grown, leaf)
            grown += 1
            if grown in wanted:
                roots[grown] = root_of(peaks)
    check_upper_tiles(source, level)
    return roots


def check_upper_tiles(source: Source, level: list[list[bytes]]) -> None:
    height = 1
    while whole := [tile for tile in level if len(tile) == WIDTH]:
        above = [root_of_tile(tile) for tile in whole]
        level = [above[number * WIDTH : number * WIDTH + width] for number, width in widths(len(above))]
        for number, tile in enumerate(level):
            compare(source, height, number, len(tile), tile)
        height += 1


def root_of_tile(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def compare(source: Source, level: int, number: int, width: int, hashes: list[bytes]) -> None:
    """A tile must hold the hashes that the entries (or the tiles below it) give."""
    served = source.get(path := tile_path(str(level), number, width))
    if len(hashes) != width or len(served) != 32 * width:
        raise Wrong(f"{path} has {len(served) // 32} hashes and its bundle {len(hashes)} entries, where {width} belong")
    for place, node in enumerate(hashes):
        if served[32 * place : 32 * place + 32] != node:
            what = f"entry {number * WIDTH + place}" if level == 0 else f"tile {level - 1}/{number * WIDTH + place}"
            raise Wrong(f"{what} was changed: {path} holds another hash")


def check_receipt(file: str, key: str | None, witnesses: list[str]) -> None:
    text = Path(file).read_text("utf-8")
    receipt = json.loads(text) if text.startswith("{") else from_tlog_proof(text)
    checkpoint = Checkpoint.parsed(receipt["checkpoint"])
    if not (known := key or receipt.get("key")):
        raise Wrong("this receipt names no key: give --key")
    check_signatures(checkpoint, known, witnesses, told=bool(key))
    proof = [decoded(line) for line in receipt["proof"]]
    leaf = receipt["leaf"].encode()
    if root_from(leaf_hash(leaf), receipt["index"], checkpoint.size, proof) != checkpoint.root:
        raise Wrong(f"entry {receipt['index']} is not in the tree of the checkpoint")
    print(f"entry {receipt['index']} is in the tree of {checkpoint.size} entries:")
    for name, value in json.loads(leaf).items():
        print(f"    {name}: {value}")
    check_openings(json.loads(leaf), receipt.get("opening", {}))


def from_tlog_proof(text: str) -> dict[str, Any]:
    """c2sp.org/tlog-proof; the entry itself is its extra data."""
    head, _, note = text.partition("\n\n")
    heading, extra, index, *proof = head.split("\n")
    if heading != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
        raise Wrong("this is neither a receipt nor a proof of a transparency log")
    leaf = decoded(extra.removeprefix("extra ")).decode()
    return {"checkpoint": note, "proof": proof, "leaf": leaf, "index": int(index.removeprefix("index "))}


def check_openings(leaf: dict[str, Any], openings: dict[str, Any]) -> None:
    """Each opened commitment must be SHA-256(salt || canonical JSON of the value)."""
    for name, opened in openings.items():
        value = json.dumps(opened["value"], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if hashlib.sha256(bytes.fromhex(opened["salt"]) + value).hexdigest() != leaf.get(name):
            raise Wrong(f"what the receipt says of {name!r} is not what the entry commits to")
        print(f"    {name} opens to {value.decode()}")


def check_signatures(checkpoint: Checkpoint, key: str, witnesses: list[str], told: bool) -> None:
    log = Key.parsed(key)
    if log.name != checkpoint.origin:
        raise Wrong(f"the checkpoint is of {checkpoint.origin}, the key of {log.name}")
    for each in (log, *map(Key.parsed, witnesses)):
        print(checkpoint.signed_by(each))
    if not told:
        print("the key came with what it signed: compare it with one from somewhere else (--key)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deed", choices=["download", "log", "receipt"])
    parser.add_argument("place", metavar="URL, FOLDER or FILE")
    parser.add_argument("folder", nargs="?", help="where a download goes")
    parser.add_argument("--key")
    parser.add_argument("--witness", action="append", default=[])
    parser.add_argument("--old", metavar="FILE")
    given = parser.parse_args()
    if (given.deed == "download") != bool(given.folder):
        parser.error("a folder is given for a download, and for nothing else")
    try:
        if given.deed == "download":
            download(given.place, given.folder)
        elif given.deed == "log":
            check_log(given.place, given.key, given.witness, given.old)
        else:
            check_receipt(given.place, given.key, given.witness)
    except (Wrong, KeyError, ValueError, OSError) as why:
        print(f"WRONG: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
