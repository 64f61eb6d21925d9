"""A town in which everything goes wrong: rounds of life, faults and kill -9, each followed by a look at the rest."""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from bot.playground import Person, Playground
from bot.playground.ids import BACK_CORNER
from tests.compiled import COMPILED
from tests.faults.aftermath import Aftermath
from tests.faults.content import Content
from tests.faults.crowd import gather
from tests.faults.deliveries import Deliveries
from tests.faults.disk import ROOT, Disk
from tests.faults.heir import Heir
from tests.faults.hours import Hours
from tests.faults.ledger import SORRY, Ledger
from tests.faults.members import Member
from tests.faults.noted import ROWS, Noted
from tests.faults.obey import RUN
from tests.faults.places import Time, some_time
from tests.faults.server_side import ServerSide
from tests.faults.trouble import Weather
from tests.opened import opened

NAMES = ("mia", "tom", "rosa", "ann", "ben")
STEPS = (-26, -5, -1, -0.2, 0.2, 1, 5, 26)
"""Hours by which the clock of the bot's machine is put wrong."""
TIPS = "Tips"
MESSAGES = "'checkin', 'prompt', 'checkin_again', 'tip', 'community', 'community_post'"


@dataclass
class Result:
    """What some rounds gave."""

    rounds: int = 0
    findings: list[str] = field(default_factory=list[str])
    counts: Counter[str] = field(default_factory=Counter[str])


class FaultTown:
    """One database, one playground, and the bot that is killed again and again."""

    def __init__(self, play: Playground, data: Path, rng: Random, when: Time, server: ServerSide | None = None) -> None:
        self.play, self.data, self.rng, self.when = play, data, rng, when
        people = [play.user(name) if name in NAMES[:3] else play.join(name) for name in NAMES]
        self.noted, self.ledger = Noted(), Ledger()
        self.hours = Hours(play.clock, self._note, self._sending)
        self.deliveries = Deliveries(play, self.hours, self.noted)
        self.after = Aftermath(play, data / "easeback.db", self.hours, self.ledger, self.deliveries)
        self.members = [Member(person, self.ledger, Random(rng.random())) for person in people]
        self.weather = Weather(play, people, Random(rng.random()))
        self.content = Content(data.with_name("content"), Random(rng.random()))
        own = {"EASEBACK_DATA": str(data), "EASEBACK_CONTENT": str(self.content.folder)}
        self.server = server
        on_server = {} if server is None else server.env
        self.env = {**os.environ, **COMPILED, **play.bot_env(), **own, **on_server}
        kind = Disk if server is None else server.trouble
        self.disk = kind(play, data / "easeback.db", self.env, Random(rng.random()))
        self.result = Result()
        self._known: set[str] = set()

    def found(self, *findings: str) -> None:
        """Note what is wrong, once, with the round in which it was seen."""
        for one in findings:
            if one not in self._known:
                self._known.add(one)
                self.result.findings.append(f"{one} (round {self.result.rounds + 1})")

    async def begin(self) -> None:
        """Everybody is known, keeps a diary, has check-ins and tips; the server has its weekly post."""
        if self.server is None:
            await gather(self.data / "easeback.db", self.when.start)
        else:
            await gather(self.server.place(), self.when.start, self.server.key)
        await self.play.bot.start(RUN, self.env, ROOT)
        await self.play.online()
        homes = [self.when.homes[number % len(self.when.homes)] for number in range(len(self.members))]
        settling = [self._settle_in(member.person, *home) for member, home in zip(self.members, homes, strict=True)]
        await asyncio.gather(*settling)
        assert (await self.play.user("rosa").slash("setup", community_channel=BACK_CORNER)).ok
        # From now on no disk that is full can leave half of what Python compiles.
        await self.play.bot.kill()
        self.env["PYTHONDONTWRITEBYTECODE"] = "1"
        await self.play.bot.start(RUN, self.env, ROOT)
        await self.play.online()

    async def _settle_in(self, person: Person, place: str, time: str) -> None:
        assert (await person.slash("back")).ok
        await self._press(person, "18")
        assert (await person.slash("checkins", where=place)).ok
        await self._press(person, "Keep a diary", "Time", "Another time")
        done = await person.submit({"at": time})
        assert done.ok, done.error
        await self._press(person, "Yes")
        assert await person.until(lambda: "It's on" in person.card().text)
        await self._ask_for_tips(person)

    async def _press(self, person: Person, *labels: str) -> None:
        for label in labels:
            whole = [one for one in person.card().buttons if one.startswith(label)]
            done = await person.press(*whole[:1])
            assert done.ok, (label, done.error, person.card().text)

    async def _ask_for_tips(self, person: Person) -> None:
        self.deliveries.opted[person.id].append(self.play.clock.now_ms())
        assert (await person.slash("checkins")).ok
        await self._press(person, TIPS)
        if "Yes, send me tips" in person.card().buttons:
            await self._press(person, "Yes, send me tips")

    async def round(self) -> None:
        """A storm, a death, an absence, a start; then everything must be as it was acknowledged."""
        await self._days_pass()
        await asyncio.gather(*(member.begins() for member in self.rng.sample(self.members, 2)))
        heir = await self._heir() if self.rng.random() < 0.12 else None
        self.disk.is_inherited = heir is not None
        await self._storm()
        if heir is not None:
            await self._inherited(heir)
        await self._away()
        self.weather.clear()
        self.found(*self.after.logged(disk=self.disk.struck))
        self.disk.clear()
        ended = self.after.ended_unseen()
        await self._mend_content()
        if self.rng.random() < 0.4:
            self.found(*await self.disk.before_start())
        await self.play.bot.start()
        await self.play.online()
        await self._quiet()
        self.found(*self.after.wrong())
        self.found(*self.after.asked_about(ended, self.members))
        await self._nobody_is_stuck()
        self.result.rounds += 1

    async def _mend_content(self) -> None:
        """Content that was damaged while the bot ran stops the next start, and the report names the file."""
        for name in self.content.names():
            self.result.counts["start on damaged content"] += 1
            self.found(*(f"damaged content: {wrong}" for wrong in await self.disk.refused(name, 1)))
        self.content.mend()

    # Life

    async def _days_pass(self) -> None:
        """Some messages come in peace; then shortly before the next, so that it finds somebody in a routine."""
        for _ in range(self.rng.choice((0, 0, 1, 3))):
            await self._to_next_message()
            await self._quiet()
        await self._to_next_message(-self.rng.uniform(5, 120))

    async def _to_next_message(self, seconds: float = 0.0) -> None:
        ((due,),) = self.after.plain(f"select min(due_at) from jobs where state = 'pending' and kind in ({MESSAGES})")
        if due is not None:
            await self.hours.to(datetime.fromisoformat(due).replace(tzinfo=UTC) + timedelta(seconds=seconds))

    async def _storm(self) -> None:
        """Members, time and faults, until the bot is dead."""
        tasks = [asyncio.create_task(member.live()) for member in self.members]
        tasks += [asyncio.create_task(self.weather.rage()), asyncio.create_task(self._time_passes())]
        if self.rng.random() < 0.4:
            tasks.append(asyncio.create_task(self.disk.rage()))
        if self.rng.random() < 0.15:
            self.content.damage()
        await self.weather.kill()
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended

    async def _heir(self) -> Heir:
        heir = Heir(self.play, RUN, self.env)
        if not await heir.waits():
            self.found("a second bot did not wait for the first")
        return heir

    async def _inherited(self, heir: Heir) -> None:
        """The second bot goes on where the first has died, until it dies as well."""
        self.weather.clear()
        self.result.counts["second bot took over"] += 1
        if await heir.takes_over():
            await self._quiet()
            self.found(*self.after.wrong())
        else:
            self.found("nobody took over from the bot that died")
        await heir.kill()

    async def _time_passes(self) -> None:
        while True:
            await asyncio.sleep(self.rng.uniform(0.05, 0.25))
            if self.rng.random() < 0.04:
                await self._step()
                await asyncio.sleep(0.3)
            due = self.hours.next_due
            dice = self.rng.random()
            if dice < 0.1:
                await self._to_next_message(self.rng.choice((-60.0, 0.0)))
            elif due is not None and due > 0 and dice < 0.8:
                await self.hours.move(due + 0.05)
            else:
                await self.hours.move(self.rng.uniform(0, 20))

    async def _step(self) -> None:
        ahead = 0.0 if self.hours.is_wrong and self.rng.random() < 0.6 else self.rng.choice(STEPS)
        self.result.counts["clock put forward, back or right"] += 1
        await self.hours.step(ahead * 3600)

    def _note(self) -> None:
        self.noted.note(self.after.plain(ROWS))

    def _sending(self) -> bool:
        """Whether a message may be on its way; while nobody can tell, hours must not go by within one request."""
        if not self.play.bot.running:
            return False
        rows = self.after.newest(f"select 1 from jobs where state = 'claimed' and kind in ({MESSAGES})")
        self.result.counts["moments at which a server did not tell"] += rows is None
        return rows is None or bool(rows)

    async def _away(self) -> None:
        if self.rng.random() < 0.15:
            await self._step()
        if self.hours.is_wrong and self.rng.random() < 0.5:
            await self.hours.step(0)
        if self.rng.random() < 0.25:
            await self._to_next_message(self.rng.uniform(400, 3000))
            return
        longest = self.rng.choices((0, 60, 1800, 6 * 3600, 2 * 86400), (40, 20, 20, 15, 5))[0]
        await self.hours.move(self.rng.uniform(0, longest))

    async def _quiet(self) -> None:
        """Wait until all that was due is done, also what is tried again later; that it comes to an end is a claim."""
        started = self.hours.stamp()
        for _ in range(20):
            if not await self._until("select 1 from jobs where state = 'claimed' or due_at <= '{now}'"):
                left = self.after.plain("select kind, state, attempts, error from jobs where state != 'dead'")[:3]
                self.found(f"work that does not end: {left}")
                return
            sql = f"select min(due_at) from jobs where state = 'pending' and error is not null and due_at > '{started}'"
            ((again,),) = self.after.plain(sql)
            if again is None:
                return
            await self.hours.to(datetime.fromisoformat(again).replace(tzinfo=UTC))
        self.found("work that is tried again for ever")

    async def _until(self, waiting: str, limit: float = 15.0) -> bool:
        """Wait until there is no such row."""
        end = asyncio.get_running_loop().time() + limit
        while self.after.plain(f"select 1 from ({waiting.format(now=self.hours.stamp())} and state != 'dead')"):
            if asyncio.get_running_loop().time() > end:
                return False
            await asyncio.sleep(0.02)
        return True

    # Afterwards

    async def _nobody_is_stuck(self) -> None:
        """Whoever types /back gets a card whose buttons work; check-ins that wait for a word go on, and tips."""
        paused, without_tips = self._paused(), self._without_tips()
        for member in self.members:
            await member.person.restart_app()
            if paused.get(member.person.id) in ("closed", "silence"):
                await self._resume(member.person)
            if member.person.id in without_tips:
                await self._ask_for_tips(member.person)
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

    def _without_tips(self) -> set[str]:
        """Who gets none any more because a message was refused."""
        sql = "select user_id from people where json_extract(facts, '$.tips') is null and not hold"
        with opened(self.data / "easeback.db") as base:
            return {row[0] for row in base.execute(sql)}

    def _worked(self, member: Member, what: str, outcome: object) -> None:
        ok, message = getattr(outcome, "ok", False), getattr(outcome, "message", None)
        if not ok or (message is not None and SORRY in message.text):
            self.found(f"stuck: {member.person.name}, {what}: {getattr(outcome, 'error', '')} {message}")

    async def _resume(self, person: Person) -> None:
        asked = await person.slash("checkins")
        self.after.almanac.resumed[person.id].append(self.hours.now())
        resumed = await person.press("Go on") if asked.ok else asked
        if not resumed.ok:
            self.found(f"stuck: {person.name} cannot go on with check-ins: {resumed.error} {asked.message}")

    async def doctor(self) -> None:
        """Each timer that was given up is told to the host, with its reason."""
        dead = self.after.plain("select kind, error, count(*) from jobs where state = 'dead' group by 1, 2")
        if dead:
            said = await self.disk.told_by("doctor")
            for kind, reason, count in sorted(dead, key=lambda one: -one[2])[:1]:
                if f"{count} × {kind}: {str(reason).rstrip('.')}" not in said:
                    self.found(f"doctor says nothing of {count} dead timers ({kind}: {reason}): {said[-500:]}")

    def summary(self) -> Result:
        """What the rounds gave."""
        self.result.counts += self.weather.counts + self.disk.counts + self.content.counts + self.after.tally()
        return self.result


async def live_through(seed: str, rounds: int, data: Path, server: ServerSide | None = None) -> Result:
    """A new town, and so many rounds in it."""
    rng = Random(seed)
    when = some_time(rng)
    async with Playground(start=when.start) as play:
        town = FaultTown(play, data, rng, when, server)
        await town.begin()
        for _ in range(rounds):
            await town.round()
        await town.doctor()
        return town.summary()
