"""What files membership keeps, and who may see them: those of each file in this folder."""

from koinon.league.membership.parts import parts

__all__ = [part.__name__ for part in parts(__name__, __path__)]
