"""Whatever the zone, the night, the pause or the downtime: each planned check-in is sent once, or skipped for a reason.

A member lives a few weeks around a change of their clocks. The timers are carried out as the running bot does it, the
messages arrive or not, and what the rows hold in the end is compared with the wall in their zone.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.core.places import zones
from bot.core.records import Prompt, Schedule, Surface
from bot.core.schedule import ON_TIME, WINDOW, is_quiet, occasion
from bot.flows import delivery, due, pages, schedule_next
from bot.storage import jobs, people, prompts, schedules
from bot.storage.tx import Tx

from .conftest import Bench

DM = Surface(kind="dm", channel_id="77", message_id="88")
DAY = timedelta(days=1)
REASONS = {"late", "holiday", "closed", "silence", "asked", "quiet", "no_such_day"}
ACTS = ("wait", "wait", "wait", "answer", "answer", "down", "long", "closed", "crash", "week", "resume", "skip")


@dataclass
class Life:
    """The member and what Discord was given for them."""

    bench: Bench
    sent: dict[str, int] = field(default_factory=dict[str, int])
    closed: bool = False
    crashes: bool = False
    spans: list[list[date]] = field(default_factory=list[list[date]])
    """Days from which and until which, without a break, they are asked: the first and the last of each span."""

    async def schedule(self) -> Schedule:
        found = await self.bench.store.read(schedules.get, "1")
        assert found is not None
        return found

    async def timers(self) -> list[Any]:
        """What is due now, earliest first."""
        kinds = (schedule_next.KIND, schedule_next.AGAIN, "prompt")
        every = await self.bench.store.read(jobs.of_person, "1")
        return [job for job in every if job.kind in kinds and job.due_at <= self.bench.now]

    async def carry_out(self) -> None:
        """Do what is due, as the sleeper does: the work, what it says, and then its end."""
        for _ in range(200):
            waiting = await self.timers()
            if not waiting:
                return
            job = waiting[0]
            told = await self.bench.run(due.due, job=job)
            for effect in told:
                await self.deliver(effect)
            if not self.crashes:
                await self.bench.store.run(lambda tx, which=job.id: _finish(tx, which))
            self.crashes = False
        raise AssertionError("the timers never came to an end")

    async def deliver(self, effect: Any) -> None:
        """Discord shows a nonce once, or refuses; a crash keeps us from hearing of it the first time."""
        if self.closed:
            await self.bench.run(delivery.undelivered, about=effect.about, code=50007)
            return
        self.sent[effect.nonce] = self.sent.get(effect.nonce, 0) + 1
        if not self.crashes:
            await self.bench.run(delivery.delivered, about=effect.about, surface=DM)

    async def act(self, what: str) -> None:
        """A stretch of time, or something that the member does."""
        match what:
            case "wait":
                self.bench.later(hours=25)
            case "down":
                self.bench.later(hours=59)
            case "long":
                self.bench.later(days=9)
            case "crash":
                self.crashes = True
            case "closed":
                self.closed = True
                self.bench.later(hours=49)
            case "answer":
                await self.bench.store.run(answered)
            case "week":
                await self.bench.run(pages.page, self.bench.who, path="/checkins/pause/week")
            case "skip":
                timer = await self.bench.store.read(jobs.get, "checkin:1")
                day = schedule_next.planned(timer)[0].isoformat() if timer else "-"
                await self.bench.run(pages.page, self.bench.who, path=f"/checkins/skip/{day}")
            case _:
                await self.resume()

    async def resume(self) -> None:
        (said, *_) = await self.bench.run(pages.page, self.bench.who, path="/checkins/resume")
        about = getattr(said, "about", None)
        if about is not None:
            await self.bench.run(delivery.delivered, about=about, surface=DM)

    async def note(self) -> None:
        """Where a span of days without a break begins and ends."""
        timer = await self.bench.store.read(jobs.get, "checkin:1")
        if timer is None:
            self.spans.append([])
        elif not self.spans[-1]:
            self.spans[-1] = [schedule_next.planned(timer)[0]] * 2
        else:
            self.spans[-1][1] = schedule_next.planned(timer)[0]


def _finish(tx: Tx, job_id: int) -> None:
    """The timer is over, unless it was set anew meanwhile."""
    for job in jobs.of_person(tx, "1"):
        if job.id == job_id:
            jobs.cancel(tx, job.key)


def answered(tx: Tx) -> None:
    """What was sent is answered."""
    for prompt in prompts.of_person(tx, "1"):
        if prompt.status == "sent":
            prompts.save(tx, replace(prompt, status="answered"))


def begun(tx: Tx, schedule: Schedule, now: datetime) -> None:
    """Somebody whose check-ins are on."""
    people.forget(tx, "1")
    person = people.get_or_create(tx, "1", now)
    people.save(tx, replace(person, age="18-49", told_intro=True, diary="keep", screened_at=now))
    schedules.save(tx, schedule)
    schedule_next.plan_next(tx, schedule, now)


times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Schedule, datetime, list[str]]:
    zone, at = draw(st.sampled_from(sorted(zones()))), draw(times)
    year, month = draw(st.integers(2024, 2030)), draw(st.sampled_from((2, 3, 3, 3, 10, 10, 10, 11)))
    now = datetime(year, month, draw(st.integers(1, 28)), draw(st.integers(0, 23)), tzinfo=UTC)
    quiet = draw(st.none() | st.tuples(times, times))
    return (
        Schedule(
            user_id="1",
            topic="back",
            zone=zone,
            days=draw(st.sampled_from(((1, 3, 5, 7), (1, 2, 3, 4, 5, 6, 7), (2,)))),
            at=at,
            quiet=None if is_quiet(quiet, at) else quiet,
            started_on=now.date(),
        ),
        now,
        draw(st.lists(st.sampled_from(ACTS), min_size=4, max_size=16)),
    )


BERLIN = Schedule(
    user_id="1",
    topic="back",
    zone="Europe/Berlin",
    days=(1, 2, 3, 4, 5, 6, 7),
    at=time(2, 30),
    quiet=(time(21), time(2)),
    started_on=date(2026, 3, 27),
)


POHNPEI = replace(
    BERLIN, zone="Pacific/Pohnpei", days=(1, 3, 5, 7), at=time(14), started_on=date(2024, 2, 1), quiet=None
)
"""Whose week off begins within the minute in which they would be asked."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives())
@example((POHNPEI, datetime(2024, 2, 1, 16, tzinfo=UTC), ["down", "week", "wait", "wait"]))
@example((BERLIN, datetime(2026, 3, 27, 12, tzinfo=UTC), ["wait", "crash", "wait", "answer", "wait", "down", "wait"]))
@example((replace(BERLIN, zone="Pacific/Apia"), datetime(2011, 12, 28, tzinfo=UTC), ["wait"] * 5))
@example((BERLIN, datetime(2026, 10, 23, 12, tzinfo=UTC), ["wait", "wait", "wait", "closed", "resume", "long", "wait"]))
async def test_each_planned_check_in_is_sent_once_or_skipped_for_a_reason(
    bench: Bench, case: tuple[Schedule, datetime, list[str]]
) -> None:
    schedule, bench.now, acts = case
    await bench.store.run(lambda tx: begun(tx, schedule, bench.now))
    life = Life(bench, spans=[[]])
    await life.note()
    for act in acts:
        await life.act(act)
        await life.carry_out()
        life.closed = False
        await life.note()
    kept = {prompt.day: prompt for prompt in await bench.store.read(prompts.of_person, "1")}
    for prompt in kept.values():
        check(prompt, schedule)
    assert len(kept) == len(await bench.store.read(prompts.of_person, "1"))
    arrived = {f"c{prompt.id}s0" for prompt in kept.values() if prompt.status != "skipped"}
    assert {nonce for nonce in life.sent if nonce.startswith("c")} == arrived
    for first, last in (span for span in life.spans if span):
        days = [first + number * DAY for number in range((last - first).days)]
        assert {day for day in days if day.isoweekday() in schedule.days} <= set(kept), (first, last, sorted(kept))


def check(prompt: Prompt, schedule: Schedule) -> None:
    """It was due at its wall time; and it was sent in time and outside quiet hours, or has a reason."""
    found = occasion(prompt.day, schedule.at, schedule.zone, schedule.quiet)
    assert prompt.due_at == found.at
    assert prompt.day.isoweekday() in schedule.days
    if prompt.status == "skipped":
        assert prompt.why in REASONS, prompt.why
        return
    assert prompt.status in ("sent", "answered"), prompt.status
    assert found.why is None
    assert prompt.sent_at is not None
    wait = prompt.sent_at - prompt.due_at
    assert timedelta() <= wait <= WINDOW
    assert prompt.late == (wait > ON_TIME)
    wall = prompt.sent_at.astimezone(ZoneInfo(schedule.zone))
    assert not prompt.late or not is_quiet(schedule.quiet, wall.time())
