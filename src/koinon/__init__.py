"""Koinon: the open e-government platform for cities and for the leagues they form.

Five floors, and imports only go down: `config` puts the roof on, `league` and `city` do the
work, `commons` holds the business both halves need, `core` remembers what all share, and
`engines` think in pure Python.
"""

__version__ = "0.1.0"
