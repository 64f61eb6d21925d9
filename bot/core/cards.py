"""What a member sees, without saying how it is drawn: cards with buttons, and forms."""

from dataclasses import dataclass
from typing import Literal

from bot.core.chart import Chart

Style = Literal["primary", "secondary", "success", "danger"]
Tone = Literal["calm", "notice", "urgent"]

ANYWAY = frozenset(("wrong", "stop", "pause"))
"""Actions that count although the card has moved on meanwhile: whoever is in trouble must not have to press twice."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button. `action` is what the press means to the conversation; the label says it to the member.

    An action that starts with "/" belongs to a page (such as "/me/delete"), not to the session, and needs no row.
    """

    label: str
    action: str
    style: Style = "secondary"
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that goes with a card; `alt` is its text for those who don't see it."""

    filename: str
    content: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Card:
    """One screen: a heading, paragraphs in Discord's Markdown, and rows of at most five buttons.

    `small` is a subdued last line. `notify` is the neutral text of a notification where the card must notify.
    """

    title: str
    body: tuple[str, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    tone: Tone = "calm"
    small: str | None = None
    notify: str | None = None
    image: Image | None = None
    chart: Chart | None = None
    """Drawn by the edge, as the card's picture."""

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All buttons in reading order; a press names one by its position here."""
        return tuple(button for row in self.rows for button in row)

    @property
    def words(self) -> int:
        """How many words a member has to read, buttons included."""
        parts = (self.title, *self.body, *(button.label for button in self.buttons), self.small or "")
        return sum(1 for part in parts for word in part.split() if any(letter.isalnum() for letter in word))


@dataclass(frozen=True, slots=True)
class FieldOption:
    """One answer of a form's field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form: a list of checkboxes (2 to 10), of which one may be chosen in `radio`, or a text."""

    key: str
    label: str
    kind: Literal["checkboxes", "radio", "text"]
    options: tuple[FieldOption, ...] = ()
    description: str | None = None
    required: bool = False
    max_length: int = 1000
    value: str = ""
    """What a text begins with."""


@dataclass(frozen=True, slots=True)
class Form:
    """A modal of one to five fields; its values come back by the fields' keys."""

    title: str
    fields: tuple[Field, ...]


FormValues = dict[str, tuple[str, ...]]
"""What was sent in a form, by field key; a text is a tuple of one."""
