"""Uploaded files: from a request to attachments, and into the components that show them."""

from __future__ import annotations

import copy
import mimetypes
import re
from collections.abc import Sequence
from typing import Any

from . import wire
from .model import Attachment, Json, objects
from .rest import Upload
from .validate_components import media_of, walk
from .world import World

PNG = b"\x89PNG\r\n\x1a\n"
UNSAFE = re.compile(r"[^\w.\-]+")


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or GIF."""
    if content.startswith(PNG) and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if content.startswith(b"GIF8") and len(content) >= 10:
        return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    return None


def _make(world: World, upload: Upload, entry: Json) -> Attachment:
    name = UNSAFE.sub("_", entry.get("filename") or upload.filename)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    size = image_size(upload.content)
    return Attachment(world.snowflakes.next(), name, upload.content, kind, entry.get("description"), size)


def attachments_of(
    world: World, body: Json, files: Sequence[Upload], before: Sequence[Attachment] = ()
) -> list[Attachment]:
    """The attachments after this request: those that it keeps, then the new ones.

    An edit without `attachments` keeps all; with it, only those listed by id.
    """
    entries = {str(e.get("id")): e for e in objects(body.get("attachments"))}
    kept = [a for a in before if "attachments" not in body or a.id in entries]
    fresh = [_make(world, upload, entries.get(_index(upload), {})) for upload in files]
    return kept + fresh


def _index(upload: Upload) -> str:
    match = re.search(r"\d+", upload.field)
    return match.group() if match else ""


def finished(world: World, channel_id: str, components: list[Any], attachments: Sequence[Attachment]) -> list[Json]:
    """Components as Discord gives them back: numbered, and with media resolved."""
    result: list[Json] = copy.deepcopy(components)
    everything = walk(result)
    used = {c["id"] for c in everything if c.get("id")}
    fresh = (n for n in range(1, 10_000) if n not in used)
    for component in everything:
        if not component.get("id"):
            component["id"] = next(fresh)
        for media in media_of(component):
            _resolve(world, channel_id, media, attachments)
    return result


def _resolve(world: World, channel_id: str, media: Json, attachments: Sequence[Attachment]) -> None:
    name = media["url"].removeprefix("attachment://")
    found = next((a for a in attachments if media["url"].startswith("attachment://") and a.filename == name), None)
    media |= {"proxy_url": media["url"], "width": None, "height": None, "loading_state": 2, "flags": 0}
    if found is not None:
        url = wire.attachment_url(world, channel_id, found)
        width, height = found.size or (None, None)
        media |= {"url": url, "proxy_url": url, "width": width, "height": height}
        media |= {"content_type": found.content_type, "attachment_id": found.id}
