"""JSON Schemas of all content files, so that editors complete keys, explain them, and mark mistakes while typing."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

from bot.core.content.base import Model
from bot.library.layout import PARTS, Part, part_of
from bot.library.shape import Schema, schema_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEST = {"$ref": "#/$defs/Test"}
_CLAUSE = {"additionalProperties": _TEST, "type": "object"}
_SHORT_TEST: Schema = {
    "anyOf": [_TEST, {"type": "string"}, {"type": "integer"}, {"items": {"type": "string"}, "type": "array"}]
}


def name_of(part: Part) -> str:
    """Return the file name of a part's schema: `topics.schema.json`."""
    return f"{part.name.removesuffix('.yaml')}.schema.json"


def schemas() -> dict[str, str]:
    """Return the text of each schema by its file name."""
    return {name_of(part): json.dumps(_schema(part), ensure_ascii=False, indent=1) + "\n" for part in PARTS}


def write(folder: Path) -> list[Path]:
    """Write all schemas into a folder; the paths are in the order of the parts of a pack."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name_of(part) for part in PARTS]


def first_line(path: str) -> str:
    """Return the comment with which a file of a pack names its schema; the schemas stand beside the pack's folder."""
    part = part_of(path)
    if part is None:
        raise ValueError(f"no pack has a file {path}")
    up = "../" * (path.count("/") + 1)
    return f"# yaml-language-server: $schema={up}schema/{name_of(part)}"


def _schema(part: Part) -> Schema:
    schema = cast("Schema", _opened(json.loads(json.dumps(schema_of(part.kind)))))
    definitions = cast("dict[str, Schema]", schema.get("$defs", {}))
    for name, definition in ((schema.get("title", ""), schema), *definitions.items()):
        _explain(str(name), definition)
    return {"$schema": DIALECT, "$comment": "Written by `python -m bot schema`; do not edit.", **schema}


def _opened(node: Any) -> Any:
    """Allow the short ways of writing a condition, which our validators open before the model sees them."""
    if isinstance(node, list):
        return [_opened(part) for part in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    plain = cast("Schema", node)
    if plain.get("type") == "array" and plain.get("items") == _CLAUSE:
        clause = {**_CLAUSE, "additionalProperties": _SHORT_TEST}
        rest = {key: value for key, value in plain.items() if key not in ("type", "items")}
        return {**rest, "anyOf": [clause, {"items": clause, "type": "array"}]}
    return {key: _opened(part) for key, part in plain.items()}


def _explain(name: str, definition: Schema) -> None:
    """Add what the code says about each key."""
    said = _docstrings().get(name, {})
    for key, schema in cast("dict[str, Schema]", definition.get("properties", {})).items():
        text = said.get(key) or said.get(f"{key}_")
        if text and "$ref" not in schema:
            schema["description"] = text


def _docstrings() -> dict[str, dict[str, str]]:
    """Return the text below each field, by class and field."""
    return {kind.__name__: dict(_fields(kind)) for kind in _kinds(Model)}


def _kinds(kind: type[Model]) -> Iterator[type[Model]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _fields(kind: type[Model]) -> Iterator[tuple[str, str]]:
    tree = ast.parse(inspect.getsource(kind)).body[0]
    body = cast("ast.ClassDef", tree).body
    for field, after in pairwise(body):
        if not isinstance(field, ast.AnnAssign) or not isinstance(after, ast.Expr):
            continue
        if isinstance(field.target, ast.Name) and isinstance(after.value, ast.Constant):
            yield field.target.id, inspect.cleandoc(str(after.value.value))
