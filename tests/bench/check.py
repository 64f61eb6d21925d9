"""How long the whole check takes for 200 routines of ten steps, and how that compares with reading the YAML alone;
and how long the loop stands still while hostile files are looked at. In processor time, so that others on the machine
do not count.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.library.check import check_files
from bot.library.compose import compose
from bot.library.findings import Findings, Request
from bot.library.load import read_folder
from bot.library.unzip import zipped
from bot.ops.examiner import Examiner

CONTENT = Path(__file__).resolve().parents[2] / "content" / "en"
TODAY = date(2026, 11, 22)
ROUTINES, STEPS, ROUNDS = 200, 10, 5
GOAL = 1.0
HEAVY = ("understanding", "vignettes", "routines")
KIND = ("set_up", "hold", "move", "rest")


def run() -> None:
    """Print the figures."""
    files = many()
    parsing = best(lambda: [compose(path, raw) for path, raw in files.items()])
    checking = best(lambda: check_files(files, "", TODAY))
    steps = sum(raw.count(b"- {kind: ") for path, raw in files.items() if path.startswith("routines/many"))
    errors = [problem for problem in check_files(files, "", TODAY).problems if problem.is_error]
    assert not errors, errors[0].short()
    print(f"{ROUTINES} routines with {steps:,} steps: checked in {checking:.2f} s (goal: {GOAL:g} s)")
    print(f"reading their YAML alone takes {parsing:.2f} s: the check takes {checking / parsing:.1f} times that")
    asyncio.run(_uploads())


def best(work: Callable[[], object]) -> float:
    """The shortest of a few rounds, in seconds."""
    took: list[float] = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


def many() -> dict[str, bytes]:
    """The shipped pack without what reads texts, and with many more routines."""
    shipped, _ = read_folder(CONTENT)
    files = {path: raw for path, raw in shipped.items() if path.partition("/")[0] not in HEAVY[:2]}
    return files | {f"routines/many_{n}.yaml": _routine(n) for n in range(ROUTINES)}


def _routine(number: int) -> bytes:
    steps = "\n".join(
        f"      - {{kind: {KIND[n % 4]}, text: Stand tall and breathe out slowly ({n})., seconds: 20}}"
        for n in range(STEPS)
    )
    return f"""id: many_{number}
code: M{number}
name: Slow move {number}
summary: Up and down on your toes, slowly.
for: [Only stretched so far]
kit: A wall to hold on to.
ceiling: 4
not_if: [no_load]
blocks:
  - steps:
{steps}
frequency: {{every_days: 2, max_per_week: 3, text: Every other day.}}
stop_rules: [Stop if pain goes over 3 of 10.]
claim: {{grade: expert, note: Strength work in general probably helps., checked_on: "2026-11-22"}}
why: A calf that tires soon may feel tight.
review: {{}}
""".encode()


async def _uploads() -> None:
    shipped, _ = read_folder(CONTENT)
    examiner = Examiner(lambda: shipped)
    uploads = {
        "the whole content as a zip": ("export.zip", zipped(shipped)),
        "60,000 keys": ("texts.yaml", b"".join(b"k%d: v\n" % n for n in range(60_000))),
        "nested 300,000 deep": ("texts.yaml", b"{? " * 300_000),
        "a bomb of 15 MB": ("x.zip", zipped({"texts.yaml": b"0" * 15_000_000})),
        "50 MB": ("texts.yaml", b"a" * 50_000_000),
    }
    for name, (file, raw) in {"nothing": ("", b""), **uploads}.items():
        start = time.perf_counter()
        pause, found = await longest_pause(examiner, Request(today=TODAY, name=file, raw=raw) if file else None)
        took = time.perf_counter() - start
        said = (found.stopped or f"{len(found.problems)} problems") if found else "two seconds of it"
        print(f"{name}: {took:.1f} s, longest pause of the loop {pause * 1000:.0f} ms; {said}")


async def longest_pause(examiner: Examiner, request: Request | None) -> tuple[float, Findings | None]:
    """The longest time in which the loop did nothing else; without a request, that of a loop with nothing to do."""
    task: asyncio.Task[object] = asyncio.create_task(examiner.examine(request) if request else asyncio.sleep(2))
    longest, last = 0.0, time.process_time()
    while not task.done():
        await asyncio.sleep(0.001)
        now = time.process_time()
        longest, last = max(longest, now - last), now
    found = task.result()
    return longest, found if isinstance(found, Findings) else None
