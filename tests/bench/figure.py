"""A figure: what was measured in each round, ours and the baseline's side by side, and whether its goal was reached."""

import json
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

How = Literal["ratio", "more", "alone"]
"""Ours over the baseline's, ours less the baseline's, or ours by itself."""


@dataclass
class Figure:
    """One line of the table. `rounds` holds ours and the baseline's of each round."""

    name: str
    baseline: str
    goal: float
    at_least: bool
    unit: str
    how: How = "ratio"
    rounds: list[tuple[float, float]] = field(default_factory=list[tuple[float, float]])

    def add(self, ours: float, theirs: float = 0.0) -> None:
        """What a round gave."""
        self.rounds.append((ours, theirs))

    @property
    def values(self) -> list[float]:
        """What each round says of the goal."""
        by: dict[How, Callable[[float, float], float]] = {
            "ratio": lambda ours, theirs: ours / theirs,
            "more": lambda ours, theirs: ours - theirs,
            "alone": lambda ours, theirs: ours,
        }
        return [by[self.how](ours, theirs) for ours, theirs in self.rounds]

    @property
    def reached(self) -> float:
        """The median round."""
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        """Whether the goal was reached."""
        return self.reached >= self.goal if self.at_least else self.reached <= self.goal

    def row(self) -> str:
        """One line of a Markdown table."""
        sign, size = "≥" if self.at_least else "≤", {"ratio": " ×"}.get(self.how, f" {self.unit}")
        ours, theirs = (statistics.median(column) for column in zip(*self.rounds, strict=True))
        sides = _short(ours) if self.how == "alone" else f"{_short(ours)} / {_short(theirs)}"
        spread = f"{_short(min(self.values))} to {_short(max(self.values))}"
        cells = (
            self.name,
            self.baseline,
            f"{sign} {_short(self.goal)}{size}",
            f"{_short(self.reached)} ({spread})",
            f"{sides} {self.unit}",
            "yes" if self.met else "**no**",
        )
        return f"| {' | '.join(cells)} |"


HEAD = "| figure | baseline | goal | reached (spread) | ours / baseline | met |\n|---|---|---|---|---|---|"


def table(figures: list[Figure]) -> str:
    """All figures as a Markdown table."""
    return "\n".join((HEAD, *(figure.row() for figure in figures)))


def machine() -> dict[str, str | int | float]:
    """Where this was measured, and what else it had to do."""
    return {
        "cores": os.cpu_count() or 0,
        "cpu": _cpu(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def write(path: Path, where: dict[str, str | int | float], figures: list[Figure]) -> None:
    """The same as JSON, with every round."""
    told = [asdict(one) | {"reached": one.reached, "met": one.met, "values": one.values} for one in figures]
    path.write_text(json.dumps({"machine": where, "figures": told}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _cpu() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
