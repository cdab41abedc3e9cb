"""The audit: the whole record computed anew, and every row it speaks of held against its last entry.

It reads the database only, so it finds what was changed behind the product's back and names it: the
entry whose bytes changed, the tile, the checkpoint, the row. `tools/verify_record.py` checks the same
tree from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection, models
from django.db.models import Max

from koinon.core.record import guards, storage
from koinon.core.record.keys import log_signer, verify
from koinon.core.record.leaf import instant, opens, read_leaf, readable
from koinon.core.record.models import Checkpoint, Entry, Opening, Tile
from koinon.core.record.state import knows, model_of, models_that_are_always_recorded, states_of
from koinon.engines import note as notes
from koinon.engines.merkle import HASH_BYTES, Frontier, NotInTree, leaf_hash, subtree_root
from koinon.engines.tiles import TileName, tiles_completed_by

BATCH = 500


@dataclass
class Report:
    """What an audit found. `findings` is empty when nothing was touched; `notes` are no fault."""

    entries: int = 0
    checkpoints: int = 0
    things: int = 0
    erased: int = 0
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def finds(self, sentence: str) -> None:
        self.findings.append(sentence)


def audit() -> Report:
    """Check entries, tiles, head, checkpoints, cosignatures and rows; everything wrong is named."""
    report = Report()
    _Tree(report).check()
    _check_things(report)
    _check_unrecorded(report)
    for name in guards.missing(connection):
        report.finds(f"The guard {name} is missing from the database.")
    return report


# --- The tree ---------------------------------------------------------------------------------


class _Tree:
    """Grows the tree again from the entries' bytes, comparing all that was kept beside them."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.frontier = Frontier()
        self.levels: list[bytearray] = [bytearray()]
        self.tiles = 0
        self.checkpoints = list(Checkpoint.objects.order_by("size").prefetch_related("cosignatures__witness"))
        self.at = 0
        self.sound_until = 0

    def check(self) -> None:
        self.check_checkpoints()
        for entry in Entry.objects.order_by("index").select_related("opening").iterator(chunk_size=2000):
            self.check_number(entry)
            self.check_entry(entry)
            self.grow(bytes(entry.leaf))
        self.check_end()

    def check_number(self, entry: Entry) -> None:
        if entry.index != self.report.entries:
            self.report.finds(f"Entry {self.report.entries} is missing: the next one there is {entry.index}.")
            self.report.entries = entry.index
        self.report.entries += 1

    def check_entry(self, entry: Entry) -> None:
        if leaf_hash(bytes(entry.leaf)) != bytes(entry.leaf_hash):
            self.report.finds(f"Entry {entry.index} ({entry.deed}): its bytes were changed.")
            return
        try:
            leaf = read_leaf(entry.leaf)
        except ValueError:
            self.report.finds(f"Entry {entry.index}: its bytes are not an entry of the record.")
            return
        for column in _columns_that_differ(entry, leaf):
            self.report.finds(f"Entry {entry.index} ({leaf['deed']}): its column {column} was changed.")

    def grow(self, leaf: bytes) -> None:
        hashed = leaf_hash(leaf)
        self.frontier = self.frontier.append(hashed)
        self.levels[0] += hashed
        for name in tiles_completed_by(self.frontier.size):
            self.check_tile(name)
        self.check_checkpoints()

    def check_tile(self, name: TileName) -> None:
        """Compare a whole tile, and hand its root up; only the roots of the levels above stay in memory."""
        hashes = bytes(self.levels[name.level])
        self.levels[name.level].clear()
        if name.level + 1 == len(self.levels):
            self.levels.append(bytearray())
        root = subtree_root(hashes)
        self.levels[name.level + 1] += root
        self.tiles += 1
        kept = Tile.objects.filter(level=name.level, number=name.number).values_list("hashes", "root").first()
        if kept is None:
            self.report.finds(f"Tile {name.path} is missing.")
        elif bytes(kept[0]) != hashes:
            self.name_difference(name, hashes, bytes(kept[0]))
        elif bytes(kept[1]) != root:
            self.report.finds(f"Tile {name.path}: its root was changed.")

    def name_difference(self, name: TileName, computed: bytes, kept: bytes) -> None:
        """At level 0 a hash belongs to one entry, so the entry can be named."""
        places = range(0, len(computed), HASH_BYTES)
        wrong = [at // HASH_BYTES for at in places if computed[at : at + 32] != kept[at : at + 32]]
        first = name.number * len(places)
        for place in wrong:
            what = f"entry {first + place}" if name.level == 0 else f"tile {name.level - 1}/{first + place}"
            self.report.finds(f"Tile {name.path} does not agree with {what}: one of the two was changed.")

    def check_checkpoints(self) -> None:
        """The checkpoints of the size that the tree has reached."""
        while self.at < len(self.checkpoints) and self.checkpoints[self.at].size <= self.frontier.size:
            checkpoint = self.checkpoints[self.at]
            self.at += 1
            self.report.checkpoints += 1
            self.check_note(checkpoint)
            if bytes(checkpoint.root) == self.frontier.root():
                self.sound_until = checkpoint.size
            else:
                span = f"{self.sound_until} to {checkpoint.size - 1}"
                self.report.finds(f"Checkpoint {checkpoint.size} has another root: an entry from {span} was changed.")

    def check_note(self, checkpoint: Checkpoint) -> None:
        size, key = checkpoint.size, log_signer().key
        try:
            note = notes.Note.parsed(checkpoint.note)
            stated = notes.Checkpoint.parsed(note.text)
        except notes.NotANote:
            self.report.finds(f"Checkpoint {size}: its note cannot be read.")
            return
        if (stated.size, stated.root) != (size, bytes(checkpoint.root)):
            self.report.finds(f"Checkpoint {size}: its columns and its signed note do not agree.")
        if not key.signed(note, verify):
            self.report.finds(f"Checkpoint {size}: it is not signed by our key {key.name}.")
        for cosignature in checkpoint.cosignatures.all():
            if not _is_cosigned(note, cosignature.line, cosignature.witness.verifier_key):
                self.report.finds(f"Checkpoint {size}: the cosignature of {cosignature.witness} is wrong.")

    def check_end(self) -> None:
        for checkpoint in self.checkpoints[self.at :]:
            self.report.checkpoints += 1
            left = f"only {self.frontier.size} entries are left: some were cut off."
            self.report.finds(f"Checkpoint {checkpoint.size} was signed, but {left}")
        if _head() != self.frontier:
            self.report.finds(f"The head of the tree does not agree with the {self.frontier.size} entries.")
        if (kept := Tile.objects.count()) > self.tiles:
            self.report.finds(f"There are {kept} tiles where the entries make {self.tiles}.")


def _head() -> Frontier | None:
    try:
        return storage.head()
    except NotInTree:
        return None


def _columns_that_differ(entry: Entry, leaf: dict[str, Any]) -> Iterator[str]:
    """The columns of an entry, or of its opening, that do not say what its leaf says."""
    said = {"deed": entry.deed, "role": entry.role, "kind": entry.kind, "at": instant(entry.at)}
    yield from (column for column, value in said.items() if leaf.get(column) != value)
    opening: Opening | None = getattr(entry, "opening", None)
    if opening is None:
        return
    ids = {
        "actor": ("by", opening.by_salt, str(entry.actor_id) if entry.actor_id else None),
        "thing_id": ("thing", opening.thing_salt, entry.thing_id),
    }
    for column, (name, salt, value) in ids.items():
        if salt is not None and leaf.get(name) is not None and not opens(leaf, name, bytes(salt), value):
            yield column
    salt = opening.details_salt
    if salt is not None and sha256(bytes(salt) + opening.details.encode()).hexdigest() != leaf.get("details"):
        yield "details"  # kept as canonical JSON, so their bytes are what was committed to


def _is_cosigned(note: notes.Note, line: str, verifier_key: str) -> bool:
    try:
        signature = notes.Signature.parsed(line)
        return notes.VerifierKey.parsed(verifier_key).signed(notes.Note(note.text, (signature,)), verify)
    except notes.NotANote:
        return False


# --- The rows ---------------------------------------------------------------------------------


def _check_things(report: Report) -> None:
    """Each row that the record speaks of must be as its last entry left it."""
    last = Entry.objects.filter(thing_id__isnull=False).values("kind", "thing_id").annotate(last=Max("index"))
    rows = last.order_by("kind").values_list("kind", "last").iterator(chunk_size=5000)
    for kind, entries in groupby(rows, key=lambda row: row[0]):
        numbers = [number for _kind, number in entries]
        for at in range(0, len(numbers), BATCH):
            _check_kind(report, kind, numbers[at : at + BATCH])


def _check_kind(report: Report, kind: str, numbers: list[int]) -> None:
    entries = Entry.objects.filter(index__in=numbers).select_related("opening").order_by("index")
    model = model_of(kind)
    if model is None:
        report.notes.append(f"{kind} is no longer known here: {len(numbers)} rows were not compared.")
        return
    for columns, some in groupby(sorted(entries, key=_columns_of), key=_columns_of):
        _check_rows(report, model, columns.split(), list(some))


def _columns_of(entry: Entry) -> str:
    return entry.opening.fields if hasattr(entry, "opening") else ""


def _check_rows(report: Report, model: type[models.Model], columns: list[str], entries: list[Entry]) -> None:
    if not knows(model, columns):
        names = f"{len(entries)} rows of {model._meta.label_lower}"
        report.notes.append(f"{names} were not compared: their table has other columns than when they were recorded.")
        return
    states = dict(states_of(model, columns, [entry.thing_id for entry in entries]))
    for entry in entries:
        _check_row(report, model, entry, states.get(str(entry.thing_id)))


def _check_row(report: Report, model: type[models.Model], entry: Entry, state: dict[str, Any] | None) -> None:
    opening: Opening | None = getattr(entry, "opening", None)
    if opening is None or opening.state_salt is None:
        report.erased += 1
        return
    report.things += 1
    salt, leaf = bytes(opening.state_salt), readable(entry.leaf)
    if not leaf or opens(leaf, "state", salt, state):
        return  # a leaf that cannot be read was reported with its entry
    row = f"{entry.kind} {entry.thing_id}"
    since = f"since entry {entry.index} ({entry.deed})"
    if opens(leaf, "state", salt, None):
        report.finds(f"{row}{_named(model, entry)}: the row is there again, which was gone {since}.")
    elif state is None:
        report.finds(f"{row}: the row was deleted {since}.")
    else:
        report.finds(f"{row}{_named(model, entry)}: the row was changed {since}.")


def _named(model: type[models.Model], entry: Entry) -> str:
    thing = model._base_manager.filter(pk=entry.thing_id).first()
    return f" ({thing})" if thing else ""


def _check_unrecorded(report: Report) -> None:
    """A row without an entry, of a model whose rows all come from a recorded deed, was put in from outside."""
    for model in models_that_are_always_recorded():
        kind = model._meta.label_lower
        known = set(Entry.objects.filter(kind=kind, thing_id__isnull=False).values_list("thing_id", flat=True))
        for thing in model._base_manager.iterator(chunk_size=2000):
            if str(thing.pk) not in known:
                report.finds(f"{kind} {thing.pk} ({thing}): the row was put in without a recorded deed.")
