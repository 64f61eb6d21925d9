"""The files of a server's version, as YAML that its moderators can read and send back.

Where only texts and numbers changed, they are put into the shipped file in their place, and its comments stay.
Anything else writes the file anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

import yaml

from bot.library.compose import READER
from bot.library.overlay.changes import NUMBER, Change, Files, Missing, apply
from bot.library.scalars import Plain, resolve

WIDTH = 110


def written(base: Mapping[str, bytes], data: Files, changes: Sequence[Change]) -> dict[str, bytes]:
    """The base's files with the changes in them. `data` is the base's plain data by file."""
    files = dict(base)
    by_file: dict[str, list[Change]] = {}
    for change in changes:
        by_file.setdefault(change.file, []).append(change)
    after, _ = apply(data, changes)
    for path, mine in by_file.items():
        if path not in after:
            files.pop(path, None)
            continue
        files[path] = _file(path, base.get(path), after[path], mine)
    return files


def _file(path: str, base: bytes | None, data: Plain, changes: Sequence[Change]) -> bytes:
    text = None if base is None else base.decode("utf-8")
    in_place = text is not None and all(_is_scalar(change) for change in changes)
    if text is not None and in_place:
        patched = _patched(text, changes)
        if patched is not None:
            return patched.encode("utf-8")
    return _anew(path, data, text).encode("utf-8")


def _is_scalar(change: Change) -> bool:
    sides = (change.before, change.after)
    return bool(change.place) and not any(isinstance(side, Missing | dict | list) for side in sides)


def _patched(text: str, changes: Sequence[Change]) -> str | None:
    """The text with each value put in its place, from the last to the first; None where a place is not found."""
    root = cast("Any", yaml).compose(text, Loader=READER)
    spans: list[tuple[int, int, str]] = []
    for change in changes:
        node = _node(root, change.place)
        if not isinstance(node, yaml.ScalarNode):
            return None
        start, end = node.start_mark.index, node.end_mark.index
        block = node.style in ("|", ">")
        spans.append((start, end, _scalar(change.after) + ("\n" if block else "")))
    for start, end, value in sorted(spans, reverse=True):
        text = text[:start] + value + text[end:]
    return text


def _node(node: Any, place: Sequence[str]) -> Any:
    for part in place:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode):
            node = _item(node, part)
        else:
            return None
    return node


def _item(node: Any, part: str) -> Any:
    if part.startswith(NUMBER):
        return node.value[int(part[1:-1])]
    return next((item for item in node.value if _id_of(item) == part[1:]), None)


def _id_of(node: Any) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((str(value.value) for key, value in node.value if key.value == "id"), None)


def _scalar(value: object) -> str:
    """A value as YAML on one line; a text in quotes wherever it could be taken for something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = value and value == value.strip() and value[0].isalpha() and resolve(value) == value
    safe = plain and not any(mark in value for mark in (": ", " #", "\n", "\t", ",", "[", "]", "{", "}", "&", "*"))
    return value if safe and not value.endswith(":") else json.dumps(value, ensure_ascii=False)


def _anew(path: str, data: Plain, before: str | None) -> str:
    head = [line for line in (before or "").split("\n", 1)[:1] if line.startswith("# yaml-language-server:")]
    dumped = cast("Any", yaml).dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH, default_flow_style=False
    )
    return "\n".join([*head, dumped])


class _Dumper(yaml.SafeDumper):
    """Writes each text so that our strict reader takes it for the same text."""


def _text(dumper: Any, value: str) -> Any:
    style = None if resolve(value) == value else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
