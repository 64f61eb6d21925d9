"""The goals for reading typed text, measured on labelled messages: rates with Wilson intervals, time and memory."""

import json
import time
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from bot.core.content.base import LEVELS
from bot.core.understand import Reader, Reading
from bot.library.load import load_pack

CONTENT = Path(__file__).parents[2] / "content" / "en"


@dataclass(frozen=True)
class Row:
    """One labelled message, and how it was read."""

    text: str
    label: str
    flag: str | None
    reason: str | None
    urgency: str
    got: Reading

    @property
    def alarmed(self) -> bool:
        """Whether the reader saw danger or a crisis."""
        return self.got.label in ("red_flag", "crisis")


Test = Callable[[Row], bool]


@dataclass(frozen=True)
class Goal:
    """One line of the table: of the messages that `of` picks, how many `hit`; `most` turns the goal round."""

    name: str
    of: Test
    hit: Test
    goal: float
    most: bool = False


def _labelled(*labels: str) -> Test:
    return lambda row: row.label in labels


def _not_below_soon(row: Row) -> bool:
    urgency = row.got.urgency
    return urgency == "crisis" or (urgency in LEVELS and LEVELS.index(urgency) >= LEVELS.index("soon"))


GOALS = (
    Goal("cauda equina rated emergency", lambda r: r.flag == "cauda_equina", lambda r: r.got.urgency == "emergency", 1),
    Goal("all red flags found", _labelled("red_flag"), lambda r: r.alarmed, 0.97),
    Goal("crisis found", _labelled("crisis"), lambda r: r.got.label == "crisis", 1),
    Goal("escalated: negated", _labelled("negated_red_flag"), lambda r: r.alarmed, 0.10, most=True),
    Goal(
        "escalated: unrelated, other body", _labelled("unrelated", "other_body"), lambda r: r.alarmed, 0.02, most=True
    ),
    Goal("stuck_ql recognised", _labelled("stuck_ql"), lambda r: r.got.label == "stuck_ql", 0.95),
    Goal("… its reason right", _labelled("stuck_ql"), lambda r: r.got.reason == r.reason, 0.80),
    Goal("unrelated taken for stuck_ql", _labelled("unrelated"), lambda r: r.got.label == "stuck_ql", 0.02, most=True),
    Goal("urgency of a red flag exact", _labelled("red_flag"), lambda r: r.got.urgency == r.urgency, 0.80),
    Goal("… never below soon", _labelled("red_flag"), _not_below_soon, 1),
    Goal("stuck_ql escalated", _labelled("stuck_ql"), lambda r: r.alarmed, 0.05, most=True),
)


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a rate."""
    if not of:
        return 0.0, 1.0
    z, rate = 1.96, hits / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def line(goal: Goal, rows: Sequence[Row]) -> str:
    """One line of the table."""
    of = [row for row in rows if goal.of(row)]
    hits = sum(1 for row in of if goal.hit(row))
    low, high = wilson(hits, len(of))
    rate = hits / len(of) if of else 0.0
    met = rate <= goal.goal if goal.most else rate >= goal.goal
    wanted = f"{'≤' if goal.most else '≥'} {goal.goal:.0%}"
    mark = "ok" if met or not of else "MISS"
    return f"{goal.name:34}{hits:5} /{len(of):5} {rate:7.1%}  [{low:6.1%}, {high:6.1%}]  {wanted:>7}  {mark}"


def missed(goal: Goal, rows: Iterable[Row]) -> list[str]:
    """What stands against a goal, a line each."""
    wrong = [row for row in rows if goal.of(row) and goal.hit(row) == goal.most]
    return [f"  {_short(row)} | {row.text}" for row in wrong]


def _short(row: Row) -> str:
    got = row.got
    spans = ", ".join(span.text for span in got.spans)
    said = " ".join(filter(None, (got.label, got.flag or got.reason, got.urgency)))
    meant = " ".join(filter(None, (row.label, row.flag or row.reason, row.urgency)))
    return f"{meant} → {said} ({got.confidence:.2f}){f' [{spans}]' if spans else ''}"


def _reader() -> tuple[Reader, str]:
    pack = load_pack(CONTENT).pack
    assert pack is not None
    start = time.perf_counter()
    reader = Reader.from_pack(pack)
    took = time.perf_counter() - start
    tracemalloc.start()
    kept = Reader.from_pack(pack)
    grown, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return reader, f"reader: made in {took:.2f} s, {grown / 1e6:.1f} MB ({peak / 1e6:.1f} MB while it is made)"


def run(files: Sequence[Path], *, misses: bool) -> None:
    """Print the table for these files."""
    reader, about = _reader()
    rows: list[Row] = []
    took: list[float] = []
    for record in (
        json.loads(each) for file in files for each in file.read_text(encoding="utf-8").splitlines() if each
    ):
        start = time.perf_counter()
        got = reader.read(record["text"])
        took.append(time.perf_counter() - start)
        rows.append(Row(record["text"], record["label"], record["flag"], record["reason"], record["urgency"], got))
    for goal in GOALS:
        print(line(goal, rows))
        if misses:
            print(*missed(goal, rows), sep="\n")
    took.sort()
    at = {share: took[min(len(took) - 1, int(len(took) * share))] * 1e6 for share in (0.5, 0.99)}
    print(f"{len(rows)} messages, p50 {at[0.5]:.0f} µs, p99 {at[0.99]:.0f} µs; {about}")
