"""What only shows when all files of a pack are seen together: unknown names, equal ids, missing texts, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any, cast

from pydantic import BaseModel

from bot.library.conditions import Miss
from bot.library.document import Document
from bot.library.layout import part_of
from bot.library.names import gather
from bot.library.problem import Problem
from bot.library.references import unknown_names
from bot.library.walk import Models, Path, models, parts
from bot.library.words import nearest, quote

TEXTS = "texts.yaml"
MAX_PROBLEMS = 100
"""Of one kind in one file; with more, it is another file than was meant."""


def crosscheck(
    values: Mapping[str, Any],
    documents: Mapping[str, Document],
    broken: Iterable[str],
    required_texts: frozenset[str] = frozenset(),
) -> list[Problem]:
    """Return what is wrong between the files: `values` are those that are right, `broken` those that are unreadable."""
    names = gather(values, documents, broken)
    problems: list[Problem] = []
    for path, value in values.items():
        found = models(value)
        problems += [_missed(documents[path], miss) for miss in islice(unknown_names(found, names), MAX_PROBLEMS)]
        problems += islice(_repeated_ids(documents[path], found), MAX_PROBLEMS)
        problems += islice(_impossible_days(documents[path], found), MAX_PROBLEMS)
    problems += _repeated_files(values, documents)
    if required_texts and TEXTS in values:
        # Each is compared with all names that there are: a hostile file must not make that take minutes.
        problems += islice(_texts(documents[TEXTS], required_texts), MAX_PROBLEMS)
    return problems


def _missed(document: Document, miss: Miss) -> Problem:
    loc, message, name, known = miss
    at_key = loc[-1] == "[key]"
    path = loc[:-1] if at_key else loc
    allowed = tuple(sorted(known or ()))
    # A list that a validator made of one word has no place of its own: the word's place is meant.
    problem = document.problem(document.path(path, ... if at_key else name), message, key=at_key)
    return replace(problem, allowed=allowed, did_you_mean=nearest(name, allowed))


def _repeated_ids(document: Document, found: Models) -> Iterator[Problem]:
    """Yield a problem for each id that a list has twice."""
    for path, model in found:
        for key, part in parts(model):
            if isinstance(part, tuple):
                yield from _repeated_in(document, (*path, key), cast("tuple[object, ...]", part))


def _repeated_in(document: Document, path: Path, items: tuple[object, ...]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        name = getattr(item, "id", None) if isinstance(item, BaseModel) else None
        if not isinstance(name, str):
            continue
        if name in first:
            line, _ = document.position((*path, first[name], "id"))
            message = f"The id {quote(name)} is on line {line} already; each needs its own."
            yield document.problem((*path, index, "id"), message)
        first.setdefault(name, index)


def _repeated_files(values: Mapping[str, Any], documents: Mapping[str, Document]) -> Iterator[Problem]:
    """Yield a problem for each file that has the id of another one of its kind."""
    first: dict[tuple[str, str], str] = {}
    for path in sorted(values):
        part = part_of(path)
        if part and part.many:
            owner = first.setdefault((part.field, values[path].id), path)
            if owner != path:
                message = f"The file {owner} has the id {quote(values[path].id)} already; each needs its own."
                yield documents[path].problem(("id",), message)


def _impossible_days(document: Document, found: Models) -> Iterator[Problem]:
    for path, model in found:
        for key, part in parts(model):
            if isinstance(part, str) and str(key).endswith("_on") and not _is_day(part):
                yield document.problem((*path, key), f"There is no day {quote(part)}; write it as YYYY-MM-DD.")


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _texts(document: Document, required: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each text that the program shows and the file lacks, or has and nobody shows."""
    there = frozenset(str(key) for key in document.root.parts)
    for key in sorted(required - there):
        yield document.problem((), f"The text {quote(key)} is missing.")
    for key in sorted(there - required):
        problem = document.problem((key,), f"No part of the program shows the text {quote(key)}.", key=True)
        yield replace(problem, severity="warning", did_you_mean=nearest(key, required - there))
