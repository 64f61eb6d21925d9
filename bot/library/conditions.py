"""Conditions in content: every fact that they test must be one that somebody asks for, with answers that exist.

A misspelt name would not fail: the condition would never hold, and a stop would never stop anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from pydantic import BaseModel

from bot.core.content.condition import Test
from bot.library.names import Known
from bot.library.walk import Path, parts
from bot.library.words import quote

Miss = tuple[Path, str, object, Known]
"""Where a name stands (as a pydantic `loc`; a trailing `[key]` means the key), the sentence, the name, what exists."""

Answers = Mapping[str, Known]


def conditions(model: BaseModel) -> Iterator[tuple[Path, tuple[dict[str, Test], ...]]]:
    """Yield the conditions that a model itself holds, with their `loc` below it."""
    for key, value in parts(model):
        if _is_when(value):
            yield (key,), cast("tuple[dict[str, Test], ...]", value)
        elif isinstance(value, dict):
            for name, part in cast("dict[str, object]", value).items():
                if _is_when(part):
                    yield (key, name), cast("tuple[dict[str, Test], ...]", part)


def unknown_facts(path: Path, when: tuple[dict[str, Test], ...], answers: Answers, whole: bool) -> Iterator[Miss]:
    """Yield what a condition names and nobody answers; unknown facts only if the list of facts is `whole`."""
    for index, clause in enumerate(when):
        for fact, test in clause.items():
            here = (*path, index, fact)
            if fact in answers:
                yield from _unknown_answers(here, fact, test, answers[fact])
            elif whole:
                yield (*here, "[key]"), f"Nothing asks for {quote(fact)} here.", fact, frozenset(answers)


def _unknown_answers(path: Path, fact: str, test: Test, known: Known) -> Iterator[Miss]:
    if known is None:
        return
    for part in ("any_of", "all_of", "none_of", "other_than"):
        for index, answer in enumerate(cast("tuple[str, ...]", getattr(test, part))):
            if answer not in known:
                yield (*path, part, index), f"{quote(answer)} is never an answer to {quote(fact)}.", answer, known


def _is_when(value: object) -> bool:
    if not isinstance(value, tuple) or not value:
        return False
    first = cast("tuple[object, ...]", value)[0]
    return isinstance(first, dict) and any(isinstance(v, Test) for v in cast("dict[str, object]", first).values())
