"""Changes in words: where they are, what stood there, and what stands there now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.cards import Card
from bot.core.effects import Show
from bot.flows.desk.desk import Desk
from bot.library.overlay.changes import ID, NUMBER, ORDER, WORD, Change, Missing
from bot.library.problem import Problem, report
from bot.library.validate import canonical

FEW = 6
"""Changes, or problems, that a card shows; more come as a file."""
LONGEST = 300


def where(change: Change) -> str:
    """The place as people read it: `routines/r2.yaml, blocks, step 3, text`."""
    return ", ".join((change.file, *(_part(part) for part in change.place)))


def _part(part: str) -> str:
    if part == ORDER:
        return "the order"
    if part.startswith(NUMBER):
        return f"number {int(part[1:-1]) + 1}"
    return part.removeprefix(ID).removeprefix(WORD)


def in_words(desk: Desk, change: Change, most: int = LONGEST) -> str:
    """One change: its place, the old value and the new one."""
    head = f"**{where(change)}**"
    before, after = _value(change.before, most), _value(change.after, most)
    if change.kind == "added":
        return f"{head}\n{desk.text('added', after=after)}"
    if change.kind == "removed":
        return f"{head}\n{desk.text('removed', before=before)}"
    return f"{head}\n{desk.text('was', before=before)}\n{desk.text('is', after=after)}"


def _value(value: object, most: int) -> str:
    if isinstance(value, Missing):
        return ""
    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def listed(desk: Desk, changes: Sequence[Change]) -> tuple[tuple[str, ...], tuple[tuple[str, bytes], ...]]:
    """The changes for a card, and as a file where they are many."""
    shown = tuple(in_words(desk, change) for change in changes[:FEW])
    if len(changes) <= FEW:
        return shown, ()
    everything = "\n\n".join(in_words(desk, change, 10_000).replace("**", "") for change in changes)
    more = desk.text("more_changes", count=len(changes) - FEW)
    return (*shown, more), (("changes.txt", everything.encode()),)


def problems(desk: Desk, found: Sequence[Problem]) -> tuple[tuple[str, ...], tuple[tuple[str, bytes], ...]]:
    """The problems for a card, errors first, and all of them as a file where they are many."""
    in_turn = sorted(found, key=lambda problem: not problem.is_error)
    shown = tuple(
        f"`{problem.file}:{problem.line}:{problem.column}`\n{_sentence(problem)}" for problem in in_turn[:FEW]
    )
    if not found:
        return (), ()
    more = (desk.text("more_problems", count=len(found) - FEW),) if len(found) > FEW else ()
    return (*shown, *more), (("problems.txt", report(found).encode()),)


def _sentence(problem: Problem) -> str:
    guess = f" Did you mean “{problem.did_you_mean}”?" if problem.did_you_mean is not None else ""
    return f"{'' if problem.is_error else 'Note: '}{problem.message}{guess}"


def show(card: Card, files: tuple[tuple[str, bytes], ...] = ()) -> tuple[Show, ...]:
    """A card as the answer."""
    return (Show(card, files=files),)
