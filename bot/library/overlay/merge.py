"""Two people changed the same version: what of both can stand together, and what one of them has to choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.library.overlay.changes import NUMBER, Change, Files, Place, apply, at, diff


@dataclass(frozen=True, slots=True)
class Clash:
    """The same place, changed by both in different ways."""

    ours: Change
    """What stands published."""
    theirs: Change
    """What the second person wants there."""


def touch(one: Place, other: Place) -> bool:
    """Whether one place is the other, or lies within it."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def clashes(published: Sequence[Change], draft: Sequence[Change]) -> tuple[Clash, ...]:
    """Where both touch the same place and don't want the same there. Both start from the same base."""
    found: list[Clash] = []
    for theirs in draft:
        for ours in published:
            if ours == theirs or ours.file != theirs.file or not touch(ours.place, theirs.place):
                continue
            found.append(Clash(ours, theirs))
    return tuple(found)


def together(
    published: Sequence[Change], draft: Sequence[Change], draft_wins: frozenset[tuple[str, Place]] = frozenset()
) -> tuple[Change, ...]:
    """Both on one base. Where they clash the published one stays, unless the draft's place is in `draft_wins`."""
    clashing = clashes(published, draft)
    lost = {clash.theirs.where for clash in clashing if clash.theirs.where not in draft_wins}
    beaten = {clash.ours.where for clash in clashing if clash.theirs.where in draft_wins}
    kept = [change for change in published if change.where not in beaten]
    return (*kept, *(change for change in draft if change.where not in lost and change not in kept))


@dataclass(frozen=True, slots=True)
class Carried:
    """Changes brought over to another base: those that fit, and those that meet a change of the base itself."""

    changes: tuple[Change, ...]
    conflicts: tuple[Change, ...]


def carry_over(changes: Sequence[Change], old: Files, base: Files) -> Carried:
    """The changes on a newer base. What the base has done itself by now is a change no more.

    A line named by its number counts only in the same list: elsewhere the number may mean another line.
    """
    _, conflicts = apply(base, changes)
    stuck = {conflict.ours.where for conflict in conflicts}
    stuck |= {change.where for change in changes if _moved(change, old, base)}
    kept = tuple(change for change in changes if change.where not in stuck)
    merged, _ = apply(base, kept)
    return Carried(diff(base, merged), tuple(change for change in changes if change.where in stuck))


def _moved(change: Change, old: Files, base: Files) -> bool:
    numbered = next((n for n, part in enumerate(change.place) if part.startswith(NUMBER)), None)
    if numbered is None or at(base, change.file, change.place) == change.after:
        return False
    parent = change.place[:numbered]
    return at(old, change.file, parent) != at(base, change.file, parent)
