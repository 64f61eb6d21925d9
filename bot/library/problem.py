"""A problem in a content file: one sentence at a position, and the two ways to print it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.library.words import counted, shorten, visible

Severity = Literal["error", "warning"]

_MOST_ALLOWED = 20
_FEW_ALLOWED = 8
_LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. Line and column count from 1; column counts characters, as editors show it."""

    file: str
    line: int
    column: int
    message: str
    allowed: tuple[str, ...] = ()
    hint: str = ""
    did_you_mean: str | None = None
    severity: Severity = "error"
    width: int = field(default=1, compare=False)
    source: str = field(default="", compare=False)

    @property
    def is_error(self) -> bool:
        """Return whether this problem keeps the content from being used."""
        return self.severity == "error"

    def short(self) -> str:
        """Return the problem on one line: `file:line:column: sentence`."""
        warning = "" if self.is_error else "warning: "
        few = f" Allowed: {', '.join(self.allowed)}." if 0 < len(self.allowed) <= _FEW_ALLOWED else ""
        tail = few if self.did_you_mean is None else f" Did you mean '{self.did_you_mean}'?"
        return f"{visible(self.file)}:{self.line}:{self.column}: {warning}{self.message}{tail}"

    def render(self) -> str:
        """Return the problem with its source line and a caret below the place."""
        lines = [f"{self.severity}: {self.message}", f"  --> {visible(self.file)}:{self.line}:{self.column}"]
        gutter = " " * len(str(self.line))
        if self.source:
            shown, caret = _excerpt(self.source, self.column, self.width)
            lines += [f"{gutter} |", f"{self.line} | {shown}", f"{gutter} | {caret}"]
        return "\n".join(lines + [f"{gutter} = {note}" for note in self._notes()])

    def _notes(self) -> list[str]:
        notes = [f"did you mean '{self.did_you_mean}'?"] if self.did_you_mean is not None else []
        if self.allowed:
            more = len(self.allowed) - _MOST_ALLOWED
            tail = f" … and {more} more" if more > 0 else ""
            notes.append(f"allowed: {', '.join(shorten(word) for word in self.allowed[:_MOST_ALLOWED])}{tail}")
        return [*notes, self.hint] if self.hint else notes


def with_sources(problems: Iterable[Problem], lines: Sequence[str]) -> list[Problem]:
    """Return the problems, each with the line of its file that it points at."""
    return [replace(p, source=lines[p.line - 1]) if 0 < p.line <= len(lines) else p for p in problems]


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems without repetitions, by file and position."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column)))


def report(problems: Sequence[Problem]) -> str:
    """Return all problems, rustc-like, with a last line that counts them."""
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    total = counted(errors, "error") + (f", {counted(warnings, 'warning')}" if warnings else "")
    return "\n\n".join([*(problem.render() for problem in problems), total])


def _excerpt(line: str, column: int, width: int) -> tuple[str, str]:
    """Return a window of the line around the column, and the carets that go below it."""
    start = 0 if column <= _LONGEST_LINE - 20 else column - _LONGEST_LINE // 2
    cut = visible(line[start : start + _LONGEST_LINE].replace("\t", " "))
    before = cut[: column - 1 - start]
    marked = cut[column - 1 - start : column - 1 - start + width]
    lead = "… " if start else ""
    tail = " …" if len(line) > start + _LONGEST_LINE else ""
    return f"{lead}{cut}{tail}", " " * (len(lead) + _cells(before)) + "^" * max(1, _cells(marked))


def _cells(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
