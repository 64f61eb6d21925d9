"""The shipped content with a server's changes in it: the pack that its members meet, and the text kept of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.core.content.pack import Pack
from bot.library.layout import part_of
from bot.library.load import FORMAT, LoadResult, Memory, PackError, load_parts, read_folder
from bot.library.overlay.changes import Files
from bot.library.validate import canonical


@dataclass(frozen=True, slots=True)
class Base:
    """The shipped content: its files as they are, their plain data, and the pack that they make."""

    files: Mapping[str, bytes]
    data: Files
    pack: Pack
    hash: str
    text: str


def read_base(folder: Path, memory: Memory | None = None) -> tuple[Base | None, LoadResult]:
    """Read the shipped content; None where it has errors, which the result then tells. `memory`: see `load_parts`."""
    files, problems = read_folder(folder)
    parts = load_parts(files, folder.as_posix(), problems=problems, memory=memory)
    result = parts.result
    if result.pack is None:
        return None, result
    data = {path: document.data for path, document in parts.documents.items()}
    return Base(files, data, result.pack, result.hash, result.text), result


def kept_as(data: Files) -> tuple[str, str]:
    """The text in which a pack of this plain data is kept, and the hash of it."""
    kept = {path: value for path, value in sorted(data.items()) if (part := part_of(path)) and part.kept}
    text = canonical({"format": FORMAT, "files": kept})
    return text, hashlib.sha256(text.encode("utf-8")).hexdigest()


def sharing(base: Pack, pack: Pack) -> Pack:
    """The pack, with the base's own parts wherever they are equal: a thousand servers must not hold a thousand readers
    of text.
    """
    same = {name: getattr(base, name) for name in Pack.model_fields if getattr(base, name) == getattr(pack, name)}
    return pack.model_copy(update=same)


def data_of(text: str) -> Files:
    """The plain data, by file, of a pack that was kept as text."""
    kept = json.loads(text)
    if kept.get("format") != FORMAT:
        raise PackError(f"The kept pack has format {kept.get('format')}, this program reads {FORMAT}.")
    return kept["files"]
