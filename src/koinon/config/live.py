"""The live process: streams only. Pages work without it."""

import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "koinon.config.settings.live"
application = get_asgi_application()
