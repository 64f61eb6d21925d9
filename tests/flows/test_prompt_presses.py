"""Random lives: old and new cards pressed once and twice, days passing, kills at any point, closed direct messages.

Never two reports for one check-in, never an acknowledged answer lost, never a check-in sent twice or left without a
reason; through any downtime and change of the clocks each planned one comes in its window, or is told as late.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import time, timedelta
from itertools import count, takewhile
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.effects import Direct
from bot.core.records import Report
from bot.core.schedule import occasions
from bot.storage.store import Store

from .life import DAYS, MONDAY, Death, Life, shipped_env

_numbers = count(1)
LATER = st.tuples(st.just("later"), st.sampled_from((0.02, 0.1, 0.6, 1, 2, 3, 8)))
PRESS = st.tuples(st.just("press"), st.sampled_from((0, 0, 0, 0, 1, 2, 4)), st.integers(0, 20), st.booleans())
TAP = st.tuples(st.just("tap"), st.integers(0, 12), st.booleans())
WHOLE = st.tuples(st.just("whole"), st.integers(0, 10), st.integers(0, 2), st.sampled_from((0, 0, 0, 1)))
DIE = st.tuples(st.just("die"), st.sampled_from(get_args(Death)))
DOOR = st.tuples(st.just("door"), st.booleans())
LIVES = st.lists(st.one_of(LATER, PRESS, PRESS, TAP, TAP, TAP, WHOLE, WHOLE, DIE, DOOR), max_size=40)
ANSWERS = {"nrs", "then", "feel", "new", "p", "e", "g", "change"}
REASONS = {"late", "closed", "silence", "asked", "stopped", "hold"}


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def store(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One database; each example is somebody else."""
    stack = AsyncExitStack()
    path = tmp_path_factory.mktemp("presses") / "easeback.db"
    opened = Store.open(path, run_id="test", now=lambda: MONDAY)
    yield runner.run(stack.enter_async_context(opened))
    runner.run(stack.aclose())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
def test_any_life(runner: asyncio.Runner, store: Store, ops: list[tuple[object, ...]]) -> None:
    runner.run(lived(Life(store, shipped_env(), f"p{next(_numbers)}"), ops))


ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo")
"""Where the clocks change within weeks of the first day, each on a night of its own."""
TIMES = (time(0, 0), time(2, 30), time(8), time(12), time(23, 45))
UP_AND_DOWN = st.lists(st.tuples(st.booleans(), st.sampled_from((1, 3, 7, 20, 30, 90, 200))), max_size=12)


class Dutiful(Life):
    """A member who leaves each check-in out by hand, so that silence never pauses them."""

    async def _send(self, direct: Direct, *, heard: bool) -> None:
        await super()._send(direct, heard=heard)
        await self.go(f"{direct.opens}/skip")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(ZONES), st.sampled_from(TIMES), UP_AND_DOWN)
def test_any_downtime(runner: asyncio.Runner, store: Store, zone: str, at: time, hours: list[tuple[bool, int]]) -> None:
    runner.run(came_or_told(Dutiful(store, shipped_env(), f"d{next(_numbers)}"), zone, at, hours))


async def came_or_told(life: Life, zone: str, at: time, hours: list[tuple[bool, int]]) -> None:
    """Every day that was planned has one row: it came in its window on its own day, or is skipped as late."""
    await life.begin(zone, at)
    planned = occasions(await life.schedule(), life.now)
    for up, long in [*hours, (True, 1)]:
        life.now += timedelta(hours=0 if up else long)
        await life.until(life.now + timedelta(hours=long if up else 0))
    told, wall = await life.prompts(), ZoneInfo(zone)
    due = list(takewhile(lambda one: one.at + timedelta(minutes=1) < life.now, planned))
    assert [one.day for one in told][: len(due)] == [one.day for one in due]
    for one, expected in zip(told, due, strict=False):
        assert one.due_at == expected.at
        assert one.status == "skipped"
        if one.why == "asked":
            assert one.sent_at is not None
            assert one.due_at <= one.sent_at <= one.due_at + timedelta(hours=4, minutes=1)
            assert one.sent_at.astimezone(wall).date() == max(one.day, one.due_at.astimezone(wall).date())
        else:
            assert one.why == "late"
    await life.go("/checkins/stop")
    await life.until(life.now)


async def lived(life: Life, ops: list[tuple[object, ...]]) -> None:
    """One life, looked at after each event; then it ends, so that its timers are out of the next one's way."""
    await life.begin()
    await life.days(0.1)
    watched = Watched(life)
    for op in ops:
        match op:
            case ("later", float() | int() as days):
                await life.days(days)
            case ("die", str() as death):
                await life.days(1, death)  # pyright: ignore[reportArgumentType]
            case ("door", bool() as closed):
                life.closed = closed
            case ("tap", int() as button, bool() as twice):
                await watched.tap(button, twice)
            case ("whole", *taps):
                await life.days(2.3)
                for button in taps:
                    await watched.tap(int(str(button)), False)
            case ("press", int() as card, int() as button, bool() as twice):
                await watched.press(card, button, twice)
            case _:
                raise AssertionError(op)
        await watched.look()
    await life.go("/checkins/stop")
    await life.until(life.now)


class Watched:
    """A life under observation."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.cards: list[list[str]] = []
        """What each card that was ever seen offers, old ones too."""
        self.whole: dict[str, Report] = {}

    async def press(self, card: int, button: int, twice: bool) -> None:
        """Press some button of some card, which may be an old one; whoever stops, goes on."""
        self._remember()
        paths = self.cards[-1 - card % len(self.cards)] if self.cards else []
        path = paths[button % len(paths)] if paths else ""
        await self._at(path, twice)
        if path == "/checkins/stop":
            await self.life.begin()

    async def tap(self, button: int, twice: bool) -> None:
        """Answer what is asked on the newest card."""
        self._remember()
        answers = [one for one in (self.cards or [[]])[-1] if one.split("/")[3:4] and one.split("/")[3] in ANSWERS]
        await self._at(answers[button % len(answers)] if answers else "", twice)

    async def _at(self, path: str, twice: bool) -> None:
        if not path.startswith("/checkin"):
            return
        for _ in range(2 if twice else 1):
            before = await self._by_key()
            shown = await self.life.go(path)
            await self._acknowledged(path, before, [one.action for one in shown.buttons])
            self._remember()

    def _remember(self) -> None:
        seen = self.life.card
        paths = [one.action for one in seen.buttons] if seen is not None else []
        if paths and (not self.cards or self.cards[-1] != paths):
            self.cards.append(paths)

    async def _by_key(self) -> dict[str, dict[str, object]]:
        return {one.key: one.values for one in await self.life.reports()}

    async def _acknowledged(self, path: str, before: dict[str, dict[str, object]], shown: list[str]) -> None:
        """An answer changes only what it says, and where the next step is shown it is in the database."""
        parts = path.split("/")[2:]
        after = await self._by_key()
        if len(parts) != 3 or parts[1] not in ("nrs", "then", "feel", "new"):
            return
        name = {"new": "anything_new", "then": "nrs"}.get(parts[1], parts[1])
        key, said = f"prompt:{parts[0]}", parts[2].partition(".")[0]
        old, new = before.get(key, {}), after.get(key, {})
        if old != new:
            assert said == "same" or str(new[name]) == said
            assert {k: v for k, v in new.items() if k in old} == old
        following = {"nrs": "feel", "then": "feel", "feel": "new"}.get(parts[1])
        if following and any(one.startswith(f"/checkin/{parts[0]}/{following}/") for one in shown):
            assert name in new

    async def look(self) -> None:
        """What must be so at any time."""
        told, reports = await self.life.prompts(), await self.life.reports()
        keys = [one.key for one in reports]
        assert len(keys) == len(set(keys))
        days = {f"prompt:{one.id}": one.day for one in told}
        for report in reports:
            assert report.day == days[":".join(report.key.split(":")[:2])]
            self._stays(report)
        for one in told:
            assert one.day.isoweekday() in DAYS
            assert one.status != "skipped" or one.why in REASONS
            assert one.status != "answered" or f"prompt:{one.id}" in keys
        first = [nonce for nonce in self.life.inbox if nonce.startswith("c") and nonce.endswith("s0")]
        assert len(first) == len({one.id for one in told if f"c{one.id}s0" in self.life.inbox})

    def _stays(self, report: Report) -> None:
        """What was told to its end is never changed."""
        known = self.whole.get(report.key)
        assert known is None or known.values == report.values
        if report.kind != "micro" or "anything_new" in report.values:
            self.whole[report.key] = report
