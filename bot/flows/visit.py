"""A visit to a page: who comes, to which path, and what they sent."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.cards import FormValues
from bot.core.records import Surface
from bot.flows.env import Env, Who
from bot.storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Visit:
    """What every page is given. `path` is split at its slashes; `values` is None but where a form came back."""

    tx: Tx
    env: Env
    now: datetime
    who: Who
    path: tuple[str, ...]
    values: FormValues | None = None
    surface: Surface | None = None
    """Where the answer will be, for a page that begins a session."""

    def text(self, key: str, **fillings: object) -> str:
        """A text of the active pack, with its `{fillings}` put in."""
        text = self.env.pack.texts[key]
        for name, value in fillings.items():
            text = text.replace("{" + name + "}", str(value))
        return text
