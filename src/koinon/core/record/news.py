"""What this room hears: that a person's row goes for good."""

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from koinon.core.people.models import Person
from koinon.core.record.services import erase_person


@receiver(pre_delete, sender=Person)
def forget(sender: type[Person], instance: Person, **_said: Any) -> None:
    """With the row of a person, everything in the record that tells who they were is erased."""
    erase_person(instance)
