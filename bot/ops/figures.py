"""All figures of a running bot in one place, and what they are gathered from."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.core.lateness import RULES
from bot.ops.metrics import SECONDS, SIZES, Counter, Gauge, Histogram, exposition
from bot.storage.jobs import Waiting

OUTCOMES = ("answered", "deferred", "error", "too_late", "too_many", "restarting")
"""What becomes of an interaction, as `bot.ui.client` names it."""
NOTHING: Mapping[str, int] = MappingProxyType({})
ENDS = ("done", "again", "dropped", "dead")


class Figures:
    """Counts from the start on; `text` adds what is so now."""

    def __init__(self) -> None:
        self._interactions = Counter(
            "easeback_interactions_total", "Presses, forms and commands, by what became of them.", ("outcome",),
            start=((outcome,) for outcome in OUTCOMES),
        )  # fmt: skip
        self._answers = Histogram(
            "easeback_first_answer_seconds", "From an interaction's arrival to its first answer, or deferral.", SECONDS
        )
        self._jobs = Counter(
            "easeback_timers_total", "Attempts at a timer's work, by kind and what became of them.", ("kind", "end"),
            start=((kind, end) for kind in RULES for end in ENDS),
        )  # fmt: skip
        self._commits = Histogram("easeback_commit_flows", "Flows that shared one commit of the database.", SIZES)

    def interaction(self, outcome: str, seconds: float | None) -> None:
        """One interaction is over; `seconds` until its first answer, if it had one."""
        self._interactions.add(outcome)
        if seconds is not None:
            self._answers.observe(seconds)

    def job(self, kind: str, end: str) -> None:
        """One attempt at a timer's work is over."""
        self._jobs.add(kind, end)

    def commit(self, flows: int) -> None:
        """One commit was made; called on the database's thread, and only there."""
        self._commits.observe(flows)

    def text(
        self, waiting: Waiting, gateway: bool, blocks: int, longest: float, counted: Mapping[str, int] = NOTHING
    ) -> str:
        """Everything for Prometheus; `counted` is what the database counts for the host."""
        return exposition(
            (
                self._interactions,
                self._answers,
                self._jobs,
                Gauge("easeback_timers_due", "Timers that are due and not done yet.", waiting.due),
                Gauge("easeback_timers_late", "Those of them that are no longer on time.", waiting.late),
                Gauge("easeback_timers_dead", "Timers that were given up and are kept for doctor.", waiting.dead),
                self._commits,
                _counted(counted),
                Gauge("easeback_loop_blocks", "Times that the event loop was held up for over 50 ms.", blocks),
                Gauge("easeback_loop_lag_seconds", "The longest that it was held up in the last minute.", longest),
                Gauge("easeback_gateway_connected", "1 while the connection to Discord stands.", float(gateway)),
            )
        )


def _counted(counts: Mapping[str, int]) -> Counter:
    """Worse, stopped because something felt wrong …, by routine; without server or person."""
    counter = Counter(
        "easeback_counted_total", "What was counted for the host, by routine where it has one.", ("what", "routine")
    )
    for name, count in counts.items():
        what, _, routine = name.partition(":")
        counter.add(what, routine, by=count)
    return counter


def on_time_until(now: datetime) -> dict[str, datetime]:
    """By kind, the due time before which a timer is late."""
    return {kind: now - rule.on_time for kind, rule in RULES.items()}
