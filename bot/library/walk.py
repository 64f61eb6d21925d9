"""A walk through validated content side by side with where it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from pydantic import BaseModel

from bot.library.scalars import Plain
from bot.library.sentences import Draft, label_of, wrong_type

Path = tuple[str | int, ...]


def parts(value: object) -> Iterator[tuple[str | int, object]]:
    """Yield what a model, list or mapping consists of, by the key that an author writes."""
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            yield field.alias or name, getattr(value, name)
    elif isinstance(value, Mapping):
        yield from ((str(key), part) for key, part in cast("Mapping[object, object]", value).items())
    elif isinstance(value, tuple | list):
        yield from enumerate(cast("Iterable[object]", value))


def models(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Yield each model in a value, outermost first, with its pydantic `loc`."""
    if isinstance(value, BaseModel):
        yield path, value
    for key, part in parts(value):
        yield from models(part, (*path, key))


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
        if isinstance(data, dict) and isinstance(key, int):
            yield from coercions(data, part, path)  # a validator has made a list of the one mapping written here
        elif _has(data, key):
            yield from coercions(cast("Any", data)[key], part, (*path, key))


def _has(data: Plain, key: str | int) -> bool:
    if isinstance(key, int):
        return isinstance(data, list) and key < len(data)
    return isinstance(data, dict) and key in data
