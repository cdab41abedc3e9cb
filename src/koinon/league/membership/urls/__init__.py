"""The pages of membership: those of each file in this folder."""

from koinon.league.membership.parts import parts

urlpatterns = [pattern for part in parts(__name__, __path__) for pattern in part.urlpatterns]
