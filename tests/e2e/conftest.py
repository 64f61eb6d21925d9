"""The real bot as a child process, the real discord.py, and the stand-in for Discord on loopback."""

import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.playground import Card, Outcome, Person, Playground
from tests.compiled import COMPILED
from tests.opened import opened

from .openapi import flaws

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
PATIENCE = 5.0
"""Seconds for a first answer: more than Discord's 3, as the tests share their processors and do not measure time."""
ONLINE = 90.0
"""Seconds to come online: the first start of all compiles everything."""
AFTER = "How strong is it now"
"""How the check-in begins."""


class Town:
    """A playground with the bot in it, and its database to look into."""

    def __init__(self, play: Playground, data: Path) -> None:
        self.play = play
        self.data = data
        self.mia: Person = play.user("mia")
        self.tom: Person = play.user("tom")
        self.rosa: Person = play.user("rosa")

    async def start(self, **env: str) -> None:
        """Start the bot and wait until it is online."""
        surroundings = {**os.environ, **COMPILED, **self.play.bot_env(), "EASEBACK_DATA": str(self.data), **env}
        await self.play.bot.start([sys.executable, "-m", "bot", "run"], surroundings, ROOT)
        await self.play.online(ONLINE)

    async def crash(self) -> None:
        """kill -9, and start again."""
        await self.play.bot.kill()
        await self.play.bot.restart()
        await self.play.online(ONLINE)

    async def move(self, seconds: float) -> None:
        """Let time pass and the timers be carried out."""
        await self.play.clock.move(seconds)
        await self.play.settle()

    async def next_timer(self, person: Person) -> None:
        """Move to just after the bot's next timer, and wait until this person sees what it changed."""
        before = person.card()
        await self.due_told()
        await self.play.clock.to_next_timer()
        assert await person.until(lambda: _is_next(person.card(), before)), f"nothing changed: {before.text}"

    async def due_told(self) -> None:
        """Wait until the bot has told the clock when its next timer is due."""
        told = self.play.clock._signal.until(lambda: abs((self.play.clock.next_due or 0) - self._next_row()) < 0.01, 10)
        assert await told, "the bot did not say when its next timer is due"

    def _next_row(self) -> float:
        """When the next timer in the database is due; what the bot tells the clock may lag behind it for a moment."""
        ((due,),) = self.rows("select min(due_at) from jobs where state = 'pending'")
        return datetime.fromisoformat(str(due)).replace(tzinfo=UTC).timestamp() if due else float("inf")

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the database as it is on the disk, with the keys that are beside it."""
        with opened(self.data / "easeback.db") as base:
            return base.execute(sql, values).fetchall()


def _face(card: Card) -> tuple[str, str, tuple[str, ...]]:
    return card.id, card.text, tuple(card.custom_ids)


def _is_next(card: Card, before: Card) -> bool:
    """Another card; the plain text that rings is not one yet, for the card takes its place at once."""
    return not card.content and _face(card) != _face(before)


async def play_through(town: Town, person: Person, until: str = AFTER, steps: int = 200) -> None:
    """Be ready when asked, wait for every timer, and stop at the card that says `until`."""
    for _ in range(steps):
        card = person.card()
        if until in card.text:
            return
        pressable = next((label for label in ("I'm ready", "Got it, go", "Go on") if label in card.buttons), None)
        if pressable:
            await press(person, pressable)
        else:
            await town.next_timer(person)
    raise AssertionError(f"{until!r} never came; last seen: {person.card().text}")


async def press(person: Person, *labels: str) -> Outcome:
    """Press buttons by the start of their labels, each on the newest card; an error fails the test at once."""
    outcome = Outcome(True)
    for label in labels:
        card = person.card()
        found = next((b for b in card.buttons if b == label), None) or next(
            (b for b in card.buttons if b.startswith(label)), None
        )
        assert found is not None, f"no button {label!r} among {card.buttons} on: {card.text}"
        outcome = await person.press(found, message=card)
        assert outcome.ok, f"{label}: {outcome.error}"
    return outcome


@asynccontextmanager
async def town_in(data: Path, **env: str) -> AsyncGenerator[Town]:
    """A town; what Discord would have refused fails it, and so does a body that its description does not allow."""
    async with Playground(start=START, limit=PATIENCE) as play:
        town = Town(play, data)
        await town.start(**env)
        yield town
        assert not (refused := refusals(play)), refused
        assert not (found := flaws(play.requests)), found


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town with the bot online."""
    async with town_in(tmp_path / "data") as town:
        yield town


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """One town for all tests of a module, whose tests run in the module's loop: a start costs more than a test."""
    async with town_in(tmp_path_factory.mktemp("house") / "data") as town:
        yield town


@pytest_asyncio.fixture(loop_scope="module")
async def home(house: Town) -> AsyncIterator[Town]:
    """The module's town, in which nobody has ever been before; a refusal fails the test that caused it."""
    for person in (house.mia, house.tom, house.rosa):
        person.close_dms(False)
        if house.rows("select 1 from people where user_id = ?", person.id):
            await forget(person)
        await person.restart_app()
    before = len(refusals(house.play))
    yield house
    assert not (refused := refusals(house.play)[before:]), refused


def refusals(play: Playground) -> list[str]:
    """What Discord would have refused, but for direct messages to who takes none: only the refusal tells that."""
    return [text for text in play.refusals if "(50007)" not in text]


async def arrives(person: Person, text: str) -> Card:
    """Wait for a card that says this, such as a direct message that follows an answer."""
    assert await person.until(lambda: text in person.card().text), f"{text!r} did not come: {person.card().text}"
    return person.card()


async def forget(person: Person) -> None:
    """Delete everything about them, as they would."""
    assert (await person.slash("me")).ok
    await press(person, "Delete everything", "Yes, delete everything")


async def walk(person: Person, *labels: str, by: str = "back") -> Card:
    """Type /back (or another command), press these one after the other, and see the card that is shown then."""
    assert (await person.slash(by)).ok
    await press(person, *labels)
    return person.card()


async def tick(person: Person, label: str, *items: str) -> Card:
    """Press a button that opens a list, tick these (by the start of their text), and send it."""
    opened = await press(person, label)
    assert opened.modal is not None, f"{label} opened no list: {person.card().text}"
    await send(person, *items)
    return person.card()


async def send(person: Person, *items: str) -> None:
    """Send the open list with these ticked."""
    modal = person.modal()
    assert modal is not None
    chosen: dict[str, list[str]] = {}
    for item in items:
        fits = [
            (field["custom_id"], option["value"])
            for field in modal.fields
            for option in field.get("options", ())
            if option["label"].startswith(item)
        ]
        assert len(fits) == 1, f"{len(fits)} boxes begin with {item!r}: {modal.text}"
        chosen.setdefault(fits[0][0], []).append(fits[0][1])
    sent = await person.submit(dict(chosen))
    assert sent.ok, sent.error


async def checked_in(person: Person, *answers: str) -> None:
    """The check-in's three taps."""
    await press(person, *(answers or ("2", "Easier", "No")))


def kept(town: Town, person: Person) -> list[tuple[object, ...]]:
    """Their check-ins, oldest first: which routines, how much of them, and how it felt."""
    return town.rows("select routines, done, feel from checkins where user_id = ? order by id", person.id)
