"""A member who presses buttons by their labels, straight on the pure conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.cards import Card
from bot.core.content.pack import Pack
from bot.core.conversation import hello, path, reading, running
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.effects import Kept, Record, Spoken
from bot.core.records import CheckIn, Person
from tests.shipped import pack as shipped

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


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

    def write(self, text: str) -> "Member":
        """Send a direct message."""
        urgent = reading.is_urgent(self.turn, text)
        return self._now(reading.read_into(self.turn, text) if urgent else reading.written(self.turn, text))

    def later(self, **time: float) -> "Member":
        """Days go by, and the session of then is over."""
        self.turn = replace(self.turn, state=State(), now=self.turn.now + timedelta(**time))
        return self

    def want(self, routine: str) -> "Member":
        """Type /routine and pick one."""
        return self.open(wanted=routine)

    def play_out(self) -> "Member":
        """Play what is on to its end or to a pause: ready when asked, and every hold for as long as it takes."""
        while self.node in ("play", "stoplist"):
            playing = self.turn.state.playing
            if self.node == "stoplist":
                self.press("Got it")
            elif playing is not None and playing.ends_at is not None:
                self.wait((playing.ends_at - self.turn.now).total_seconds())
            elif playing is not None and playing.phase == "ready":
                self.press("I'm ready")
            else:
                break
        return self

    def no_to_all(self) -> "Member":
        """No to every question before the routine."""
        while self.node.startswith("q:"):
            self.press("No")
        return self

    def _now(self, turn: Turn) -> "Member":
        self.effects += turn.effects
        records = tuple(effect for effect in turn.effects if isinstance(effect, Record))
        history = (*(self._checked(record) for record in records), *turn.history)
        self.turn = replace(turn, effects=(), history=history)
        self.seen.append(self.card)
        return self

    def _checked(self, record: Record) -> CheckIn:
        return CheckIn(
            user_id="1",
            session_id=1,
            seq=len(self.turn.history),
            at=self.turn.now,
            topic=self.turn.topic.id,
            routines=record.routines,
            pack_hash="",
            done=record.done,  # pyright: ignore[reportArgumentType]
            plan=record.plan,
            before=record.before,
            after=record.after,
            feel=record.feel,  # pyright: ignore[reportArgumentType]
            anything_new=record.anything_new,  # pyright: ignore[reportArgumentType]
        )


def someone(**person: object) -> Member:
    """A member who keeps a diary and has just passed the questions."""
    known = {"age": "18-49", "told_intro": True, "diary": "keep", "screened_at": START, **person}
    return Member(None, **known)


def new(age: str = "18–49") -> Member:
    """Someone new, at the first question."""
    return Member().open().press(age)


def through(age: str = "18–49") -> Member:
    """Someone new who has said No to all of them."""
    return new(age).no_to_all()


def ball_slips(member: Member, strength: str = "3") -> Member:
    """From "How strong is it now?" to the floor press."""
    return member.press(strength, "Ball slips", "That's all", "None", "Soft gap")


def checked_in(member: Member, after: str = "3", feel: str = "Same", anything_new: str = "No") -> Member:
    """The three taps of a check-in."""
    return member.press(after, feel, anything_new)


def labels(member: Member) -> list[str]:
    """The buttons of the card."""
    return [button.label for button in member.card.buttons]
