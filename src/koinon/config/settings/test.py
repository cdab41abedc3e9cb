"""The test suite, the same on SQLite and on PostgreSQL."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("KOINON_SECRET_KEY", "tests only, never a site: 3c0f4c5bd0c14e9bb1d1c5a5")
os.environ.setdefault("KOINON_DATA", str(Path(tempfile.gettempdir()) / f"koinon-tests-{os.getpid()}"))

from koinon.config.settings.base import *

WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
TIME_ZONE = "Asia/Seoul"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RECORD_CAN_BE_EMPTIED = True
API_WRITES_A_MINUTE = 100_000
