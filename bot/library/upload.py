"""What someone sent, one YAML file or a zip of several, into files by their path in the pack.

Nothing is written to a disk and nothing is believed of what a zip says about itself: sizes are counted while unpacking.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import PurePosixPath

from bot.library.layout import PARTS, Part, part_of
from bot.library.problem import Problem
from bot.library.schema import name_of
from bot.library.unzip import is_zip, unzip
from bot.library.words import joined, nearest, quote, shorten

MAX_UPLOAD = 8_000_000
"""Bytes of an attachment. The whole shipped content, zipped, is less than a tenth of it."""
MOST_NAMED = 8

_SCHEMA = re.compile(rb"^#[^\n]*\$schema=\S*?([a-z]+\.schema\.json)", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\.yaml")
_HEAD = 2_000
_KINDS = {
    b"\x1f\x8b": "a gzip archive", b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a rar archive", b"BZh": "a bzip2 archive",
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an office document", b"MZ": "a program", b"\x7fELF": "a program",
    b"\xfd7zXZ": "an xz archive",
}  # fmt: skip

Read = tuple[dict[str, bytes], list[Problem]]
"""The files by their path in the pack, and what could not be taken."""


def too_big(size: int) -> str | None:
    """Why an attachment of this many bytes is not looked at, to be asked before it is fetched; None where it is."""
    if size <= MAX_UPLOAD:
        return None
    most = MAX_UPLOAD // 1_000_000
    return f"The file has {size / 1_000_000:,.1f} MB, and {most} MB is the most: send only the files that you changed."


def files_of(name: str, raw: bytes, known: Collection[str] = ()) -> Read:
    """The files that an attachment holds. `known` are the paths that the pack has by now. Takes any bytes."""
    shown = shorten(name, 80) or "file"
    refusal = too_big(len(raw)) or _refusal(name, raw)
    if refusal:
        return {}, [Problem(shown, 1, 1, refusal)]
    if is_zip(raw):
        return _from_zip(shown, raw, known)
    path, problem = placed(name, raw, known)
    return ({}, [problem]) if problem else ({path: raw}, [])


def placed(name: str, raw: bytes, known: Collection[str] = ()) -> tuple[str, Problem | None]:
    """Which path of the pack a lone file has: by its name, else by the schema that its first lines name."""
    base = name.replace("\\", "/").rpartition("/")[2]
    base = base[:-4] + ".yaml" if base.endswith(".yml") else base
    found = [path for path in (base, *known) if path.rpartition("/")[2] == base and part_of(path)]
    paths = list(dict.fromkeys(found))
    part = _by_schema(raw)
    if len(paths) > 1 and part is not None:
        paths = [path for path in paths if part_of(path) is part] or paths
    if len(paths) == 1 or (paths and paths[0] == base):
        return paths[0], None
    if not paths and part is not None:
        return _by_part(name, base, part)
    return "", _unplaced(name, base, paths, known)


def _by_schema(raw: bytes) -> Part | None:
    found = _SCHEMA.search(raw[:_HEAD].removeprefix(b"\xef\xbb\xbf"))
    return next((part for part in PARTS if found and name_of(part) == found[1].decode("ascii")), None)


def _by_part(name: str, base: str, part: Part) -> tuple[str, Problem | None]:
    if not part.many:
        return part.name, None
    return (f"{part.name}/{base}", None) if _NAME.fullmatch(base) else ("", _odd_name(name))


def _odd_name(name: str) -> Problem:
    message = "The name of a new file has only letters, digits, dots, - and _, such as my-page.yaml: rename it."
    return Problem(shorten(name, 80), 1, 1, message)


def _unplaced(name: str, base: str, paths: list[str], known: Collection[str]) -> Problem:
    if paths:
        message = f"The pack has {joined(paths, 'and')}: send a zip with the file in its folder."
        return Problem(shorten(name, 80), 1, 1, message)
    names = {path.rpartition("/")[2] for path in (*known, *(part.name for part in PARTS if not part.many))}
    message = "The pack has no file of this name: rename it, or keep the first line, which names its schema."
    patterns = tuple(part.pattern for part in PARTS)
    return Problem(shorten(name, 80), 1, 1, message, allowed=patterns, did_you_mean=nearest(base, sorted(names)))


def _refusal(name: str, raw: bytes) -> str | None:
    if not raw:
        return "The file is empty: send a .yaml file, or a zip of several."
    for start, kind in _KINDS.items():
        if raw.startswith(start):
            return f"This is {kind}: send a .yaml file, or a zip of several."
    if name.lower().endswith(".zip") and not is_zip(raw):
        return "This is no zip, or it is damaged: make it anew, or send a .yaml file."
    if not name.lower().endswith((".yaml", ".yml", ".zip")) and not is_zip(raw):
        return f"The name {quote(name)} must end in .yaml or .zip: send a .yaml file, or a zip of several."
    return None


def _from_zip(shown: str, raw: bytes, known: Collection[str]) -> Read:
    members, problems = unzip(shown, raw)
    roots = {root for path in members if (root := _root_of(path)) is not None}
    if len(roots) > 1:
        several = joined([quote(root or ".") for root in sorted(roots)[:MOST_NAMED]], "and")
        return {}, [*problems, Problem(shown, 1, 1, f"The zip holds several packs, in {several}: send one of them.")]
    files: dict[str, bytes] = {}
    others: list[str] = []
    for path, data in members.items():
        problems += _take(files, others, path, next(iter(roots), ""), data, known)
    if others:
        problems.append(_left_out(shown, others))
    if not files and not any(problem.is_error for problem in problems):
        problems.append(Problem(shown, 1, 1, "The zip holds no content file: put the changed .yaml files into it."))
    return files, problems


def _take(
    files: dict[str, bytes], others: list[str], path: str, root: str, data: bytes, known: Collection[str]
) -> list[Problem]:
    """Put one member of a zip where it belongs; what is wrong with it."""
    if not path.lower().endswith((".yaml", ".yml")):
        others.append(path)
        return []
    inner = path.removeprefix(f"{root}/") if root else path
    problem = None
    if part_of(inner) is None:
        inner, problem = placed(path, data, known)
    elif inner not in known and not _NAME.fullmatch(inner.rpartition("/")[2]):
        problem = _odd_name(path)
    if problem is None and inner in files:
        problem = Problem(shorten(path, 80), 1, 1, f"The zip holds {inner} twice: take one of them out.")
    if problem is None:
        files[inner] = data
    return [problem] if problem else []


def _root_of(path: str) -> str | None:
    """The folder in which a file of a pack lies: the shortest that makes its path one of a pack; None for others."""
    pure = PurePosixPath(path)
    for depth in range(len(pure.parts)):
        if part_of("/".join(pure.parts[depth:])):
            return "/".join(pure.parts[:depth])
    return None


def _left_out(shown: str, others: list[str]) -> Problem:
    named = joined([quote(path) for path in others[:MOST_NAMED]], "and")
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    return Problem(shown, 1, 1, f"Left out, for no pack has such files: {named}{more}.", severity="warning")
