"""Notify: messages to people and addresses, on the site and by e-mail, in the reader's language.

A message is written within the deed it tells of, so both are kept or lost together. It is sent by
a job; where no mail server is set it stays in the *outbox*. Who wants the *daily mail* gets one
mail a day that tells all messages, and urgent ones at once.
"""

from koinon.core.notify.services import Address, notify

__all__ = ["Address", "notify"]
