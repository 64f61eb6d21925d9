"""Figures in Prometheus' text format: counts and times, never a member's id or words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Bounds for the first answer; Discord waits for 3 s."""
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)
"""Bounds for flows in one commit."""


class Counter:
    """Counts by label values; `start` shows those that have not happened yet, so that their first one is a change."""

    kind = "counter"

    def __init__(
        self, name: str, help: str, labels: tuple[str, ...] = (), start: Iterable[tuple[str, ...]] = ()
    ) -> None:
        self.name, self.help, self._labels = name, help, labels
        self._counts: dict[tuple[str, ...], int] = dict.fromkeys(start, 0) if labels else {(): 0}

    def add(self, *values: str, by: int = 1) -> None:
        """One more, or several."""
        self._counts[values] = self._counts.get(values, 0) + by

    def samples(self) -> Iterator[str]:
        """The lines of it."""
        for values, count in sorted(self._counts.items()):
            yield f"{self.name}{_labelled(dict(zip(self._labels, values, strict=True)))} {count}"


class Histogram:
    """How often a value fell under each bound. One thread observes."""

    kind = "histogram"

    def __init__(self, name: str, help: str, bounds: tuple[float, ...]) -> None:
        self.name, self.help, self._bounds = name, help, bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Take in one value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def samples(self) -> Iterator[str]:
        """The lines of it, each bucket with all below it."""
        total = 0
        for bound, count in zip((*map(_number, self._bounds), "+Inf"), list(self._counts), strict=True):
            total += count
            yield f"{self.name}_bucket{_labelled({'le': bound})} {total}"
        yield f"{self.name}_sum {_number(self._sum)}"
        yield f"{self.name}_count {total}"


class Gauge:
    """What is so at this moment."""

    kind = "gauge"

    def __init__(self, name: str, help: str, value: float) -> None:
        self.name, self.help, self._value = name, help, value

    def samples(self) -> Iterator[str]:
        """The line of it."""
        yield f"{self.name} {_number(self._value)}"


Metric = Counter | Histogram | Gauge


def exposition(metrics: Iterable[Metric]) -> str:
    """All figures as text."""
    lines: list[str] = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}", *metric.samples()]
    return "\n".join([*lines, ""])


def _labelled(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    inner = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inner}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return f"{value:.9g}"
