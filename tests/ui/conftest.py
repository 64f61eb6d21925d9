"""The real client over loopback, with flows that a test writes down in a line."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.core.content.explainer import Explainer
from bot.core.content.pack import Pack
from bot.core.content.routine import Routine
from bot.core.effects import Spoken
from bot.core.records import Session
from bot.flows.env import Env, Host
from bot.playground import Playground
from bot.storage import packs, people, sessions
from bot.storage.store import Store
from bot.storage.tx import Tx
from bot.ui.client import EasebackClient
from bot.ui.pace import Pace
from bot.ui.services import Flow, Flows, Services
from bot.ui.start import connect

FLOWS = (
    "open_session", "press", "submit", "say", "dm_failed", "hear",
    "offer", "open_routine", "page", "sent", "lost", "due", "delivered", "undelivered", "submitted", "examined",
)  # fmt: skip

Answering = Callable[..., tuple[Spoken, ...]]


class Script:
    """Flows that note how they were called and answer as a test says; `answers[name]` gets what the flow was given."""

    def __init__(self) -> None:
        self.answers: dict[str, Answering | tuple[Spoken, ...]] = {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.gates: dict[str, threading.Event] = {}

    def flows(self) -> Flows:
        return Flows(**{name: self._flow(name) for name in FLOWS})

    def _flow(self, name: str) -> Flow:
        def flow(tx: Tx, env: Env, now: Any, who: Any = None, **given: Any) -> tuple[Spoken, ...]:
            self.calls.append((name, {"who": who, **given}))
            if name in self.gates:
                self.gates[name].wait(10)
            answer = self.answers.get(name, ())
            return answer(tx=tx, now=now, who=who, **given) if callable(answer) else answer

        flow.__qualname__ = name
        return flow

    def given(self, name: str) -> dict[str, Any]:
        """What the flow was given the last time."""
        return [given for called, given in self.calls if called == name][-1]

    def count(self, name: str) -> int:
        return sum(1 for called, _ in self.calls if called == name)


class House:
    """A playground, a store and the client between them."""

    def __init__(self, play: Playground, store: Store, script: Script, services: Services) -> None:
        self.play, self.store, self.script = play, store, script
        self.services = services
        self.outcomes: list[str] = []
        self.seconds: list[float | None] = []
        self.client = EasebackClient(replace(services, seen=self._seen))
        self.paused: list[float] = []

    def _seen(self, outcome: str, seconds: float | None) -> None:
        self.outcomes.append(outcome)
        self.seconds.append(seconds)

    async def pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        await asyncio.sleep(0)

    @contextlib.asynccontextmanager
    async def online(self, **how: Any) -> AsyncGenerator["House"]:
        token = self.play.bot_env()["DISCORD_TOKEN"]
        running = asyncio.create_task(connect(self.client, token, pause=self.pause, **how))
        try:
            await asyncio.wait(
                {running, waiting := asyncio.create_task(self.play.online())}, return_when="FIRST_COMPLETED"
            )
            if running.done():
                waiting.cancel()
                await running
            yield self
        finally:
            await self.client.close()
            await running

    async def until(self, seen: Callable[[], bool], limit: float = 5.0) -> bool:
        """Wait until a flow was called: that changes nothing in the playground that would tell."""
        end = asyncio.get_running_loop().time() + limit
        while not seen() and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return seen()

    async def session(self, **changes: Any) -> Session:
        """An open session of Mia's."""
        return await self.store.run(open_session_row, self.play.user("mia").id, self.play.clock.now(), changes)


def open_session_row(tx: Tx, user_id: str, now: Any, changes: dict[str, Any]) -> Session:
    packs.keep(tx, "pack", "{}", now)
    people.get_or_create(tx, user_id, now)
    end = now + timedelta(days=1)
    return sessions.insert_open(
        tx, user_id=user_id, topic="back", pack_hash="pack", state={}, now=now, expires_at=end, **changes
    )


def small_pack() -> Pack:
    names = {"r1": "Floor press", "r2": "Wall ball", "r4": "Breathing", "r5": "Round and roll"}
    routines = tuple(Routine.model_construct(id=key, name=name) for key, name in names.items())
    pages = (Explainer.model_construct(id="what-is-it", title="What it is"),)
    return Pack.model_construct(routines=routines, explainers=pages, texts={})


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
async def play(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playground]:
    async with Playground() as playground:
        monkeypatch.setattr(Route, "BASE", playground.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(playground.gateway_url))
        yield playground


@pytest.fixture
def patience() -> float:
    """Seconds until an answer is deferred; parametrize with 0 to have every answer deferred."""
    return 2.0


@pytest.fixture
def pace() -> Pace | None:
    """How fast one person may go; None where a test is faster than people are."""
    return None


@pytest.fixture
async def offline(
    play: Playground, script: Script, tmp_path: Path, patience: float, pace: Pace | None
) -> AsyncIterator[House]:
    """The house with a client that has not connected yet."""
    async with Store.open(tmp_path / "test.db", run_id="test", now=play.clock.now) as store:
        env = Env(
            packs={"pack": small_pack()},
            texts={"pack": "{}"},
            active="pack",
            host=Host("Rosa", "rosa@example.org", is_tryout=True),
        )
        services = Services(
            store=store,
            flows=script.flows(),
            env=lambda: env,
            now=play.clock.now,
            nudge=lambda: None,
            patience=patience,
            pace=pace,
        )
        yield House(play, store, script, services)


@pytest.fixture
async def house(offline: House) -> AsyncIterator[House]:
    """The house, online."""
    async with offline.online():
        yield offline
