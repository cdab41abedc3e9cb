"""The roof: settings, addresses, API, WSGI and the live process. Nobody imports it."""
