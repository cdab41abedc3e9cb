"""A public site: HTTPS behind a proxy, hashed static files, no demonstration."""

from django.core.exceptions import ImproperlyConfigured

from koinon.config.settings.base import *

if DEMO:
    raise ImproperlyConfigured("KOINON_DEMO is for this machine only: production has no known passwords.")
if not env.HOSTS.value():
    raise ImproperlyConfigured("KOINON_HOSTS names no host. Set it to the host names this site answers to.")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
