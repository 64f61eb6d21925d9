"""A composed file: its plain data, and where each key and value stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from bot.library.problem import Problem
from bot.library.scalars import Plain

Loc = Sequence[str | int]


class Spot(NamedTuple):
    """A place in a file, counted from 1, and how many characters of its line belong to it."""

    line: int
    column: int
    width: int = 1


@dataclass(slots=True)
class Node:
    """A value: its spot, the spot of the key in front of it, and its parts."""

    spot: Spot
    key: Spot | None = None
    parts: dict[str | int, Node] = field(default_factory=dict["str | int", "Node"])


@dataclass(frozen=True, slots=True)
class Document:
    """One file. `complete` is false when reading stopped before its end: then `data` is only a part."""

    file: str
    lines: tuple[str, ...]
    data: Plain
    root: Node
    complete: bool = True

    def position(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Return line and column of the value at a pydantic `loc`, or of its key."""
        spot = self.spot(loc, key=key)
        return spot.line, spot.column

    def spot(self, loc: Loc, *, key: bool = False) -> Spot:
        """Return the spot of the value at a pydantic `loc`, or of its key; of the nearest parent if it is missing."""
        node = self.node(self.path(loc))
        return node.key if key and node.key else node.spot

    def node(self, path: Loc) -> Node:
        """Return the node at a path that exists, as far as it does."""
        node = self.root
        for part in path:
            if part not in node.parts:
                break
            node = node.parts[part]
        return node

    def value(self, path: Loc) -> Plain:
        """Return the data at a path that exists."""
        value = self.data
        for part in path:
            value = cast("Any", value)[part]
        return value

    def path(self, loc: Loc, given: object = ...) -> tuple[str | int, ...]:
        """Return the part of a pydantic `loc` that names data; `given` is the value that pydantic saw there.

        pydantic puts the names of union members between the keys, and what a validator has rewritten has keys of its
        own. A part may be either: of all readings the best is one that ends at the value given, then the longest.
        """

        def rank(reading: tuple[str | int, ...]) -> tuple[bool, int]:
            return self.value(reading) == given, len(reading)

        return max(_readings(self.root, tuple(loc)), key=rank)

    def problem(self, loc: Loc, message: str, *, key: bool = False) -> Problem:
        """Return a problem at the value (or the key) of a pydantic `loc`."""
        spot = self.spot(loc, key=key)
        return Problem(self.file, spot.line, spot.column, message, width=spot.width)


def _readings(node: Node, loc: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Yield each path that `loc` can mean below the node."""
    if not loc:
        yield ()
        return
    head, rest = loc[0], loc[1:]
    if head in node.parts:
        yield from ((head, *path) for path in _readings(node.parts[head], rest))
    if isinstance(head, str) or head not in node.parts:
        yield from _readings(node, rest)
