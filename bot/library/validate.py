"""From plain data to a model, or to a sentence for each of pydantic's errors, at its place in the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from bot.library.document import Document
from bot.library.problem import Problem
from bot.library.sentences import Draft, describe, label_of
from bot.library.shape import adapter, keys_at
from bot.library.unions import Fault, settle
from bot.library.walk import coercions
from bot.library.words import nearest, quote

T = TypeVar("T")

MAX_PROBLEMS = 100


def canonical(data: object) -> str:
    """Return plain data as its one JSON text."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def build(kind: type[T], data: object) -> T:
    """Return the data as a value of this type, or raise pydantic's ValidationError."""
    return cast("T", adapter(kind).validate_json(canonical(data)))


def validate(kind: type[T], document: Document) -> tuple[T | None, list[Problem]]:
    """Return the document as a value of this type (None where it is wrong), and its problems."""
    if document.data is None:
        return None, [document.problem((), "The file is empty.")]
    try:
        value = build(kind, document.data)
    except ValidationError as error:
        faults = [_fault(document, details) for details in error.errors(include_url=False)]
        problems = [_problem(kind, document, fault) for fault in settle(faults) if not _follows(fault)]
        return None, problems[:MAX_PROBLEMS]
    coerced = [_at(document, path, draft) for path, draft in coercions(document.data, value)]
    return None if coerced else value, coerced[:MAX_PROBLEMS]


def _follows(fault: Fault) -> bool:
    """Return whether the fault only follows from others: a list seems too short when its items are wrong."""
    error = fault.error
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _fault(document: Document, error: Mapping[str, Any]) -> Fault:
    loc = cast("tuple[str | int, ...]", error["loc"])
    if error["type"] in ("missing", "missing_argument"):
        loc = loc[:-1]
    path = document.path(loc, error["input"])
    return Fault(path, loc, error)


def _problem(kind: Any, document: Document, fault: Fault) -> Problem:
    error, path, at_key = fault.error, fault.path, False
    if error["type"] == "missing":
        draft, at_key = _missing(fault), True
    elif error["type"] == "extra_forbidden":
        draft, at_key = _unknown_key(kind, document, fault), True
    elif error["type"] in ("union_tag_not_found", "union_tag_invalid"):
        path, draft = _tag(path, error)
        at_key = error["type"] == "union_tag_not_found"
    else:
        at_key = fault.loc[-1:] == ("[key]",)
        draft = fault.draft or describe(_key_label(path) if at_key else label_of(path), error)
    return _at(document, path, draft, at_key=at_key)


def _at(document: Document, path: tuple[str | int, ...], draft: Draft, *, at_key: bool = False) -> Problem:
    problem = document.problem(path, draft.message, key=at_key)
    return replace(problem, allowed=draft.allowed, hint=draft.hint, did_you_mean=draft.did_you_mean)


def _missing(fault: Fault) -> Draft:
    key = quote(fault.error["loc"][-1])
    return Draft(f"The key {key} is missing{_inside(fault.path)}.")


def _unknown_key(kind: Any, document: Document, fault: Fault) -> Draft:
    key, parent = fault.path[-1], fault.path[:-1]
    known = keys_at(kind, fault.loc[:-1])
    there = document.node(parent).parts
    free = [name for name in known if name not in there]
    cut = " " in str(key) and fault.error["input"] is None
    hint = "inside { } a text with a comma must be in quotes" if cut else ""
    return Draft(f"Unknown key {quote(key)}{_inside(parent)}.", known, hint, nearest(key, free))


def _tag(path: tuple[str | int, ...], error: Mapping[str, Any]) -> tuple[tuple[str | int, ...], Draft]:
    name = str(error["ctx"]["discriminator"]).strip("'")
    if error["type"] == "union_tag_not_found":
        return path, Draft(f"The key {quote(name)} is missing{_inside(path)}.")
    allowed = tuple(tag.strip(" '") for tag in str(error["ctx"]["expected_tags"]).split(","))
    tag = error["ctx"]["tag"]
    return (*path, name), Draft(f"{quote(name)} cannot be {quote(tag)}.", allowed, did_you_mean=nearest(tag, allowed))


def _inside(path: tuple[str | int, ...]) -> str:
    return f" in {label_of(path)}" if path else ""


def _key_label(path: tuple[str | int, ...]) -> str:
    return f"the key {label_of(path)}"
