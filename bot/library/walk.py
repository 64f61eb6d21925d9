"""A walk through validated content side by side with where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel

from bot.library.scalars import Plain
from bot.library.sentences import Draft, label_of, wrong_type

Path = tuple[str | int, ...]
Models = list[tuple[Path, BaseModel]]
"""Each model of a file, outermost first, with its pydantic `loc`."""
LEAVES = frozenset((str, int, bool, float, type(None), frozenset))
"""Kinds of values that consist of nothing further."""


def parts(value: object) -> Iterator[tuple[str | int, object]]:
    """Yield what a model, list or mapping consists of, by the key that an author writes."""
    if isinstance(value, BaseModel):
        fields = value.__dict__
        for name, key in _keys(type(value)):
            yield key, fields[name]
    elif isinstance(value, dict):
        yield from cast("dict[str, object]", value).items()
    elif isinstance(value, tuple | list):
        yield from enumerate(cast("Iterable[object]", value))


@lru_cache(maxsize=256)
def _keys(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple((name, field.alias or name) for name, field in model.model_fields.items())


def models(value: object) -> Models:
    """Return each model in a value, outermost first, with its pydantic `loc`."""
    found: Models = []
    _gather(value, (), found)
    return found


def _gather(value: object, path: Path, found: Models) -> None:
    if isinstance(value, BaseModel):
        found.append((path, value))
    for key, part in parts(value):
        # Most of what there is are texts and numbers; a look at the type is quicker than asking for each kind.
        if type(part) not in LEAVES:
            _gather(part, (*path, key), found)


def coercions(data: Plain, value: object, path: Path = ()) -> Iterator[tuple[Path, Draft]]:
    """Yield each place where pydantic took text for a number or a truth value.

    Its strict mode would refuse them too, but also the lists that our validators rewrite.
    """
    if isinstance(value, bool | int | float):
        wanted = "true or false" if isinstance(value, bool) else "a number"
        if isinstance(data, str) or isinstance(value, bool) is not isinstance(data, bool):
            yield path, wrong_type(label_of(path), data, wanted)
        return
    for key, part in parts(value):
        if type(part) is str:
            continue  # most of what there is, and nothing that was taken for something else
        if isinstance(data, dict) and isinstance(key, int):
            yield from coercions(data, part, path)  # a validator has made a list of the one mapping written here
        elif _has(data, key):
            yield from coercions(cast("Any", data)[key], part, (*path, key))


def _has(data: Plain, key: str | int) -> bool:
    if isinstance(key, int):
        return isinstance(data, list) and key < len(data)
    return isinstance(data, dict) and key in data
