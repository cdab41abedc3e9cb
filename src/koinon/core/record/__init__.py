"""The record: the platform's transparency log of every deed of authority.

Words: an *entry* is one deed; its *leaf* is the bytes that stand in the Merkle tree (RFC 9162);
a *checkpoint* is the signed head of the tree; an *opening* is what is needed to read a leaf's
salted commitments; a *receipt* is a leaf with its proof and a checkpoint; a *witness* is another
installation that cosigns our checkpoints, so that we cannot show two histories.
"""

from koinon.core.record.queries import entries_about
from koinon.core.record.services import erase_person, record

__all__ = ["entries_about", "erase_person", "record"]
