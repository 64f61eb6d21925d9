"""The host's people to talk to in a crisis: a YAML file of its own, since they belong to a place and not to content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.core.crisis import Listed
from bot.library.compose import compose
from bot.library.decode import MAX_BYTES, too_large
from bot.library.document import Document
from bot.library.problem import Problem, in_order, report, with_sources
from bot.library.validate import validate


@dataclass(frozen=True, slots=True)
class CrisisFile:
    """What the file lists, or None with every problem at its place."""

    listed: Listed | None
    problems: tuple[Problem, ...] = ()

    def report(self) -> str:
        """All problems as they are printed."""
        return report(self.problems)


def read_crisis(path: Path, today: date) -> CrisisFile:
    """Read the file; a day that has not come yet is a mistake, too."""
    name = path.as_posix()
    if not path.is_file():
        return CrisisFile(None, (Problem(name, 1, 1, f"EASEBACK_CRISIS names {name}, and there is no such file."),))
    if path.stat().st_size > MAX_BYTES:
        return CrisisFile(None, (too_large(name, path.stat().st_size),))
    document, problems = compose(name, path.read_bytes())
    if document is None or not document.complete:
        return CrisisFile(None, problems)
    listed, faults = validate(Listed, document)
    if listed is not None:
        faults += _not_yet(document, listed, today)
    found = in_order([*problems, *with_sources(faults, document.lines)])
    return CrisisFile(None if any(problem.is_error for problem in found) else listed, found)


def _not_yet(document: Document, listed: Listed, today: date) -> list[Problem]:
    return [
        document.problem(("resources", at, "verified_on"), f"This day has not come yet: today is {today.isoformat()}.")
        for at, one in enumerate(listed.resources)
        if one.verified_on > today
    ]
