"""The operations of membership: those of each file in this folder."""

from ninja import Router

from koinon.league.membership.parts import parts

router = Router(tags=["Membership"])
for part in parts(__name__, __path__):
    router.add_router("", part.router)
