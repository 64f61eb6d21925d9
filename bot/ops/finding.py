"""What `doctor` found, and how it tells it."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_TODOS = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `todo` is what the host should do; `weight` says how bad it is (0: fine)."""

    subject: str
    text: str
    todo: str | None = None
    weight: int = 0


def report(findings: Iterable[Finding]) -> str:
    """All findings, then what to do, worst first."""
    found = tuple(findings)
    lines = [f"{'!' if finding.weight else 'ok':>2}  {finding.subject}: {finding.text}" for finding in found]
    todos = [f for f in sorted(found, key=lambda f: -f.weight) if f.todo and f.weight]
    if not todos:
        return "\n".join([*lines, "", "Nothing to do."])
    steps = [f"{number}. {finding.todo}" for number, finding in enumerate(todos[:MOST_TODOS], 1)]
    more = len(todos) - MOST_TODOS
    rest = [f"Then run doctor again: {more} more to do."] if more > 0 else []
    return "\n".join([*lines, "", "To do, worst first:", *steps, *rest])


def is_healthy(findings: Iterable[Finding]) -> bool:
    """Whether the bot can run."""
    return all(finding.weight < 50 for finding in findings)
