"""A stand-in for Discord on loopback: gateway, REST and a page, for trying the bot and for its tests."""

from .commands import NotPossible
from .driver import Person, Playground
from .server import PortInUse, serve
from .views import Card, ModalView, Outcome

__all__ = ["Card", "ModalView", "NotPossible", "Outcome", "Person", "Playground", "PortInUse", "serve"]
