"""Sessions in the database, as Django keeps them, read by a statement that is not built anew for every page."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Store
from django.contrib.sessions.models import Session
from django.db import connections, router
from django.utils import timezone

READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(Store):
    """Django's store; only the read that every signed-in page makes is our own."""

    def load(self) -> dict[str, Any]:
        connection = connections[router.db_for_read(Session)]
        with connection.cursor() as cursor:
            cursor.execute(READ, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))
