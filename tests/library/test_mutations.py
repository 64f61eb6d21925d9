"""Mutations of the shipped files: each loads or gives problems at places that exist; no traceback, no hang.

A few run here, with the same seeds each time. For 10,000: `python -m tests.library.test_mutations 10000`.
"""

import random
import signal
import sys
import time
from datetime import date
from functools import cache
from pathlib import Path
from types import FrameType

import pytest

from bot.library.check import check_files
from bot.library.compose import compose
from bot.library.layout import part_of
from bot.library.load import Memory
from bot.library.problem import Problem
from bot.library.validate import validate
from tests.library.mutate import mutated

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content" / "en"
LONGEST = 30
"""Seconds of processor time after which a check counts as hanging; others on the machine do not count."""
HEAVY = ("understanding/", "vignettes/texts")
"""Left out where they are not the file that is changed: they take most of the time and refer to nothing."""
READ: Memory = {}
"""Most files are the same each time."""


@cache
def shipped() -> dict[str, bytes]:
    return {path.relative_to(CONTENT).as_posix(): path.read_bytes() for path in sorted(CONTENT.rglob("*.yaml"))}


def run(seed: int) -> tuple[str, tuple[Problem, ...], bytes]:
    rng = random.Random(seed)
    path = rng.choice([path for path in shipped() if not path.startswith("understanding/examples")])
    raw = mutated(shipped()[path], rng)
    alone = _alone(path, raw)
    # A whole check costs a hundred times as much; a file that is wrong by itself gets one now and then.
    if any(problem.is_error for problem in alone) and rng.random() > 0.03:
        return path, alone, raw
    files = {name: old for name, old in shipped().items() if not name.startswith(HEAVY)}
    return path, check_files({**files, path: raw}, "en", date(2026, 11, 22), memory=READ).problems, raw


def _alone(path: str, raw: bytes) -> tuple[Problem, ...]:
    """What is wrong with the file by itself."""
    part = part_of(path)
    assert part is not None
    document, problems = compose(f"en/{path}", raw)
    if document is None or not document.complete:
        return problems
    return (*problems, *validate(part.kind, document)[1])


def look_at(path: str, problems: tuple[Problem, ...], raw: bytes) -> None:
    for problem in problems:
        file = problem.file.removeprefix("en/")
        text = (raw if file == path else shipped().get(file, b"")).decode("utf-8", "replace")
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= problem.line <= len(lines), problem
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2, problem
        assert problem.message.endswith("."), problem
        assert problem.short().isprintable(), problem
        assert problem.render()


@pytest.mark.parametrize("seed", range(40))
def test_a_mutation_loads_or_gives_problems(seed: int) -> None:
    look_at(*run(seed))


def _hangs(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"it takes longer than {LONGEST} s")


def main(count: int, first: int = 0) -> int:
    """Run many; the exit code is 1 after a fault, which is printed with its seed."""
    signal.signal(signal.SIGPROF, _hangs)
    began, faults, good, slowest = time.monotonic(), 0, 0, 0.0
    for seed in range(first, first + count):
        start = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        try:
            path, problems, raw = run(seed)
            look_at(path, problems, raw)
            good += not any(problem.is_error for problem in problems)
        except Exception as error:
            faults += 1
            print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
        signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - start)
    print(f"{count} mutations, {good} without an error, {faults} faults, slowest {slowest:.2f} s, ", end="")
    print(f"{time.monotonic() - began:.0f} s in all")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 0))
