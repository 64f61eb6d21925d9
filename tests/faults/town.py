"""A town in which everything goes wrong: rounds of life, faults and kill -9, each followed by a look at the rest."""

import asyncio
import os
import re
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bot.playground import Card, Person, Playground
from tests.compiled import COMPILED
from tests.faults.deliveries import Deliveries
from tests.faults.ledger import Ledger
from tests.faults.members import Member
from tests.faults.trouble import Weather
from tests.opened import opened

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
NAMES = ("mia", "tom", "rosa", "ann", "ben")
LATE, DAY = 15.0, 86400.0
"""Seconds after which a cue is marked, and after which it is dropped."""
SORRY = "Something went wrong"
EXPECTED = re.compile(
    r"discord\.errors\.|aiohttp\.|Server disconnected|ConnectionError|ConnectionReset|TimeoutError|ClientOSError"
)
"""How the errors end that a fault of Discord leaves in the log."""


@dataclass
class Result:
    """What some rounds gave."""

    rounds: int = 0
    findings: list[str] = field(default_factory=list[str])
    counts: Counter[str] = field(default_factory=Counter[str])


class FaultTown:
    """One database, one playground, and the bot that is killed again and again."""

    def __init__(self, play: Playground, data: Path, rng: Random) -> None:
        self.play, self.data, self.rng = play, data, rng
        people = [play.user(name) if name in NAMES[:3] else play.join(name) for name in NAMES]
        self.ledger, self.deliveries = Ledger(), Deliveries(play)
        self.members = [Member(person, self.ledger, Random(rng.random())) for person in people]
        self.weather = Weather(play, people, Random(rng.random()))
        self.result = Result()
        self._logged = 0

    def found(self, *findings: str) -> None:
        """Note what is wrong, once."""
        self.result.findings += [one for one in findings if one not in self.result.findings]

    async def begin(self) -> None:
        """Everybody is known, keeps a diary and has check-ins."""
        env = {**os.environ, **COMPILED, **self.play.bot_env(), "EASEBACK_DATA": str(self.data)}
        await self.play.bot.start([sys.executable, "-m", "bot", "run"], env, ROOT)
        await self.play.online()
        await asyncio.gather(*(self._settle_in(member.person) for member in self.members))

    async def _settle_in(self, person: Person) -> None:
        assert (await person.slash("back")).ok
        for label in ("18", None, "Keep a diary", "Yes"):
            if label is None:
                done = await person.slash("checkins", where="Lisbon, Portugal")
            else:
                whole = [one for one in person.card().buttons if one.startswith(label)]
                done = await person.press(*whole[:1])
            assert done.ok, (label, done.error)
        assert await person.until(lambda: "It's on" in person.card().text)

    async def round(self) -> None:
        """A storm, a death, an absence, a start; then everything must be as it was acknowledged."""
        await asyncio.gather(*(member.begins() for member in self.rng.sample(self.members, 2)))
        await self._storm()
        await self._away()
        self.weather.clear()
        self._read_log()
        ended = self._ended_unseen()
        await self.play.bot.start()
        await self.play.online()
        await self._quiet()
        self._look()
        self._asked_about(ended)
        await self._nobody_is_stuck()
        self.result.rounds += 1

    async def _storm(self) -> None:
        """Members, time and faults, until the bot is dead."""
        tasks = [asyncio.create_task(member.live()) for member in self.members]
        tasks += [asyncio.create_task(self.weather.rage()), asyncio.create_task(self._time_passes())]
        await self.weather.kill()
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _time_passes(self) -> None:
        while True:
            await asyncio.sleep(self.rng.uniform(0.05, 0.25))
            self._note_waiting()
            due, now = self.play.clock.next_due, self.play.clock.timestamp()
            if due is not None and due > now and self.rng.random() < 0.75:
                await self.play.clock.move(due - now + 0.05)
            else:
                await self.play.clock.move(self.rng.uniform(0, 20))

    def _note_waiting(self) -> None:
        """Before the clock is moved: what waits now."""
        sql = "select json_extract(payload, '$.prompt') from jobs where json_extract(payload, '$.waited')"
        self.deliveries.waited |= {int(which) for (which,) in self._plain(sql) if which is not None}

    async def _away(self) -> None:
        self._note_waiting()
        seconds = self.rng.choices((0, 60, 1800, 6 * 3600, 2 * 86400), (40, 20, 20, 15, 5))[0]
        await self.play.clock.move(self.rng.uniform(0, seconds))

    async def _quiet(self) -> None:
        """Wait until all that was due is done, also what is tried again later; that it comes to an end is a claim."""
        started = self.play.clock.now().replace(tzinfo=None).isoformat(sep=" ")
        for _ in range(20):
            if not await self._until(f"select 1 from jobs where state = 'claimed' or due_at <= '{self._now()}'"):
                self.found(
                    f"work that does not end: {self._plain('select kind, state, attempts, error from jobs')[:3]}"
                )
                return
            sql = f"select min(due_at) from jobs where state = 'pending' and error is not null and due_at > '{started}'"
            ((again,),) = self._plain(sql)
            if again is None:
                return
            self._note_waiting()
            due = datetime.fromisoformat(again).replace(tzinfo=UTC).timestamp()
            await self.play.clock.move(max(0.0, due - self.play.clock.timestamp()) + 0.05)
        self.found("work that is tried again for ever")

    def _now(self) -> str:
        return self.play.clock.now().replace(tzinfo=None).isoformat(sep=" ")

    async def _until(self, waiting: str, limit: float = 15.0) -> bool:
        """Wait until there is no such row."""
        end = asyncio.get_running_loop().time() + limit
        while self._plain(f"{waiting} and state != 'dead'"):
            if asyncio.get_running_loop().time() > end:
                return False
            await asyncio.sleep(0.02)
        return True

    def _plain(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.data / 'easeback.db'}?mode=ro", uri=True)) as base:
            return base.execute(sql).fetchall()

    def _look(self) -> None:
        with opened(self.data / "easeback.db") as base:
            self.found(*self.ledger.missing(base), *self.deliveries.wrong(base), *_out_of_joint(base, self._now()))
        refused = [
            text for text in self.play.refusals if not re.search(r"\((50007|10008|10015|10062|50027|40060)\)", text)
        ]
        self.found(*(f"refused: {text[:200]}" for text in refused))

    def _ended_unseen(self) -> list[int]:
        """The sessions whose running step ended so long ago that a timer which comes now is late."""
        sql = "select id, json_extract(state, '$.playing.ends_at') from sessions where open and expires_at > ? and "
        with opened(self.data / "easeback.db") as base:
            running = base.execute(
                sql + "json_extract(state, '$.playing.phase') = 'running'", (self._now(),)
            ).fetchall()
        now = self.play.clock.now()
        return [which for which, at in running if LATE < (now - datetime.fromisoformat(at)).total_seconds() < DAY]

    def _asked_about(self, ended: list[int]) -> None:
        """A late cue never goes on as if it were in time: it asks, or its card could not be reached and it waits."""
        sql = "select id, json_extract(state, '$.playing.phase') from sessions where open"
        with opened(self.data / "easeback.db") as base:
            phases = dict(base.execute(sql).fetchall())
        self.result.counts["late cues"] += len(ended)
        wrong = [which for which in ended if phases.get(which, "away") not in ("away", "paused")]
        self.found(*(f"late without a mark: session {which} is {phases[which]}" for which in wrong))
        shown = [Card(message).text for member in self.members for message in member.person._bot_messages()]
        asked = sum("I was away from" in text for text in shown)
        self.result.counts["cards that ask after a late cue"] += asked

    async def _nobody_is_stuck(self) -> None:
        """Whoever types /back gets a card whose buttons work; check-ins that wait for a word go on."""
        paused = self._paused()
        for member in self.members:
            await member.person.restart_app()
            if paused.get(member.person.id) in ("closed", "silence"):
                await self._resume(member.person)
        for member in self.rng.sample(self.members, 2):
            self._worked(member, "/back", outcome := await member.types("back"))
            found = member.choose_on(outcome.message) if outcome.message else None
            if found is None:
                self.found(f"stuck: {member.person.name} has nothing to press: {outcome.message}")
            else:
                self._worked(member, found[1], await member.press(*found))

    def _paused(self) -> dict[str, str]:
        """Whose check-ins wait, and what for; under a stop they wait for more than a word."""
        sql = "select user_id, why from schedules join people using (user_id) where status = 'paused' and not hold"
        with opened(self.data / "easeback.db") as base:
            return dict(base.execute(sql).fetchall())

    def _worked(self, member: Member, what: str, outcome: object) -> None:
        ok, message = getattr(outcome, "ok", False), getattr(outcome, "message", None)
        if not ok or (message is not None and SORRY in message.text):
            self.found(f"stuck: {member.person.name}, {what}: {getattr(outcome, 'error', '')} {message}")

    async def _resume(self, person: Person) -> None:
        asked = await person.slash("checkins")
        resumed = await person.press("Go on") if asked.ok else asked
        if not resumed.ok:
            self.found(f"stuck: {person.name} cannot go on with check-ins: {resumed.error} {asked.message}")

    def _read_log(self) -> None:
        """Errors that no fault explains."""
        trouble = [line for line in self.play.bot.log if re.match(r"\w+(\.\w+)*(Error|Exception|Disconnected)\b", line)]
        self.found(*(f"log: {line[:200]}" for line in trouble if not EXPECTED.search(line)))
        self.play.bot.log.clear()

    def summary(self) -> Result:
        """What the rounds gave."""
        counts = self.result.counts
        counts.update(self.weather.counts)
        counts["presses"], counts["presses acknowledged"] = self.ledger.presses, self.ledger.acknowledged
        counts["answers acknowledged"] = len(self.ledger.given)
        counts["routines logged"] = len(self.ledger.logged)
        counts["messages that timers sent"] = self.deliveries.sent
        counts["may be a repeat"] = self.deliveries.repeats
        for status, why, count in self._plain("select status, why, count(*) from prompts group by 1, 2"):
            counts[f"check-in {status}" + (f" ({why})" if why else "")] += int(count)
        for kind, count in self._plain("select kind, count(*) from jobs where state = 'dead' group by 1"):
            counts[f"dead timer: {kind}"] += int(count)
        return self.result


def _out_of_joint(base: sqlite3.Connection, now: str) -> list[str]:
    """What could never go on by itself, and damage to the file."""
    wrong = [f"damaged: {row[0]}" for row in base.execute("pragma quick_check") if row[0] != "ok"]
    sql = """select user_id from schedules where status = 'active' and not exists
        (select 1 from jobs where kind = 'checkin' and jobs.user_id = schedules.user_id and state != 'dead')"""
    wrong += [f"stuck: the check-ins of {row[0]} have no timer" for row in base.execute(sql)]
    # After a day its timer is dropped, and /back goes on.
    sql = """select id, json_extract(state, '$.playing.ends_at') as ends from sessions
        where open and json_extract(state, '$.playing.phase') = 'running' and expires_at > ?
        and datetime(ends) > datetime(?, '-1 day')
        and not exists (select 1 from jobs where jobs.session_id = sessions.id and kind = 'cue')"""
    for which, ends in base.execute(sql, (now, now)):
        wrong.append(f"stuck: the routine of session {which} runs without a timer since {ends}, and it is {now}")
    return wrong


async def live_through(seed: str, rounds: int, data: Path) -> Result:
    """A new town, and so many rounds in it."""
    async with Playground(start=START) as play:
        town = FaultTown(play, data, Random(seed))
        await town.begin()
        for _ in range(rounds):
            await town.round()
        return town.summary()
