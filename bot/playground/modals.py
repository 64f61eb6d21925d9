"""What a person fills into a modal, checked as Discord's client does before it sends."""

from __future__ import annotations

from typing import Any

from .commands import NotPossible
from .model import Json, as_list, objects
from .validate_components import CHECKBOX, CHECKBOXES, LABEL, RADIO, ROW, SELECTS, TEXT, TEXT_INPUT


def submitted(modal: Json, values: Json) -> list[Json]:
    """The components of a modal submit; `values` are keyed by custom_id or by label."""
    left = dict(values)
    parts = [_part(part, left) for part in modal["components"]]
    if left:
        inputs = ", ".join(name for part in modal["components"] for name in _names(part)) or "none"
        raise NotPossible(f"The window has no field “{next(iter(left))}”; it has: {inputs}.")
    return parts


def _names(part: Json) -> list[str]:
    if part["type"] == LABEL:
        return [part["label"]]
    return [child["label"] for child in objects(part.get("components"))]


def _part(part: Json, left: Json) -> Json:
    kept = {"type": part["type"], "id": part["id"]}
    if part["type"] == LABEL:
        return kept | {"component": _field(part["component"], part["label"], left)}
    if part["type"] == ROW:
        return kept | {"components": [_field(c, c.get("label", ""), left) for c in part["components"]]}
    if part["type"] == TEXT:
        return kept
    raise NotPossible(f"The stand-in cannot fill a part of type {part['type']}.")


def _field(field: Json, label: str, left: Json) -> Json:
    given: Any = None
    for key in (field["custom_id"], label):
        if key in left:
            given = left.pop(key)
            break
    else:
        given = _preset(field)
    kept = {"type": field["type"], "id": field["id"], "custom_id": field["custom_id"]}
    if field["type"] == TEXT_INPUT:
        return kept | {"value": _text(field, label, given)}
    if field["type"] == CHECKBOX:
        return kept | {"value": bool(given)}
    chosen = _chosen(field, label, given)
    if field["type"] == RADIO:
        return kept | {"value": chosen[0] if chosen else None}
    return kept | {"values": chosen}


def _preset(field: Json) -> Any:
    if field["type"] == TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == CHECKBOX:
        return bool(field.get("default"))
    return [option["value"] for option in objects(field.get("options")) if option.get("default")]


def _text(field: Json, label: str, given: Any) -> str:
    text = str(given)
    low = field.get("min_length") or (1 if field.get("required", True) is not False else 0)
    high = field.get("max_length") or 4000
    optional = field.get("required", True) is False and not text
    if not optional and not low <= len(text) <= high:
        raise NotPossible(f"“{label}” takes {low} to {high} characters; this has {len(text)}.")
    return text


def _chosen(field: Json, label: str, given: Any) -> list[str]:
    wanted = as_list(given) if isinstance(given, list) else [] if given is None else [given]
    values = chosen_values(field, label, wanted)
    required = field.get("required", True) is not False
    low, high = _counts(field)
    if not values and not required:
        return []
    if not max(low, 1 if required else 0) <= len(values) <= high:
        raise NotPossible(f"“{label}” takes {max(low, int(required))} to {high} choices; this has {len(values)}.")
    return values


def _counts(field: Json) -> tuple[int, int]:
    if field["type"] == RADIO:
        return 0, 1
    many = len(field.get("options") or []) if field["type"] == CHECKBOXES else 1
    low, high = field.get("min_values"), field.get("max_values")
    return (1 if field["type"] in SELECTS else 0) if low is None else low, many if high is None else high


def chosen_values(field: Json, label: str, wanted: list[Any]) -> list[str]:
    """Options by value or label, as values in the options' order; user and role selects take ids as they are."""
    options: list[Json] | None = field.get("options")
    if options is None:
        return [str(value) for value in wanted]
    for value in wanted:
        if not any(value in (option["value"], option["label"]) for option in options):
            raise NotPossible(f"“{value}” is no choice of “{label}”: {', '.join(o['label'] for o in options)}.")
    return [option["value"] for option in options if option["value"] in wanted or option["label"] in wanted]
