"""Flows over a real store, without Discord: what is written, and what would be said."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.core.cards import Card
from bot.core.effects import Direct, Edit, Show, Spoken
from bot.core.records import Session, Surface
from bot.flows import conversation
from bot.flows.env import Env, Host, Who
from bot.storage import people, sessions
from bot.storage.store import Store
from tests.shipped import loaded, pack

from .life import MONDAY, Life, shipped_env

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


class Bench:
    """One member in front of the flows: opens, presses by label, and lives through time."""

    def __init__(self, store: Store, env: Env) -> None:
        self.store, self.env = store, env
        self.now = START
        self.who = Who("1", "Mia", "9")
        self.said: tuple[Spoken, ...] = ()

    async def run(self, flow: Callable[..., Any], *args: Any, **named: Any) -> tuple[Spoken, ...]:
        """Run a flow now, and remember what it says."""
        self.said = await self.store.run(flow, self.env, self.now, *args, **named)
        return self.said

    @property
    def surface(self) -> Surface:
        """A private answer that lives for fifteen minutes."""
        return Surface(kind="ephemeral", token="t", token_expires_at=self.now + timedelta(minutes=15))

    @property
    def shown(self) -> Show | Direct | Edit:
        """The newest card that was said."""
        return next(said for said in self.said if isinstance(said, Show | Direct | Edit))

    @property
    def card(self) -> Card:
        """The card of it."""
        return self.shown.card

    async def open(self) -> Card:
        """Type /back."""
        await self.run(conversation.open_session, self.who, surface=self.surface)
        return self.card

    async def press(self, *labels: str) -> Card:
        """Press buttons, each by the start of its label on the newest card."""
        for label in labels:
            shown = self.shown
            names = [button.label for button in shown.card.buttons]
            at = next((i for i, name in enumerate(names) if name == label), None)
            at = next(i for i, name in enumerate(names) if name.startswith(label)) if at is None else at
            await self.press_at(shown, at)
        return self.card

    async def press_at(self, shown: Show | Direct | Edit, position: int) -> Card:
        """Press a button of a card that may be an old one."""
        assert shown.session_id is not None
        where = {"session_id": shown.session_id, "revision": shown.revision, "position": position}
        await self.run(conversation.press, self.who, surface=self.surface, **where)
        return self.card

    async def to_result(self, strength: str = "2") -> Card:
        """From /back to the floor press."""
        await self.open()
        return await self.press("18", *["No"] * 6, strength, "Ball slips", "That's all", "None", "Soft gap")

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    async def session(self) -> Session | None:
        """The open session's row."""
        return await self.store.read(sessions.open_for, self.who.user_id)

    async def node(self) -> str | None:
        """The node of the open session."""
        session = await self.session()
        return str(session.state["node"]) if session else None

    async def person(self) -> Any:
        """The person's row."""
        return await self.store.read(people.get, self.who.user_id)


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A member in front of the shipped content."""
    result = loaded()
    host = Host("Rosa", "rosa@example.org")
    env = Env({result.hash: pack()}, {result.hash: result.text}, result.hash, host)
    async with Store.open(tmp_path / "easeback.db", run_id="test", now=lambda: START) as store:
        yield Bench(store, env)


_numbers = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    """One database for a module whose tests run in the module's loop; each test is somebody else."""
    path = tmp_path_factory.mktemp("lives") / "easeback.db"
    async with Store.open(path, run_id="test", now=lambda: MONDAY) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def life(store: Store) -> AsyncIterator[Life]:
    """A member with check-ins on Monday, Wednesday, Friday and Sunday at 09:00 in Berlin; nobody else has timers."""
    mia = Life(store, shipped_env(), f"{next(_numbers)}")
    await mia.begin()
    yield mia
    await mia.go("/checkins/stop")
    await mia.until(mia.now)
