"""Strict YAML: one pass over the reader's events gives plain data and the place of every key and value.

Refused are what content does not need and an upload could harm with: anchors and aliases, tags, several documents,
keys that are not text, equal keys, and more than `MAX_DEPTH` levels or `MAX_NODES` values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import yaml

from bot.library.decode import INVISIBLE, decode, name_of
from bot.library.document import Document, Node, Spot
from bot.library.problem import Problem, in_order, with_sources
from bot.library.scalars import Plain, resolve
from bot.library.syntax import sentence
from bot.library.words import quote

MAX_DEPTH = 30
MAX_NODES = 100_000
MAX_PROBLEMS = 100

# libyaml is about eight times faster; some platforms ship PyYAML without it.
READER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_OPENING = (yaml.CollectionStartEvent, yaml.DocumentStartEvent)


class _StopReading(Exception):  # noqa: N818 - it is no error, it ends the reading
    """Reading this file ends here; the problem is noted already."""


def compose(file: str, raw: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the file's document (None if there is no text to read) and its problems. Takes any bytes."""
    text, problems = decode(file, raw)
    if text is None:
        return None, tuple(problems)
    lines = tuple(text.split("\n"))
    if any(problem.is_error for problem in problems):
        return None, tuple(with_sources(problems, lines))
    composer = _Composer(file, text, lines)
    document = composer.document()
    return document, in_order(with_sources(problems + composer.problems, lines))


class _Composer:
    def __init__(self, file: str, text: str, lines: tuple[str, ...]) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._lines = lines
        self._nodes = 0
        self._last = Spot(1, 1)
        self._events: Iterator[Any] = _events(text)

    def document(self) -> Document:
        data: Plain = None
        root = Node(Spot(1, 1))
        complete = False
        try:
            self._next()
            first = self._next()
            if isinstance(first, yaml.DocumentStartEvent):
                self._refuse_directives(first)
                data, root = self._value(self._next(), 1)
                self._end_of_document()
            complete = True
        except _StopReading:
            pass
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
        except (yaml.YAMLError, ValueError, OverflowError):
            # The pure Python reader stumbles over impossible escapes without saying where.
            self._note(self._last, "What follows cannot be read; check the \\ escapes near here.")
        return Document(self._file, self._lines, data, root, complete)

    def _next(self) -> Any:
        event = next(self._events)
        self._last = _spot(event)
        return event

    def _note(self, spot: Spot, message: str) -> None:
        self.problems.append(Problem(self._file, spot.line, spot.column, message, width=spot.width))
        if len(self.problems) == MAX_PROBLEMS:
            message = f"Reading stopped here after {MAX_PROBLEMS} problems; correct those first."
            self.problems.append(Problem(self._file, spot.line, spot.column, message))
            raise _StopReading

    def _stop(self, spot: Spot, message: str) -> _StopReading:
        self._note(spot, message)
        return _StopReading()

    def _value(self, event: Any, depth: int) -> tuple[Plain, Node]:
        self._nodes += 1
        spot = self._last
        if depth > MAX_DEPTH:
            raise self._stop(spot, f"This is nested more than {MAX_DEPTH} levels deep.")
        if self._nodes > MAX_NODES:
            raise self._stop(spot, f"The file has more than {MAX_NODES:,} values; split it into several files.")
        self._refuse_extras(event, spot)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, spot), Node(spot)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(Node(spot), depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(Node(spot), depth)
        return None, Node(spot)

    def _scalar(self, event: Any, spot: Spot) -> Plain:
        text = cast("str", event.value)
        if event.style == '"':
            self._refuse_invisible(text, spot)
        return text if event.style else resolve(text)

    def _list(self, node: Node, depth: int) -> tuple[Plain, Node]:
        items: list[Plain] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            value, part = self._value(event, depth + 1)
            node.parts[len(items)] = part
            items.append(value)
        return items, node

    def _mapping(self, node: Node, depth: int) -> tuple[Plain, Node]:
        found: dict[str, Plain] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            spot = self._last
            key = self._key(event, depth)
            value, part = self._value(self._next(), depth + 1)
            if key is None:
                continue
            if key in found:
                earlier = node.parts[key].key or node.spot
                self._note(spot, f"The key {quote(key)} is here already on line {earlier.line}; keep one of the two.")
                continue
            part.key = spot
            found[key], node.parts[key] = value, part
        return found, node

    def _key(self, event: Any, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent) and (event.value or event.style):
            self._refuse_extras(event, self._last)
            self._scalar(event, self._last)
            return cast("str", event.value)
        self._value(event, depth + 1)
        if not isinstance(event, yaml.AliasEvent):
            what = "is missing before the ':'" if isinstance(event, yaml.ScalarEvent) else "must be a word"
            self._note(_spot(event), f"The key {what}.")
        return None

    def _refuse_extras(self, event: Any, spot: Spot) -> None:
        if isinstance(event, yaml.AliasEvent):
            found = f"Aliases such as {quote(f'*{event.anchor}')}"
        elif event.anchor is not None:
            found = f"Anchors such as {quote(f'&{event.anchor}')}"
        elif event.tag is not None:
            found = f"Tags such as {quote(event.tag)}"
        else:
            return
        self._note(spot, f"{found} are not used here; write the value itself, or put the text in quotes.")

    def _refuse_invisible(self, text: str, spot: Spot) -> None:
        found = INVISIBLE.search(text)
        if found:
            self._note(spot, f"An escape in this text makes the character {name_of(found[0])}; delete it.")

    def _refuse_directives(self, event: Any) -> None:
        if event.version or event.tags:
            self._note(_spot(event), "Lines that start with % are not used here; delete this one.")

    def _end_of_document(self) -> None:
        self._next()
        after = self._next()
        if isinstance(after, yaml.DocumentStartEvent):
            raise self._stop(_spot(after), "A file holds one document; delete this '---', or make two files.")

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        # What is not closed, or has no ':', is wrong where it begins; the reader notices lines later.
        begun = re.search("unexpected end of stream|could not find expected ':'", str(error.problem))
        mark = (error.context_mark if begun else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (self._last.line, self._last.column)
        line = min(line, len(self._lines))
        opened = error.context_mark.line + 1 if error.context_mark else line
        message = sentence(str(error.problem or error), self._lines[line - 1], column, opened)
        self.problems.append(Problem(self._file, line, column, message))


def _events(text: str) -> Iterator[Any]:
    return cast("Any", yaml).parse(text, Loader=READER)


def _spot(event: Any) -> Spot:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Spot(start.line + 1, start.column + 1, 1 if isinstance(event, _OPENING) else max(1, width))
