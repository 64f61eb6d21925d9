"""What an interaction says about the ids in it: people, roles, channels and uploaded files."""

from __future__ import annotations

import base64
import binascii
import mimetypes
from typing import Any

from . import wire
from .commands import NotPossible
from .files import UNSAFE, image_size
from .model import Attachment, Channel, Json, as_list, as_object
from .world import World


def uploaded(world: World, values: Json) -> Json:
    """The values with each file given by a person kept, and replaced by the id of its attachment.

    A file is `(name, bytes)` in a test and `{"filename", "base64"}` from the page.
    """
    return {name: _uploaded(world, value) for name, value in values.items()}


def _uploaded(world: World, value: Any) -> Any:
    if isinstance(value, list):
        return [_uploaded(world, entry) for entry in as_list(value)]  # pyright: ignore[reportUnknownArgumentType]
    match value:
        case (str() as name, bytes() as content):
            return _keep(world, name, content)
        case {"filename": str() as name, "base64": str() as text}:
            return _keep(world, name, _decoded(text))
        case _:
            return value


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotPossible("The file did not arrive whole; choose it again.") from None


def _keep(world: World, name: str, content: bytes) -> str:
    name = UNSAFE.sub("_", name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = Attachment(world.snowflakes.next(), name, content, kind, size=image_size(content))
    world.uploads[file.id] = file
    return file.id


def resolved(world: World, channel: Channel, values: list[Any]) -> Json:
    """Objects for those of the values that are ids of something."""
    found: Json = {}
    for value in [str(v) for v in values]:
        for kind, entry in _objects(world, channel, value).items():
            found.setdefault(kind, {})[value] = entry
    return found


def _objects(world: World, channel: Channel, value: str) -> Json:
    if value in world.users:
        user = world.users[value]
        person = {"users": wire.any_user(world, user)}
        member = wire.member_json(world, user, with_user=False, permissions=True)
        return person if channel.is_dm else person | {"members": member}
    if value in world.channels:
        place = world.channels[value]
        return {"channels": wire.channel_json(world, place) | {"permissions": str(wire.EVERYONE)}}
    if value in world.uploads:
        return {"attachments": wire.attachment_json(world, channel.id, world.uploads[value])}
    roles = {role["id"]: role for role in wire.roles_json()}
    return {"roles": roles[value]} if value in roles else {}


def values_in(parts: list[Json]) -> list[Any]:
    """Every chosen value in the parts of a submitted modal."""
    fields = [as_object(part.get("component")) for part in parts]
    return [value for field in fields for value in as_list(field.get("values"))]
