"""A folder of YAML files in, a pack out, or every problem of every file at once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from bot.core.content.pack import Pack
from bot.library.compose import compose
from bot.library.crosscheck import crosscheck
from bot.library.decode import MAX_BYTES, too_large
from bot.library.document import Document
from bot.library.layout import PARTS, Part, part_of
from bot.library.problem import Problem, in_order, report, with_sources
from bot.library.validate import build, canonical, validate
from bot.library.words import nearest

FORMAT = 1
"""The version of the text in which a pack is kept."""

MAX_FILES = 500


class PackError(ValueError):
    """A kept pack cannot be read by this version of the program."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """A pack with its text and the hash of that, or None with the reasons. Warnings may come with a pack."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    hash: str = ""
    text: str = ""

    def report(self) -> str:
        """Return all problems as they are printed."""
        return report(self.problems)


def load_pack(folder: Path, *, required_texts: Collection[str] = ()) -> LoadResult:
    """Read a folder such as content/en; the pack is None if any file has an error."""
    where = folder.as_posix()
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        return LoadResult(None, (Problem(where, 1, 1, f"The content folder {where} {what}."),))
    files, problems = read_folder(folder)
    return load_files(files, where, required_texts=required_texts, problems=problems)


def load_files(
    files: Mapping[str, bytes],
    where: str,
    *,
    required_texts: Collection[str] = (),
    problems: Collection[Problem] = (),
) -> LoadResult:
    """Load a pack from the bytes of its files, by path inside the pack; problems name them below `where`."""
    return load_parts(files, where, required_texts=required_texts, problems=problems).result


def pack_from_text(text: str) -> Pack:
    """Return the pack that was kept as text."""
    try:
        kept = json.loads(text)
        if kept["format"] != FORMAT:
            raise PackError(f"The kept pack has format {kept['format']}, this program reads {FORMAT}.")
        files = cast("dict[str, object]", kept["files"])
        return _assemble({path: build(_part(path).kind, data) for path, data in files.items()})
    except PackError:
        raise
    except (ValidationError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise PackError("The kept pack does not fit this program; load its content folder again.") from error


@dataclass(frozen=True, slots=True)
class Parts:
    """A load with what it is made of, by path: the values that are right, and every document that could be read."""

    result: LoadResult
    values: Mapping[str, Any]
    documents: Mapping[str, Document]


def load_parts(
    files: Mapping[str, bytes],
    where: str,
    *,
    required_texts: Collection[str] = (),
    problems: Collection[Problem] = (),
    memory: Memory | None = None,
) -> Parts:
    """Load as `load_files` does, and keep what the pack was made of, for whoever looks at it further.

    A `memory` makes the next load read only what has changed; it holds as many files as this one.
    """
    loaded = _Loader(where, list(problems), {} if memory is None else memory)
    for path in sorted(files):
        loaded.file(path, files[path])
    loaded.missing(files)
    loaded.references(required_texts)
    return loaded.parts()


@dataclass(frozen=True, slots=True)
class _Alone:
    """What a file is by itself: its document, its value where that is right, and what is wrong with it."""

    raw: bytes
    document: Document | None
    value: Any
    problems: tuple[Problem, ...]


Memory = dict[str, _Alone]
"""Files by the name under which they were read, as they were then."""


class _Loader:
    """What is gathered while the files of one pack are read."""

    def __init__(self, where: str, problems: list[Problem], memory: Memory) -> None:
        self._where = where
        self._memory = memory
        self._problems = problems
        self._documents: dict[str, Document] = {}
        self._values: dict[str, Any] = {}
        self._paths = [problem.file.removeprefix(f"{where}/") for problem in problems]

    def file(self, path: str, raw: bytes) -> None:
        part = part_of(path)
        if part is None:
            self._problems.append(_unknown_file(self._name(path), path))
            return
        self._paths.append(path)
        name = self._name(path)
        alone = self._memory.get(name)
        if alone is None or alone.raw != raw:
            alone = self._memory[name] = _alone(part, name, raw)
        self._problems += alone.problems
        if alone.document is None:
            return
        self._documents[path] = alone.document
        if alone.value is not None:
            self._values[path] = alone.value

    def missing(self, files: Mapping[str, bytes]) -> None:
        for part in PARTS:
            if part.required and not any(part_of(path) is part for path in (*files, *self._paths)):
                what = "The folder needs at least one file" if part.many else "The file is missing:"
                self._problems.append(Problem(self._name(part.name), 1, 1, f"{what} {part.pattern}."))

    def references(self, required_texts: Collection[str]) -> None:
        broken = [path for path in self._paths if path not in self._documents]
        found = crosscheck(self._values, self._documents, broken, frozenset(required_texts))
        lines = {document.file: document.lines for document in self._documents.values()}
        for problem in found:
            self._problems += with_sources([problem], lines[problem.file])

    def parts(self) -> Parts:
        return Parts(self._result(), self._values, self._documents)

    def _result(self) -> LoadResult:
        problems = in_order(self._problems)
        if any(problem.is_error for problem in problems):
            return LoadResult(None, problems)
        files = {path: document.data for path, document in sorted(self._documents.items()) if _part(path).kept}
        text = canonical({"format": FORMAT, "files": files})
        digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
        return LoadResult(_assemble(self._values), problems, digest, text)

    def _name(self, path: str) -> str:
        return f"{self._where}/{path}" if self._where else path


def _alone(part: Part, name: str, raw: bytes) -> _Alone:
    document, problems = compose(name, raw)
    if document is None or not document.complete:
        return _Alone(raw, None, None, problems)
    value, faults = validate(part.kind, document)
    # A warning takes no error's place: a file with a byte order mark may lack its first field, too.
    taken = {(problem.line, problem.column) for problem in problems if problem.is_error}
    fresh = [fault for fault in faults if (fault.line, fault.column) not in taken]
    return _Alone(raw, document, value, (*problems, *with_sources(fresh, document.lines)))


def _part(path: str) -> Part:
    part = part_of(path)
    if part is None:
        raise PackError(f"The kept pack has a file that no pack has: {path}.")
    return part


def _assemble(values: Mapping[str, Any]) -> Pack:
    fields: dict[str, Any] = {}
    for part in (part for part in PARTS if part.kept):
        found = [values[path] for path in sorted(values) if part_of(path) is part]
        fields[part.field] = tuple(found) if part.many else found[0]
    return Pack(**fields)


def _unknown_file(name: str, path: str) -> Problem:
    known = tuple(part.pattern for part in PARTS)
    head = path.partition("/")[0]
    renamed = f"{path[:-4]}.yaml" if path.endswith(".yml") else ""
    guess = renamed if part_of(renamed) else nearest(head, [part.name for part in PARTS])
    is_content = path.endswith((".yaml", ".yml"))
    message = "No pack has a file of this name; rename it or move it out of the folder."
    problem = Problem(name, 1, 1, message, allowed=known, did_you_mean=guess)
    # A misspelt content file would be missing in silence; a stray note does no harm.
    return problem if is_content else replace(problem, severity="warning")


def read_folder(folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the bytes of all files that are no larger than the limit, and what could not be read."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for number, path in enumerate(_paths(folder, problems)):
        name = path.as_posix()
        if number >= MAX_FILES:
            problems.append(Problem(folder.as_posix(), 1, 1, f"The folder has more than {MAX_FILES} files."))
            break
        try:
            with path.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                problems.append(too_large(name, path.stat().st_size))
                continue
        except OSError as error:
            problems.append(Problem(name, 1, 1, f"The file cannot be read: {error.strerror or 'unknown cause'}."))
            continue
        files[path.relative_to(folder).as_posix()] = raw
    return files, problems


def _paths(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Yield the files of the folder in the same order everywhere; hidden ones belong to editors and systems."""

    def unreadable(error: OSError) -> None:
        problems.append(Problem(str(error.filename), 1, 1, f"The folder cannot be read: {error.strerror}."))

    for root, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(root) / name for name in sorted(names) if not name.startswith("."))
        yield from (path for path in paths if path.is_file())
