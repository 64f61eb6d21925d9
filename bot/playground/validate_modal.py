"""What Discord refuses in a modal."""

from __future__ import annotations

from .checks import Checker
from .errors import Flaw, Path
from .model import Json, as_object, objects
from .validate_components import (
    CHECKBOX,
    CHECKBOXES,
    LABEL,
    RADIO,
    ROW,
    SELECTS,
    TEXT,
    TEXT_INPUT,
    UPLOAD,
    check_counts,
    check_names,
    check_options,
    check_select,
    walk,
)

IN_LABEL = (TEXT_INPUT, *SELECTS, UPLOAD, RADIO, CHECKBOXES, CHECKBOX)
MAX_PARTS = 5


def modal_flaws(data: Json) -> list[Flaw]:
    """Every flaw of a modal callback's data; paths start at `data`."""
    check, root = Checker(), ("data",)
    check.text((*root, "custom_id"), data.get("custom_id"), 1, 100)
    check.text((*root, "title"), data.get("title"), 1, 45)
    path = (*root, "components")
    parts = check.items(path, data.get("components"), 1, MAX_PARTS)
    for index, part in enumerate(parts):
        _part(check, (*path, index), part)
    check_names(check, path, walk(parts))
    return check.flaws


def _part(check: Checker, path: Path, part: Json) -> None:
    kind = part.get("type")
    if kind == LABEL:
        _label(check, path, part)
    elif kind == TEXT:
        check.text((*path, "content"), part.get("content"), 1, 4000)
    elif kind == ROW:
        _row(check, path, part)
    else:
        check.add((*path, "type"), f"Component type {kind} is not allowed at the top of a modal.")


def _row(check: Checker, path: Path, row: Json) -> None:
    children = check.items((*path, "components"), row.get("components"), 1, 1)
    for index, child in enumerate(children):
        here = (*path, "components", index)
        if child.get("type") == TEXT_INPUT:
            check.text((*here, "label"), child.get("label"), 1, 45)
            _text_input(check, here, child)
        else:
            check.add((*here, "type"), f"Component type {child.get('type')} is not allowed in a modal's row.")


def _label(check: Checker, path: Path, label: Json) -> None:
    check.text((*path, "label"), label.get("label"), 1, 45)
    check.optional_text(path, label, "description", 1, 100)
    child = as_object(label.get("component"))
    here = (*path, "component")
    if not child:
        return check.add(here, "This field is required.")
    _child(check, here, child)
    return None


def _child(check: Checker, path: Path, child: Json) -> None:
    kind = child.get("type")
    if kind == TEXT_INPUT:
        if child.get("label"):
            check.add((*path, "label"), "A text input in a label cannot have a label of its own.")
        _text_input(check, path, child)
    elif kind in SELECTS:
        check_select(check, path, child)
    elif kind in (RADIO, CHECKBOXES):
        _group(check, path, child)
    elif kind in (CHECKBOX, UPLOAD):
        check.text((*path, "custom_id"), child.get("custom_id"), 1, 100)
        if kind == UPLOAD:
            check_counts(check, path, child, 10)
    else:
        check.add((*path, "type"), f"Component type {kind} is not allowed in a label.")


def _text_input(check: Checker, path: Path, field: Json) -> None:
    check.text((*path, "custom_id"), field.get("custom_id"), 1, 100)
    if field.get("style") not in (1, 2):
        check.add((*path, "style"), "The style of a text input is 1 (one line) or 2 (paragraph).")
    check.optional_text(path, field, "value", 0, 4000)
    check.optional_text(path, field, "placeholder", 0, 100)
    check.optional_number(path, field, "min_length", 0, 4000)
    check.optional_number(path, field, "max_length", 1, 4000)
    low, high = field.get("min_length"), field.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        check.add((*path, "max_length"), "max_length must not be less than min_length.")


def _group(check: Checker, path: Path, group: Json) -> None:
    check.text((*path, "custom_id"), group.get("custom_id"), 1, 100)
    check_options(check, path, group, 2, 10)
    if group.get("type") == CHECKBOXES:
        check_counts(check, path, group, 10)
        if group.get("required", True) and group.get("min_values") == 0:
            check.add((*path, "min_values"), "A required group needs at least one value.")
    elif sum(bool(option.get("default")) for option in objects(group.get("options"))) > 1:
        check.add((*path, "options"), "Only one option of a radio group can be preselected.")
