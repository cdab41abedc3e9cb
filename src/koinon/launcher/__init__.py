"""The launcher: makes the environment, starts the product, tests and checks it.

Standard library only, since it runs before anything is installed; imports nothing else of Koinon.

Words: the *environment* is `.venv`; a *lock* is a list of packages with hashes and no address; the
*family* is the web, live and job processes of one running Koinon, under one parent; a *trouble* is
a sentence on the terminal that says what to do.
"""
