"""`python -m tests.bench soak --minutes 10 --rate 100`: members do real things for a while, at an even pace.

Memory has to be flat, the log without a warning or a slow flow, and every answer in time; else the exit code is 1. A
slow flow does not count where the machine stood still meanwhile; it is printed with the proof of it.
"""

import asyncio
import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

from tests.bench.child import Child, child
from tests.bench.figure import machine
from tests.bench.load import steady
from tests.bench.people import Member, onwards
from tests.bench.prepared import asked
from tests.bench.presses import staged
from tests.bench.pulse import Pulse, pulse
from tests.bench.stand import Stand
from tests.bench.standstill import its_own

IN_TIME = 3.0
"""Seconds in which Discord wants the first answer."""
GIVEN_UP = 15.0
FLAT = 1.05
"""What the memory at the end may be of that at minute 2."""
SETTLED = 120.0
REST = 60.0
SHARES = {"press": 45, "tap": 25, "text": 15, "me": 12, "progress": 3}
TAPS_EACH = 11
"""A strength, how it feels, four times back and again, and that nothing is new."""
TEXTS = (
    "my lower back is so tight after sitting all day",
    "the ball rolls away every time I lean on it",
    "it hurts a bit more when I bend",
    "how often should I do this?",
    "4/10",
    "left side, just above the hip",
    "thanks",
)

Doing = Callable[[Member], Awaitable[object]]


class Town:
    """Who does what; each kind of thing has its own people, who take turns."""

    def __init__(self, ours: Child, people: dict[str, list[Member]]) -> None:
        self._stand, self._rng = ours.stand, Random(6)
        self._free = {kind: deque(members) for kind, members in people.items()}
        self._taps = Counter[str]()
        self.counts, self.unanswered = Counter[str](), 0
        self._doing: dict[str, Doing] = {
            "press": lambda member: member.press(self._stand, onwards(member)),
            "tap": self._tap,
            "text": lambda member: say(self._stand, member, self._rng.choice(TEXTS)),
            "me": lambda member: member.slash(self._stand, "me"),
            "progress": lambda member: member.slash(self._stand, "progress"),
        }

    async def once(self) -> None:
        """One thing."""
        kind = self._rng.choices(tuple(SHARES), tuple(SHARES.values()))[0]
        if not self._free[kind]:
            kind = "me"
        member = self._free[kind].popleft()
        self.counts[kind] += 1
        try:
            await asyncio.wait_for(self._doing[kind](member), GIVEN_UP)
        except TimeoutError:
            self.unanswered += 1
        if kind != "tap" or self._taps[member.id] < TAPS_EACH:
            self._free[kind].append(member)

    async def _tap(self, member: Member) -> None:
        done = self._taps[member.id]
        path = "/nrs/4" if done == 0 else "/new/no" if done == TAPS_EACH - 1 else "/feel/same" if done % 2 else "/back/"
        found = [one for _, one in member.buttons if path in one]
        # Where the answer before was put off, its card may not be there yet: then the old one is pressed again.
        self._taps[member.id] += 1 if found else 0
        await member.press(self._stand, found[0] if found else member.buttons[0][1])


async def say(stand: Stand, member: Member, text: str) -> None:
    """Write a direct message, and wait for what comes back."""
    channel = f"7{member.id}"
    answer = stand.next_in(channel)
    author = {"id": member.id, "username": "m", "discriminator": "0", "avatar": None, "global_name": "M"}
    await stand.emit("MESSAGE_CREATE", {
        "id": str(next(stand.ids)), "type": 0, "channel_id": channel, "channel_type": 1, "author": author,
        "content": text, "timestamp": "2026-03-02T18:00:00+00:00", "edited_timestamp": None, "tts": False,
        "mention_everyone": False, "mention_roles": [], "mentions": [], "attachments": [], "embeds": [],
        "components": [], "pinned": False, "flags": 0,
    })  # fmt: skip
    await answer


def run(minutes: float, rate: float) -> int:
    """Print what came of it; 1 where something was not as it has to be."""
    print(" · ".join(f"{name}: {value}" for name, value in machine().items()), flush=True)
    with tempfile.TemporaryDirectory(prefix="easeback-soak-") as folder:
        found = asyncio.run(soak(minutes * 60, rate, Path(folder)))
    print(f"load at the end: {machine()['load']}")
    print("\n".join(f"FAILED: {one}" for one in found) or "passed")
    return 1 if found else 0


async def soak(seconds: float, rate: float, folder: Path) -> list[str]:
    """What was not as it has to be."""
    tapping = max(20, int(seconds * rate * SHARES["tap"] / 100 / TAPS_EACH * 1.1))
    people = {"tap": [Member(1_000_000 + number) for number in range(tapping)]}
    await asked(folder, people["tap"])
    crowd = max(20, int(rate * 4))
    people |= {
        kind: [Member(start + n) for n in range(crowd)] for start, kind in ((2_000_000, "text"), (3_000_000, "me"))
    }
    people["progress"] = [_on_server(member) for member in people["tap"][:crowd]]
    async with child(folder) as ours:
        people["press"] = await staged(ours, crowd)
        await ours.rested(min(REST, seconds))
        with pulse(folder, ours.pid) as watched:
            return await _live(ours, Town(ours, people), seconds, rate, watched)


def _on_server(member: Member) -> Member:
    """The same person, who uses a command on the server."""
    return Member(int(member.id) - int(Member(0).id))


async def _live(ours: Child, town: Town, seconds: float, rate: float, watched: Pulse) -> list[str]:
    before, memory = len(ours.complaints()), list[tuple[float, float]]()
    sampling = asyncio.create_task(_sample(ours, memory))
    computed = ours.computed()
    gave = await steady(town, rate, seconds)
    computed = ours.computed() - computed
    sampling.cancel()
    await ours.rested(min(REST, seconds))
    settled = next((mb for at, mb in memory if at >= min(SETTLED, seconds / 5)), memory[0][1])
    end, warnings = ours.memory(), its_own(ours.complaints()[before:], watched)
    late = sum(one > IN_TIME for one in gave.seconds)
    if warnings:
        kept = shutil.copy(ours.log, Path(tempfile.gettempdir()) / f"easeback-soak-{ours.pid}.log")
        print(f"what led there is in {kept}")
    print(f"{len(gave.seconds):,} interactions in {seconds:g} s: {dict(town.counts)}")
    print(f"answers: p50 {gave.p(50) * 1000:.0f} ms, p99 {gave.p(99) * 1000:.0f} ms, longest {max(gave.seconds):.2f} s")
    print(
        f"memory: {settled:.0f} MB at minute 2, {end:.0f} MB at the end; processor: {computed / seconds:.0%} of a core"
    )
    checks = (
        (late, f"{late} answers after more than {IN_TIME:g} s"),
        (town.unanswered, f"{town.unanswered} without an answer"),
        (end > settled * FLAT, f"memory grew from {settled:.0f} to {end:.0f} MB"),
        (warnings, f"{len(warnings)} warnings, the first: {' | '.join(warnings[:5])}"),
    )
    return [sentence for wrong, sentence in checks if wrong]


async def _sample(ours: Child, memory: list[tuple[float, float]]) -> None:
    began = time.perf_counter()
    while True:
        memory.append((time.perf_counter() - began, ours.memory()))
        await asyncio.sleep(1)
