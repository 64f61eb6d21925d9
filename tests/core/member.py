"""A member who presses buttons by their labels, straight on the pure conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from bot.core.cards import Card
from bot.core.content.pack import Pack
from bot.core.conversation import hello, path, running
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.effects import Kept, Spoken
from bot.core.records import Person
from bot.library.load import load_pack

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@cache
def shipped() -> Pack:
    """The pack that is shipped, compiled once."""
    result = load_pack(ROOT / "content" / "en")
    assert result.pack is not None, result.report()
    return result.pack


class Member:
    """Presses, sees cards, and lives through time; remembers every card seen and every effect."""

    def __init__(self, pack: Pack | None = None, **person: object) -> None:
        pack = pack or shipped()
        known = replace(Person(user_id="1", created_at=START), **person)  # pyright: ignore[reportArgumentType]
        self.turn = Turn(pack, pack.topics[0], known, State(), START)
        self.seen: list[Card] = []
        self.effects: list[Kept | Spoken] = []
        self.taps = 0

    @property
    def card(self) -> Card:
        """The card that is shown now."""
        return path.card_of(self.turn)

    @property
    def node(self) -> str:
        """The card's name."""
        return self.turn.state.node

    def open(self, **state: object) -> "Member":
        """Type /back: two taps."""
        self.taps += 2
        return self._now(hello.start(self.turn.with_state(**state)))

    def press(self, *labels: str) -> "Member":
        """Press buttons, each by the start of its label."""
        for label in labels:
            self._press(label)
        return self

    def _press(self, label: str) -> None:
        labels = [button.label for button in self.card.buttons]
        matching = [b for b in self.card.buttons if b.label == label] or [
            b for b in self.card.buttons if b.label.startswith(label)
        ]
        assert matching, f"no button {label!r} on {self.card.title!r}: {labels}"
        form = path.form_of(self.turn, matching[0].action)
        assert form is None, f"{label!r} opens a form: use tick()"
        self.taps += 1
        self._now(path.act(self.turn, matching[0].action))

    def tick(self, label: str, *items: str) -> "Member":
        """Press a button that opens a list, tick items by id (or write a text) and send it."""
        button = next(b for b in self.card.buttons if b.label.startswith(label))
        form = path.form_of(self.turn, button.action)
        assert form is not None, f"{label!r} opens no form"
        self.taps += 2 + len(items)
        values = {field.key: items for field in form.fields}
        return self._now(path.act(self.turn, button.action, values))

    def wait(self, seconds: float) -> "Member":
        """Let time pass, with timers carried out when they fall due."""
        self.turn = replace(self.turn, now=self.turn.now + timedelta(seconds=seconds))
        return self._now(running.on_clock(self.turn))

    def no_to_all(self) -> "Member":
        """No to every question before the routine."""
        while self.node.startswith("q:"):
            self.press("No")
        return self

    def _now(self, turn: Turn) -> "Member":
        self.effects += turn.effects
        self.turn = replace(turn, effects=())
        self.seen.append(self.card)
        return self
