"""A deed that is done and then undone."""

from django.db import transaction


class Undone(Exception):
    """What ended the transaction."""


def undone(deed, *args, **options):
    """Do the deed in a transaction that fails after it. Raises Undone."""
    with transaction.atomic():
        deed(*args, **options)
        raise Undone
