"""Bodies against Discord's official description of its HTTP API."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.playground.model import Json, Recorded, as_list, as_object

NAME = "discord-openapi.json"
FILES = (Path(os.environ.get("DISCORD_OPENAPI", NAME)), Path(__file__).resolve().parents[3] / "shared" / "data" / NAME)
"""Where the description may lie: it is Discord's, so it is not kept in this repository."""

DOCUMENT = "urn:discord"
SCHEMAS = "#/components/schemas/"
BODY = "application~1json"
ANSWERS = {
    4: "CreateMessageInteractionCallbackRequest",
    5: "CreateMessageInteractionCallbackRequest",
    6: "UpdateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
    9: "ModalInteractionCallbackRequest",
}
"""The schema of an answer to an interaction, by its type; the union of all would only say that none fits."""


def description() -> Path | None:
    """The file, if there is one."""
    return next((file.resolve() for file in FILES if file.is_file()), None)


def flaws(requests: Sequence[Recorded]) -> list[str]:
    """What the description has against the bodies that were sent, a sentence for each kind; none without the file."""
    if description() is None:
        return []
    accepted = [request for request in requests if request.status < 400 and request.body is not None]
    return list(dict.fromkeys(sentence for request in accepted for sentence in _flaws_of(request)))


def _flaws_of(request: Recorded) -> Iterator[str]:
    schema = _schema_of(request)
    if schema is None:
        yield f"{request.method} {request.route}: the description knows no such route with a body"
        return
    for error in _validator(schema).iter_errors(request.body):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{request.method} {request.route}: {re.sub('[0-9]+', 'n', where)}: {error.message[:300]}"


def _schema_of(request: Recorded) -> str | None:
    if request.route.endswith("/callback"):
        answer = ANSWERS.get(request.body["type"])
        return SCHEMAS + answer if answer else None
    return _operations().get((request.method, _shape(request.route)))


def _shape(route: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", route)


@cache
def _operations() -> dict[tuple[str, str], str]:
    """Where the schema of each operation's body stands, by method and route."""
    known: dict[tuple[str, str], str] = {}
    for route, methods in _document()["paths"].items():
        for method, operation in methods.items():
            body = as_object(as_object(operation).get("requestBody"))
            if "application/json" in as_object(body.get("content")):
                place = route.replace("~", "~0").replace("/", "~1")
                known[method.upper(), _shape(route)] = f"#/paths/{place}/{method}/requestBody/content/{BODY}/schema"
    return known


@cache
def _validator(place: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": DOCUMENT + place}, registry=_registry())


@cache
def _registry() -> Registry[Any]:
    return Registry().with_resource(DOCUMENT, Resource(contents=_document(), specification=DRAFT202012))


@cache
def _document() -> Json:
    """The description; a snowflake may also be written as a number, which Discord takes and discord.py sends."""
    file = description()
    assert file is not None
    document: Json = json.loads(file.read_text(encoding="utf-8"))
    schemas: Json = document["components"]["schemas"]
    schemas["SnowflakeType"] = {"anyOf": [schemas["SnowflakeType"], {"type": "integer", "minimum": 0}]}
    for schema in list(schemas.values()):
        _sort_out(schema, schemas)
    return document


def _sort_out(node: Any, schemas: Json) -> None:
    """Choose among components by their `type`, in place: trying all is slow, and says only that none fits."""
    if isinstance(node, list):
        for child in as_list(node):
            _sort_out(child, schemas)
    if isinstance(node, dict):
        for child in as_object(node).values():
            _sort_out(child, schemas)
        _choose_by_type(cast(Json, node), schemas)


def _choose_by_type(node: Json, schemas: Json) -> None:
    if "enum" in node:
        node.pop("allOf", None)  # It only names the enumeration that these values are from.
    union = as_list(node.get("oneOf"))
    kinds = [_types(as_object(option), schemas) for option in union]
    every = [kind for group in kinds for kind in group]
    if len(union) < 2 or not all(kinds) or len(every) != len(set(every)):
        return
    del node["oneOf"]
    node["required"], node["properties"] = ["type"], {"type": {"enum": every}}
    node["allOf"] = [
        {"if": {"properties": {"type": {"enum": group}}}, "then": option}
        for option, group in zip(union, kinds, strict=True)
    ]


def _types(option: Json, schemas: Json) -> list[Any]:
    """The values of `type` that an object of this schema may have, if it has to have one."""
    schema = as_object(schemas.get(str(option.get("$ref")).removeprefix(SCHEMAS)))
    listed = as_object(as_object(schema.get("properties")).get("type")).get("enum")
    return as_list(listed) if "type" in as_list(schema.get("required")) else []
