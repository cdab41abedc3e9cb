"""One machine: loopback addresses, plain HTTP, the demonstration."""

from koinon.config.settings.base import *

WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
