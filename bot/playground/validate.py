"""What Discord refuses in a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .checks import Checker
from .errors import Flaw, Refused, empty_message
from .model import COMPONENTS_V2, Json, Message, as_list, as_object, objects
from .rest import Upload
from .validate_components import ComponentCheck

MAX_CONTENT, MAX_EMBEDS, MAX_EMBED_TEXT, MAX_FILES, MAX_FILE_BYTES = 2000, 10, 6000, 10, 10 * 1024 * 1024
LEGACY = ("content", "embeds", "sticker_ids", "poll")


def message_flaws(body: Json, files: Sequence[Upload], before: Message | None = None) -> list[Flaw]:
    """Every flaw of a message that is created, or edited when `before` is given."""
    check = Checker()
    flags = body.get("flags") or 0
    if not check.number(("flags",), flags, 0, (1 << 31) - 1):
        return check.flaws
    v2 = bool(flags & COMPONENTS_V2) or bool(before and before.is_v2)
    if body.get("content") is not None:
        check.text(("content",), body["content"], 0, MAX_CONTENT)
    _embeds(check, body)
    _attachments(check, body, files)
    _mentions(check, body.get("allowed_mentions"))
    _nonce(check, body.get("nonce"))
    if v2:
        _legacy(check, body, before)
    if body.get("components") is not None:
        ComponentCheck(check, v2, _filenames(body, files, before)).run(body["components"])
    return check.flaws


def _legacy(check: Checker, body: Json, before: Message | None) -> None:
    for key in LEGACY:
        if body.get(key):
            check.add((key,), "This field cannot be used with the Components V2 flag.")
    stays = before is not None and not before.is_v2
    if stays and before and before.content and "content" not in body:
        check.add(("content",), "Content must be cleared (null) when a message becomes Components V2.")
    if stays and before and before.embeds and "embeds" not in body:
        check.add(("embeds",), "Embeds must be cleared when a message becomes Components V2.")


def _filenames(body: Json, files: Sequence[Upload], before: Message | None) -> set[str]:
    names = {upload.filename for upload in files}
    if before is not None:
        kept = {str(a.get("id")) for a in objects(body.get("attachments"))} if "attachments" in body else None
        names |= {a.filename for a in before.attachments if kept is None or a.id in kept}
    return names


def _embeds(check: Checker, body: Json) -> None:
    embeds = check.items(("embeds",), body.get("embeds") or [], 0, MAX_EMBEDS)
    for index, embed in enumerate(embeds):
        here = ("embeds", index)
        check.optional_text(here, embed, "title", 0, 256)
        check.optional_text(here, embed, "description", 0, 4096)
        for at, entry in enumerate(check.items((*here, "fields"), embed.get("fields") or [], 0, 25)):
            check.text((*here, "fields", at, "name"), entry.get("name"), 1, 256)
            check.text((*here, "fields", at, "value"), entry.get("value"), 1, 1024)
    if sum(_embed_length(embed) for embed in embeds) > MAX_EMBED_TEXT:
        check.add(("embeds",), f"Embed size exceeds maximum size of {MAX_EMBED_TEXT}.")


def _embed_length(embed: Json) -> int:
    own = sum(len(str(embed.get(key) or "")) for key in ("title", "description"))
    fields = sum(len(str(f.get("name", ""))) + len(str(f.get("value", ""))) for f in objects(embed.get("fields")))
    footer = as_object(embed.get("footer"))
    author = as_object(embed.get("author"))
    return own + fields + len(str(footer.get("text", ""))) + len(str(author.get("name", "")))


def _attachments(check: Checker, body: Json, files: Sequence[Upload]) -> None:
    entries = check.items(("attachments",), body.get("attachments") or [], 0, MAX_FILES)
    if len(files) > MAX_FILES:
        check.add(("attachments",), f"A message holds {MAX_FILES} files; this has {len(files)}.")
    for index, entry in enumerate(entries):
        check.optional_text(("attachments", index), entry, "description", 0, 1024)
    if any(len(upload.content) > MAX_FILE_BYTES for upload in files):
        raise Refused(413, 40005, "Request entity too large")


def _mentions(check: Checker, allowed: Any) -> None:
    if allowed is None:
        return
    if not isinstance(allowed, dict):
        check.add(("allowed_mentions",), "This field must be an object.")
        return
    rules = as_object(allowed)
    parse = as_list(rules.get("parse"))
    for kind in ("users", "roles"):
        listed_ids = as_list(rules.get(kind))
        if kind in parse and listed_ids:
            check.add(("allowed_mentions",), f"parse:[“{kind}”] and {kind}:[ids…] are mutually exclusive.")
        if len(listed_ids) > 100:
            check.add(("allowed_mentions", kind), "Must have between 0 and 100 entries.")
    for value in parse:
        if value not in ("users", "roles", "everyone"):
            check.add(("allowed_mentions", "parse"), f"“{value}” is not one of users, roles, everyone.")


def _nonce(check: Checker, nonce: Any) -> None:
    if isinstance(nonce, str) and len(nonce) > 25:
        check.add(("nonce",), f"Must be 25 or fewer in length; it is {len(nonce)}.")


def refuse_empty(body: Json, files: Sequence[Upload]) -> None:
    """Refuse a new message that shows nothing."""
    shown = ("content", "embeds", "components", "sticker_ids", "poll")
    content = body.get("content")
    blank = isinstance(content, str) and not content.strip()
    if not files and not any(body.get(key) for key in shown if not (key == "content" and blank)):
        raise empty_message()
