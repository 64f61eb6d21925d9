"""What a model allows at a place: read from its JSON Schema, because that covers every kind of pydantic type."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from pydantic import TypeAdapter

Schema = dict[str, Any]


@lru_cache(maxsize=32)
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Return the validator of a type (a model or anything else that pydantic takes), built once."""
    return TypeAdapter(kind)


@lru_cache(maxsize=32)
def schema_of(kind: Any) -> Schema:
    """Return the JSON Schema of a type, built once."""
    return adapter(kind).json_schema()


def keys_at(kind: Any, loc: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that the type allows in the mapping at a pydantic `loc`."""
    root = schema_of(kind)
    nodes = list(_branches(root, root))
    for part in loc:
        below = [deeper for node in nodes for deeper in _below(root, node, part)]
        nodes = below or _named(nodes, part)
    return tuple(dict.fromkeys(key for node in nodes for key in node.get("properties", {})))


def _branches(root: Schema, node: Schema) -> Iterator[Schema]:
    """Yield the node without references and unions, each member of a union by itself."""
    if "$ref" in node:
        name = str(node["$ref"]).rsplit("/", 1)[-1]
        for branch in _branches(root, root["$defs"][name]):
            yield {"$name": name, **branch}
        return
    members = [member for word in ("anyOf", "oneOf", "allOf") for member in cast("list[Schema]", node.get(word, []))]
    if not members:
        yield node
    tags = {ref: tag for tag, ref in node.get("discriminator", {}).get("mapping", {}).items()}
    for member in members:
        for branch in _branches(root, member):
            yield {**branch, "$tag": tags.get(member.get("$ref", ""))}


def _below(root: Schema, node: Schema, part: str | int) -> Iterator[Schema]:
    """Yield what the type allows one key or one item further down."""
    if isinstance(part, int):
        first = cast("list[Schema]", node.get("prefixItems", []))
        found: list[Any] = [first[part] if part < len(first) else node.get("items")]
    elif part in node.get("properties", {}):
        found = [node["properties"][part]]
    else:
        found = [node.get("additionalProperties"), *node.get("patternProperties", {}).values()]
    for deeper in found:
        if isinstance(deeper, dict):
            yield from _branches(root, cast("Schema", deeper))


def _named(nodes: list[Schema], part: str | int) -> list[Schema]:
    """Return the union members that pydantic calls `part`; all of them when the name tells nothing."""
    return [node for node in nodes if part in (node.get("$name"), node.get("$tag"), node.get("title"))] or nodes
