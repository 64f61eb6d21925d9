"""Problems for machines: one JSON document, or the annotations that GitHub shows beside a changed line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from bot.library.problem import Problem, report

Format = Literal["text", "json", "github"]
FORMATS: tuple[Format, ...] = ("text", "json", "github")


def formatted(problems: Sequence[Problem], style: Format) -> str:
    """Return all problems in a format; an empty text where there is nothing to say."""
    if style == "json":
        return as_json(problems)
    if style == "github":
        return "\n".join(_annotation(problem) for problem in problems)
    return report(problems) if problems else ""


def as_json(problems: Sequence[Problem]) -> str:
    """Return `{"errors": 1, "warnings": 0, "problems": [...]}`; columns count characters from 1."""
    return json.dumps(as_plain(problems), ensure_ascii=False, indent=2)


def as_plain(problems: Sequence[Problem]) -> dict[str, object]:
    """Return the same as plain data."""
    errors = sum(problem.is_error for problem in problems)
    return {"errors": errors, "warnings": len(problems) - errors, "problems": [_plain(each) for each in problems]}


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "end_column": problem.column + problem.width,
        "message": problem.message,
        "did_you_mean": problem.did_you_mean,
        "allowed": list(problem.allowed),
        "hint": problem.hint or None,
    }


def _annotation(problem: Problem) -> str:
    place = {
        "file": problem.file,
        "line": problem.line,
        "col": problem.column,
        "endColumn": problem.column + problem.width,
    }
    fields = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
    guess = f" Did you mean '{problem.did_you_mean}'?" if problem.did_you_mean is not None else ""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"::{problem.severity} {fields}::{_escaped(problem.message + guess + hint)}"


def _escaped(text: str, more: str = "") -> str:
    """Return the text with the characters encoded that end a field or a line of a workflow command."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in text)
