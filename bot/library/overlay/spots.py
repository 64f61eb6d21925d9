"""Where a change stands in the file that brought it."""

from __future__ import annotations

from typing import Any, cast

from bot.library.document import Document
from bot.library.overlay.changes import NUMBER, WORD, Change, Place
from bot.library.problem import Problem, with_sources


def problem_at(document: Document | None, change: Change, sentence: str) -> Problem:
    """The sentence at the change's line; at the nearest part around it where the change took something out."""
    if document is None:
        return Problem(change.file, 1, 1, sentence)
    path, whole = _path(document.data, change.place)
    problem = document.problem(path, sentence, key=not whole)
    return with_sources([problem], document.lines)[0]


def _path(data: object, place: Place) -> tuple[tuple[str | int, ...], bool]:
    """The keys and numbers to what stands at a place as far as it exists, and whether all of it does."""
    path: list[str | int] = []
    for part in place:
        step = _step(data, part)
        if step is None:
            return tuple(path), False
        path.append(step)
        data = cast("Any", data)[step]
    return tuple(path), True


def _step(data: object, part: str) -> str | int | None:
    if isinstance(data, dict):
        return part if part in data else None
    if not isinstance(data, list):
        return None
    items = cast("list[Any]", data)
    if part.startswith(NUMBER):
        digits = part[1:-1]
        return int(digits) if digits.isdecimal() and int(digits) < len(items) else None
    return next((n for n, item in enumerate(items) if _is(item, part)), None)


def _is(item: object, part: str) -> bool:
    if part.startswith(WORD):
        return item == part[1:]
    return isinstance(item, dict) and cast("dict[str, Any]", item).get("id") == part[1:]
