"""Cards become messages. Views are output only: stopped before they are sent, so that discord.py keeps nothing."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from bot.core.cards import ANYWAY, Button, Card, Style, Tone
from bot.ui import limits
from bot.ui.ids import OpenPress, PagePress, Press, SessionPress, format_id
from bot.ui.limits import cut

STYLES: dict[Style, discord.ButtonStyle] = {
    "primary": discord.ButtonStyle.primary,
    "secondary": discord.ButtonStyle.secondary,
    "success": discord.ButtonStyle.success,
    "danger": discord.ButtonStyle.danger,
}
TONES: dict[Tone, tuple[int, str | None]] = {
    "calm": (0x4F8A8B, None),
    "notice": (0xD9902F, "Please note"),
    "urgent": (0xC0392B, "Urgent"),
}
"""Accent colour, and the word that says the same to those who don't see it."""

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card as Discord takes it. `files()` opens its attachments anew for each attempt to send."""

    view: ui.LayoutView
    attachments: tuple[tuple[str, bytes, str | None], ...] = ()

    def files(self) -> list[discord.File]:
        """The pictures and files that go with the card."""
        return [discord.File(io.BytesIO(data), name, description=alt) for name, data, alt in self.attachments]


def render_card(
    card: Card, session_id: int | None, revision: int, files: Sequence[File] = (), mark: str = ""
) -> Rendered:
    """A card as one container; its buttons carry the session, the revision and their position, and a mark if any."""
    colour, word = TONES[card.tone]
    box: ui.Container[Any] = ui.Container(accent_colour=colour)
    items = (*_texts(card, word), *_media(card, files), *_rows(card, session_id, revision, mark), *_small(card))
    if 1 + len(items) + len(card.buttons) > limits.V2_COMPONENTS:
        raise ValueError(f"the card “{card.title}” has too many parts; Discord takes {limits.V2_COMPONENTS}")
    for item in items:
        box.add_item(item)
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    view.stop()
    return Rendered(view, _attachments(card, files))


def _texts(card: Card, word: str | None) -> list[ui.Item[Any]]:
    title = cut(card.title, 300, "card's title")
    head = f"-# **{word}**\n## {title}" if word else f"## {title}"
    room = limits.V2_TEXT - len(head) - (len(_subtext(card.small)) if card.small else 0)
    parts: list[ui.Item[Any]] = [ui.TextDisplay(head)]
    body = "\n\n".join(paragraph for paragraph in card.body if paragraph.strip())
    if body:
        parts.append(ui.TextDisplay(cut(body, room, "card")))
    return parts


def _small(card: Card) -> list[ui.Item[Any]]:
    return [ui.TextDisplay(_subtext(card.small))] if card.small else []


def _subtext(text: str) -> str:
    return "\n".join(f"-# {line}" for line in cut(text, 600, "card's small print").splitlines() if line.strip())


def _media(card: Card, files: Sequence[File]) -> list[ui.Item[Any]]:
    parts: list[ui.Item[Any]] = []
    if card.image:
        alt = cut(card.image.alt, limits.ALT, "picture's description")
        picture = discord.MediaGalleryItem(f"attachment://{card.image.filename}", description=alt)
        parts.append(ui.MediaGallery(picture))
    # A file that no component names is not shown in a message of components.
    parts.extend(ui.File(f"attachment://{name}") for name, _ in files)
    return parts


def _attachments(card: Card, files: Sequence[File]) -> tuple[tuple[str, bytes, str | None], ...]:
    picture = ((card.image.filename, card.image.content, card.image.alt[:1024]),) if card.image else ()
    return (*picture, *((name, data, None) for name, data in files))


def _rows(card: Card, session_id: int | None, revision: int, mark: str) -> list[ui.Item[Any]]:
    identify = _numbering(session_id, revision, mark)
    rows: list[ui.Item[Any]] = []
    for row in card.rows:
        if len(row) > limits.ROW_BUTTONS:
            raise ValueError(f"a row of the card “{card.title}” has {len(row)} buttons; Discord takes 5")
        if row:
            rows.append(_Row([_written(button, identify(button)) for button in row]))
    return rows


class _Row(ui.ActionRow[Any]):
    """A row of buttons as Discord takes it. discord.py's own objects for them hear presses, which ours never do, and to
    make them takes most of the time that a card takes.
    """

    def __init__(self, buttons: list[dict[str, Any]]) -> None:
        super().__init__()
        self._written = {"type": discord.ComponentType.action_row.value, "components": buttons}

    def to_component_dict(self) -> dict[str, Any]:
        """Called when the message is sent."""
        return self._written


def _written(button: Button, custom_id: str) -> dict[str, Any]:
    return {
        "type": discord.ComponentType.button.value,
        "style": STYLES[button.style].value,
        "disabled": button.disabled,
        "label": cut(button.label, limits.BUTTON_LABEL, "button's label"),
        "custom_id": custom_id,
    }


def _button(button: Button, custom_id: str) -> ui.Button[Any]:
    label = cut(button.label, limits.BUTTON_LABEL, "button's label")
    return ui.Button(label=label, style=STYLES[button.style], custom_id=custom_id, disabled=button.disabled)


def _numbering(session_id: int | None, revision: int, mark: str) -> Callable[[Button], str]:
    """Gives each button of a card its custom_id, in reading order."""
    position = -1
    seen: dict[Press, int] = {}

    def identify(button: Button) -> str:
        nonlocal position
        position += 1
        press = press_of(button.action, session_id, revision, position)
        if isinstance(press, SessionPress):
            return format_id(press, mark=mark)
        copy = seen[press] = seen.get(press, -1) + 1
        return format_id(press, copy=copy, mark=mark)

    return identify


def press_of(action: str, session_id: int | None, revision: int, position: int) -> Press:
    """What a press on a button with this action brings back."""
    if action.startswith("/"):
        return PagePress(action)
    if action == "open" or action.startswith("open:"):
        return OpenPress(action.partition(":")[2] or None)
    if session_id is None:
        raise ValueError(f"the button for “{action}” belongs to a session, and the card has none")
    return SessionPress(session_id, revision, position, action if action in ANYWAY else None)


def open_button(label: str, topic: str | None = None, path: str | None = None, mark: str = "") -> ui.View:
    """A plain message's one button, which opens the presser's own session, or the page at `path`."""
    view = ui.View(timeout=None)
    press = PagePress(path) if path is not None else OpenPress(topic)
    view.add_item(_button(Button(label, path or "open", "primary"), format_id(press, mark=mark)))
    view.stop()
    return view
