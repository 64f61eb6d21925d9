"""A zip from someone we don't know, into its files; what could harm is refused with one sentence each."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from bot.library.decode import MAX_BYTES, too_large
from bot.library.load import MAX_FILES
from bot.library.problem import Problem
from bot.library.words import quote, shorten, visible

MAX_TOTAL = 16_000_000
"""Bytes of all files of a zip, unpacked."""
MAX_RATIO = 200
"""How many times larger than packed a file may be, beyond what text reaches; counted from 100 kB on."""
_MOST_REPORTED = 20
_FROM = 100_000
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_JUNK = ("__MACOSX/", ".git/")
_ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".7z", ".rar", ".bz2", ".xz", ".jar", ".zst")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
    OverflowError, IndexError, KeyError, MemoryError,
)  # fmt: skip
_DAMAGED = "The zip is damaged or cut off: make it anew and send it again."


def is_zip(raw: bytes) -> bool:
    """Whether the bytes begin as a zip does."""
    return raw.startswith(_STARTS)


def unzip(name: str, raw: bytes) -> tuple[dict[str, bytes], list[Problem]]:
    """The files by their path in the zip, and what was not taken. Takes any bytes; `name` is what problems point at."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            infos = [info for info in archive.infolist() if not _is_junk(info)]
            refusal = _whole(infos)
            if refusal:
                return {}, [Problem(name, 1, 1, refusal)]
            return _members(name, archive, infos)
    except _BROKEN:
        return {}, [Problem(name, 1, 1, _DAMAGED)]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip; the same bytes for the same files, whenever it is made.

    They are stored, not packed: packing would hold up everyone else at the database.
    """
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for path, raw in sorted(files.items()):
            info = zipfile.ZipInfo(path)
            info.external_attr = 0o644 << 16
            archive.writestr(info, raw)
    return stored.getvalue()


def _whole(infos: list[zipfile.ZipInfo]) -> str | None:
    """Why nothing of it is unpacked."""
    if len(infos) > MAX_FILES:
        return f"The zip holds {len(infos):,} files, and {MAX_FILES} is the most: send only those that you changed."
    total = sum(info.file_size for info in infos)
    if total > MAX_TOTAL or any(_is_bomb(info.file_size, info.compress_size) for info in infos):
        return (
            f"The zip would unpack to {total / 1_000_000:,.1f} MB, far more than texts do: "
            "send only the files that you changed."
        )
    return None


def _is_bomb(size: int, packed: int) -> bool:
    return size > _FROM and size > MAX_RATIO * max(packed, 1)


def _members(
    name: str, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]
) -> tuple[dict[str, bytes], list[Problem]]:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    taken: set[str] = set()
    for info in infos:
        path = info.filename.replace("\\", "/")
        refusal = _refusal(info, path, taken)
        if refusal is None:
            taken.add(path.casefold())
            problem = _unpack(archive, info, path, files)
        else:
            problem = Problem(name, 1, 1, refusal)
        problems += [problem] if problem else []
    return files, list(_few(name, problems))


def _refusal(info: zipfile.ZipInfo, path: str, taken: set[str]) -> str | None:
    """Why this member is not unpacked."""
    shown = quote(path)
    parts = path.split("/")
    if path != visible(path) or "\0" in info.orig_filename:
        return f"The name {shown} in the zip holds characters that nobody sees: rename the file."
    if path.startswith("/") or ":" in parts[0] or ".." in parts:
        return f"The name {shown} in the zip points out of it: zip the folder itself, and nothing around it."
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return f"{shown} in the zip is a link: put the file itself there."
    if info.flag_bits & 0x2041:
        return f"{shown} in the zip has a password: zip it without one."
    if path.lower().endswith(_ARCHIVES):
        return f"{shown} is an archive in the zip, and is not opened: unpack it first."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"{shown} in the zip is packed in a rare way: make an ordinary zip."
    if path.casefold() in taken:
        return f"The zip holds {shown} twice: take one of them out."
    return None


def _unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, files: dict[str, bytes]) -> Problem | None:
    """Unpack one member, counting what really comes; its problem."""
    shown = shorten(path, 80)
    if info.file_size > MAX_BYTES:
        return too_large(shown, info.file_size)
    try:
        with archive.open(info) as stream:
            raw = stream.read(MAX_BYTES + 1)
    except _BROKEN:
        return Problem(shown, 1, 1, "This file is damaged in the zip: make the zip anew and send it again.")
    if len(raw) > MAX_BYTES:
        return too_large(shown, len(raw))
    files[path] = raw
    return None


def _few(name: str, problems: list[Problem]) -> Iterator[Problem]:
    yield from problems[:_MOST_REPORTED]
    more = len(problems) - _MOST_REPORTED
    if more > 0:
        yield Problem(name, 1, 1, f"{more:,} more files in the zip have such mistakes: correct those above first.")


def _is_junk(info: zipfile.ZipInfo) -> bool:
    """What systems put into zips by themselves, and folders."""
    path = info.filename.replace("\\", "/")
    last = path.rstrip("/").rpartition("/")[2]
    hidden = last.startswith(".") and ".." not in path.split("/")
    return path.endswith("/") or path.startswith(_JUNK) or hidden or last.lower() in ("thumbs.db", "desktop.ini")
