"""What is asked of an examination of submitted files, and what comes of it: plain values for every layer above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.library.problem import Problem

Plain = Mapping[str, Any]
"""One change as `overlay.changes.to_plain` writes it; `from_plain` reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Files that someone wants in the content: an attachment as it came (`name` and `raw`), or `files` by path.

    They may be only those that changed: all others come from the shipped content with `changes`, which the server has
    published already. A submitted file takes the whole place of the one of its name. Without any file the `changes`
    alone are examined.
    """

    today: date
    name: str = ""
    raw: bytes = field(default=b"", repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)
    changes: tuple[Plain, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that could leave a member less safe, and what to do instead."""

    change: Plain
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What came of an examination. `text` and `pack_hash` are empty where the content can't be used."""

    stopped: str = ""
    """Why there was no examination: one sentence, such as that another one is under way. Then all else is empty."""
    problems: tuple[Problem, ...] = ()
    """All of them, those of `refused` too, in the files as they were submitted; `file` is the path in the pack."""
    changes: tuple[Plain, ...] = ()
    """All that is not as in the shipped content, what was published before included."""
    refused: tuple[Refused, ...] = ()
    files: tuple[str, ...] = ()
    """The paths of the files that were submitted."""
    pack_hash: str = ""
    text: str = field(default="", repr=False)
    """The pack, as it is kept."""
    vignettes: int = 0
    """How many were run."""

    @property
    def ok(self) -> bool:
        """Whether it can be published: it was examined, and nothing in it is an error."""
        return not self.stopped and bool(self.pack_hash) and not any(problem.is_error for problem in self.problems)
