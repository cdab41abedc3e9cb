"""The live process: streams only, no pages, no sessions written."""

from koinon.config.settings.base import *

ROOT_URLCONF = "koinon.config.live_urls"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it
]
DATABASES["default"]["CONN_MAX_AGE"] = 0
