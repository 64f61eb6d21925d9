"""Messages and modals as a test reads them: frozen pictures of one moment."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from .commands import NotPossible
from .model import EPHEMERAL, Json, Message, as_object
from .posting import full_text
from .validate_components import BUTTON, SELECTS, walk


class Card:
    """A message as one person saw it at this moment."""

    def __init__(self, message: Message) -> None:
        self._message = copy.deepcopy(message)
        self.id = message.id
        self.channel_id = message.channel_id
        self.content = message.content
        self.components: list[Json] = self._message.components
        self.ephemeral = bool(message.flags & EPHEMERAL)
        self.loading = message.loading
        self.edited = message.edited_ms is not None
        self.attachments = self._message.attachments
        self.text = full_text(message)

    def _of(self, *kinds: int) -> list[Json]:
        return [c for c in walk(self.components) if c["type"] in kinds]

    @property
    def buttons(self) -> list[str]:
        """Labels of the buttons, in order; the emoji where there is no label."""
        return [_label(button) for button in self._of(BUTTON)]

    @property
    def enabled_buttons(self) -> list[str]:
        """Labels of the buttons that can be pressed."""
        return [_label(button) for button in self._of(BUTTON) if not button.get("disabled")]

    @property
    def custom_ids(self) -> list[str]:
        """Every custom_id, in order."""
        return [c["custom_id"] for c in walk(self.components) if c.get("custom_id")]

    @property
    def selects(self) -> list[Json]:
        """The select menus."""
        return self._of(*SELECTS)

    def button_id(self, label: str) -> str | None:
        """The custom_id of the button with this label."""
        for button in self._of(BUTTON):
            if _label(button) == label:
                return button.get("custom_id")
        return None

    def __repr__(self) -> str:
        return f"<Card {self.id}: {self.text!r} {self.buttons}>"


def _label(button: Json) -> str:
    return str(button.get("label") or as_object(button.get("emoji")).get("name") or "")


class ModalView:
    """An open window."""

    def __init__(self, modal: Json) -> None:
        self.title: str = modal["title"]
        self.custom_id: str = modal["custom_id"]
        self.components: list[Json] = copy.deepcopy(modal["components"])

    @property
    def fields(self) -> list[Json]:
        """The inputs, in order."""
        return [c for c in walk(self.components) if c.get("custom_id")]

    @property
    def text(self) -> str:
        """Everything that it says."""
        keys = ("label", "description", "content", "placeholder")
        parts = [self.title] + [str(c[key]) for c in walk(self.components) for key in keys if c.get(key)]
        return "\n".join(parts)

    def __repr__(self) -> str:
        return f"<ModalView {self.title!r} {[f['custom_id'] for f in self.fields]}>"


@dataclass(frozen=True)
class Outcome:
    """What came of an act: `error` is a sentence when `ok` is false."""

    ok: bool
    error: str | None = None
    message: Card | None = None
    modal: ModalView | None = None
    choices: tuple[Json, ...] = ()
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return self.ok

    @property
    def card(self) -> Card:
        """The message that is now shown; NotPossible when there is none."""
        if self.message is None:
            raise NotPossible(self.error or "This act showed no message.")
        return self.message
