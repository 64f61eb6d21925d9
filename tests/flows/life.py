"""A member's days over the real store: the timers are carried out as the sleeper does, and direct messages arrive."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from bot.app import flows
from bot.core.cards import Button, Card
from bot.core.effects import Direct, Show
from bot.core.records import Job, Person, Prompt, Report, Schedule, Surface
from bot.flows import delivery, due, pages, schedule_next
from bot.flows.env import Env, Host, Who
from bot.storage import jobs, packs, people, prompts, reports, schedules, sessions
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.shipped import loaded, pack

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""An hour before the first check-in in Berlin."""
DAYS = (1, 3, 5, 7)
Death = Literal["after_deciding", "before_sending", "before_hearing", "before_finishing"]
"""Where the process is killed: at the end of the work that decides about a day, or in that which sends."""


def shipped_env() -> Env:
    """The shipped content, as a host that keeps diaries runs it."""
    result = loaded()
    return Env({result.hash: pack()}, {result.hash: result.text}, result.hash, Host("Rosa", "rosa@example.org"))


@dataclass
class Life:
    """One member with a diary and a schedule; `inbox` is what Discord shows them, by nonce."""

    store: Store
    env: Env
    user_id: str
    now: datetime = MONDAY
    closed: bool = False
    inbox: dict[str, Direct] = field(default_factory=dict[str, Direct])
    card: Card | None = None
    """The card that they see: the newest message, or what a press made of it."""

    async def begin(self, zone: str = "Europe/Berlin", at: time = time(9), days: tuple[int, ...] = DAYS) -> None:
        """A diary, the questions passed a day ago, and check-ins from today on."""
        await self.store.run(_settle, self.user_id, self.now, zone, at, days)

    @property
    def who(self) -> Who:
        """The member in their direct messages."""
        return Who(self.user_id, "Mia", direct=True)

    async def until(self, end: datetime, death: Death | None = None) -> None:
        """Let time pass, and everything that falls due happen at its time; `death` strikes once."""
        while True:
            at = await self.store.read(jobs.next_due)
            if at is None or at > end:
                break
            self.now = max(self.now, at)
            for job in await self.store.run(jobs.claim_due, self.now, self.store.run_id, 64):
                struck = death is not None and (job.kind == schedule_next.KIND) == (death == "after_deciding")
                await self._work(job, death if struck else None)
                death = None if struck else death
        self.now = max(self.now, end)

    async def _work(self, job: Job, death: Death | None) -> None:
        said = await self.store.run(due.due, self.env, self.now, job=job)
        for direct in said if death != "before_sending" else ():
            assert isinstance(direct, Direct)
            await self._send(direct, heard=death != "before_hearing")
        if death is None:
            await self.store.run(jobs.finish, job.id)
        else:
            await self.store.run(jobs.take_back, "another run")

    async def _send(self, direct: Direct, *, heard: bool) -> None:
        assert direct.about is not None
        if self.closed:
            await self.store.run(delivery.undelivered, self.env, self.now, about=direct.about, code=50007)
            return
        if direct.nonce not in self.inbox:
            self.inbox[direct.nonce], self.card = direct, direct.card
        if heard:
            where = Surface(kind="dm", channel_id="5", message_id=str(len(self.inbox)))
            await self.store.run(delivery.delivered, self.env, self.now, about=direct.about, surface=where)

    async def days(self, count: float, death: Death | None = None) -> None:
        """Let days pass."""
        await self.until(self.now + timedelta(days=count), death)

    async def go(self, path: str, values: dict[str, tuple[str, ...]] | None = None) -> Card:
        """Come to a page."""
        surface = Surface(kind="dm", token="t", token_expires_at=self.now + timedelta(minutes=15), channel_id="5")
        said = await self.store.run(pages.page, self.env, self.now, self.who, path=path, values=values, surface=surface)
        for one in said:
            if isinstance(one, Show):
                self.card = one.card
            elif isinstance(one, Direct):
                await self._send(one, heard=True)
        assert self.card is not None
        return self.card

    async def press(self, *labels: str) -> Card:
        """Press buttons of the card that is seen, by the start of their labels. On a later day a card that asks how
        strong it is now answers with the question about that day; they say the same again.
        """
        for label in labels:
            first = self.button(label).action
            shown = await self.go(first)
            again = first.replace("/nrs/", "/then/")
            if again != first and again in [button.action for button in shown.buttons]:
                await self.go(again)
        assert self.card is not None
        return self.card

    def button(self, label: str) -> Button:
        """The button that begins so."""
        assert self.card is not None
        found = [b for b in self.card.buttons if b.label == label] or [
            b for b in self.card.buttons if b.label.startswith(label)
        ]
        assert found, f"no {label!r} among {[b.label for b in self.card.buttons]}"
        return found[0]

    async def back(self) -> Card:
        """Type /back on the server."""
        return await self.command(None)

    async def command(self, path: str | None, **named: Any) -> Card:
        """Type a command on the server: one that visits this path, /routine for a `routine_id`, or /back."""
        surface = Surface(kind="ephemeral", token="t", token_expires_at=self.now + timedelta(minutes=15))
        who = Who(self.user_id, "Mia", "9")
        known = flows()
        flow = known.page if path is not None else known.open_routine if named else known.open_session
        named |= {} if path is None else {"path": path}
        said = await self.store.run(flow, self.env, self.now, who, surface=surface, **named)
        return next(one for one in said if isinstance(one, Show)).card

    async def prompts(self) -> list[Prompt]:
        """What was due, oldest first."""
        return list(reversed(await self.store.read(prompts.of_person, self.user_id)))

    async def reports(self) -> list[Report]:
        """What was reported, oldest first."""
        return list(reversed(await self.store.read(reports.every, self.user_id)))

    async def schedule(self) -> Schedule:
        """When they are asked."""
        found = await self.store.read(schedules.get, self.user_id)
        assert found is not None
        return found

    async def person(self) -> Person:
        """What is known of them."""
        found = await self.store.read(people.get, self.user_id)
        assert found is not None
        return found

    async def change_person(self, **changes: Any) -> None:
        """Something else about them."""
        await self.store.run(_change_person, self.user_id, changes)


def _settle(tx: Tx, user_id: str, now: datetime, zone: str, at: time, days: tuple[int, ...]) -> None:
    people.get_or_create(tx, user_id, now)
    passed: dict[str, Any] = {"age": "18-49", "diary": "keep", "told_intro": True, "screened_at": now - timedelta(1)}
    _change_person(tx, user_id, passed)
    schedule = Schedule(user_id=user_id, topic="back", zone=zone, days=days, at=at, started_on=now.date())
    schedules.save(tx, schedule)
    schedule_next.plan_next(tx, schedule, now)


def _change_person(tx: Tx, user_id: str, changes: dict[str, Any]) -> None:
    person = people.get(tx, user_id)
    assert person is not None
    people.save(tx, replace(person, **changes))


def plays(tx: Tx, env: Env, user_id: str, now: datetime) -> int:
    """A session in the middle of a hold; its number."""
    packs.keep(tx, env.active, env.texts[env.active], now)
    state: dict[str, object] = {"node": "play", "playing": {"phase": "running"}}
    return sessions.insert_open(
        tx,
        user_id=user_id,
        topic="back",
        pack_hash=env.active,
        state=state,
        now=now,
        expires_at=now + timedelta(days=1),
    ).id


def day(number: int) -> date:
    """The day so many days after the first."""
    return MONDAY.date() + timedelta(number)


async def told(life: Life) -> list[tuple[int, str, str | None]]:
    """The ledger: days after the first, what became of it, and why."""
    return [((one.day - MONDAY.date()).days, one.status, one.why) for one in await life.prompts()]
