"""Plain sentences for pydantic's errors."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.library.words import counted, nearest, quote

PATTERNS: dict[str, str] = {
    r"^[A-Za-z0-9][A-Za-z0-9_+-]*$": "a name of letters, digits, _, + and -, without spaces",
    r"^\d{4}-\d{2}-\d{2}$": "a day written as YYYY-MM-DD",
}
"""What the patterns of our models mean to somebody who has never seen one."""

_EXPECTED: dict[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "dict_type": "a mapping (key: value)",
    "mapping_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "dataclass_type": "a mapping (key: value)",
    "date_type": "a day written as YYYY-MM-DD",
    "date_parsing": "a day written as YYYY-MM-DD",
    "date_from_datetime_parsing": "a day written as YYYY-MM-DD",
    "time_type": "a time written as HH:MM",
    "time_parsing": "a time written as HH:MM",
    "none_required": "empty",
}
_CHOICES = re.compile(r"'((?:[^'\\]|\\.)*)'|([^\s,']+)")
_TRUTH = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is wrong, before it has a place."""

    message: str
    allowed: tuple[str, ...] = ()
    hint: str = ""
    did_you_mean: str | None = None


def expected(error: Mapping[str, Any]) -> str | None:
    """Return what a type error asks for; None when the type is right and something else is wrong."""
    return _EXPECTED.get(error["type"])


def choices(error: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the values that a literal or an enumeration allows; empty for other errors."""
    if error["type"] not in ("literal_error", "enum"):
        return ()
    found = _CHOICES.findall(error["ctx"]["expected"])
    return tuple(quoted.replace("\\'", "'") or word for quoted, word in found if word != "or")


def label_of(path: tuple[str | int, ...]) -> str:
    """Return how a sentence names a place: `'seconds'`, `item 2 of 'steps'` or `the file`."""
    if not path:
        return "the file"
    last = path[-1]
    return quote(last) if isinstance(last, str) else f"item {last + 1} of {label_of(path[:-1])}"


def wrong_type(label: str, value: object, wanted: str) -> Draft:
    """Return the draft for a value of the wrong kind."""
    if value is None:
        return Draft(f"{_start(label)} is empty; it should be {wanted}.")
    hint = ""
    if wanted == "text" and isinstance(value, bool | int | float):
        hint = "put it in quotes to make it text"
    if wanted == "a list" and isinstance(value, str):
        hint = "write each item on its own line, after '- '"
    known = _TRUTH.get(str(value).casefold(), nearest(value, ("true", "false"))) if wanted == "true or false" else None
    return Draft(f"{_start(label)} should be {wanted}, not {_described(value)}.", hint=hint, did_you_mean=known)


def wrong_choice(label: str, value: object, allowed: tuple[str, ...]) -> Draft:
    """Return the draft for a value that is none of the allowed ones."""
    if value is None:
        return Draft(f"{_start(label)} is empty; it should be one of the allowed values.", allowed)
    found = quote(value) if isinstance(value, str) else _described(value)
    return Draft(f"{_start(label)} cannot be {found}.", allowed, did_you_mean=nearest(value, allowed))


def describe(label: str, error: Mapping[str, Any]) -> Draft:
    """Return the draft for any pydantic error at a place."""
    wanted, allowed = expected(error), choices(error)
    if wanted:
        return wrong_type(label, error["input"], wanted)
    if allowed:
        return wrong_choice(label, error["input"], allowed)
    known = _OTHERS.get(error["type"])
    if known:
        return known(_start(label), error["input"], error.get("ctx", {}))
    return Draft(f"{_start(label)}: {_finished(error)}")


def _finished(error: Mapping[str, Any]) -> str:
    cause = error.get("ctx", {}).get("error")
    text = str(cause) if cause is not None else str(error["msg"])
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _start(label: str) -> str:
    return label[0].upper() + label[1:]


def _described(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {quote(value)}"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else quote(value)


_Context = Mapping[str, Any]


def _bound(words: str, name: str) -> Callable[[str, object, _Context], Draft]:
    def draft(label: str, value: object, ctx: _Context) -> Draft:
        return Draft(f"{label} should be {words} {ctx[name]}, not {value}.")

    return draft


def _text_short(label: str, value: object, ctx: _Context) -> Draft:
    length = len(str(value).strip())
    if not length:
        return Draft(f"{label} is empty; write a text.")
    return Draft(f"{label} has {counted(length, 'character')}; it needs at least {ctx['min_length']}.")


def _text_long(label: str, value: object, ctx: _Context) -> Draft:
    length = len(str(value).strip())
    return Draft(f"{label} has {counted(length, 'character')}; at most {ctx['max_length']:,} are allowed.")


def _list_short(label: str, value: object, ctx: _Context) -> Draft:
    return Draft(f"{label} has {counted(ctx['actual_length'], 'item')}; it needs at least {ctx['min_length']}.")


def _list_long(label: str, value: object, ctx: _Context) -> Draft:
    return Draft(f"{label} has more items than the {ctx['max_length']} that are allowed.")


def _pattern(label: str, value: object, ctx: _Context) -> Draft:
    meaning = PATTERNS.get(ctx["pattern"], f"text that fits the pattern {ctx['pattern']}")
    return Draft(f"{label} should be {meaning}, not {quote(value)}.")


_OTHERS: dict[str, Callable[[str, object, _Context], Draft]] = {
    "greater_than": _bound("more than", "gt"),
    "greater_than_equal": _bound("at least", "ge"),
    "less_than": _bound("less than", "lt"),
    "less_than_equal": _bound("at most", "le"),
    "multiple_of": _bound("a multiple of", "multiple_of"),
    "string_too_short": _text_short,
    "string_too_long": _text_long,
    "too_short": _list_short,
    "too_long": _list_long,
    "string_pattern_mismatch": _pattern,
}
