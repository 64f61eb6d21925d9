"""Everything that is wrong with a pack, in one pass: what does not load, what the linter finds, what vignettes show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.library.lint import claims, dead_ends, ease_of_reading, gate, mentions, reach, rendered, timers, wording
from bot.library.lint.material import Material
from bot.library.load import LoadResult, Memory, Parts, load_pack, load_parts, read_folder
from bot.library.problem import Problem, in_order, report, with_sources
from bot.library.run_vignettes import run_all

Subject = Callable[[Material], Iterator[Problem]]

SUBJECTS: tuple[Subject, ...] = (
    gate.problems,
    reach.problems,
    dead_ends.problems,
    claims.problems,
    timers.problems,
    mentions.problems,
    rendered.problems,
    wording.problems,
    ease_of_reading.problems,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A load with all its problems; `vignettes` is how many were run."""

    loaded: LoadResult
    problems: tuple[Problem, ...]
    vignettes: int = 0

    @property
    def ok(self) -> bool:
        """Return whether there is no error; warnings do no harm."""
        return not any(problem.is_error for problem in self.problems)

    def report(self) -> str:
        """Return all problems as they are printed."""
        return report(self.problems)


def check_folder(folder: Path, today: date, *, overlay: bool = False, required_texts: Collection[str] = ()) -> Checked:
    """Check a folder such as content/en. `today` is the day by which reviews are overdue."""
    if not folder.is_dir():
        loaded = load_pack(folder)
        return Checked(loaded, loaded.problems)
    files, problems = read_folder(folder)
    where = folder.as_posix()
    return check_files(files, where, today, overlay=overlay, required_texts=required_texts, problems=problems)


def check_files(
    files: Mapping[str, bytes],
    where: str,
    today: date,
    *,
    overlay: bool = False,
    required_texts: Collection[str] = (),
    problems: Collection[Problem] = (),
    memory: Memory | None = None,
) -> Checked:
    """Check the files of a pack by their path in it. In an `overlay`, findings about words are warnings.

    `memory`: see `load_parts`.
    """
    parts = load_parts(files, where, required_texts=required_texts, problems=problems, memory=memory)
    material = Material(parts.values, parts.documents, parts.result.pack, today, overlay)
    found = list(parts.result.problems)
    found += _with_lines(parts, (problem for subject in SUBJECTS for problem in subject(material)))
    count = 0
    if material.pack is not None and not any(problem.is_error for problem in found):
        count, failed = run_all(material)
        found += _with_lines(parts, failed)
    return Checked(parts.result, in_order(found), count)


def _with_lines(parts: Parts, problems: Collection[Problem] | Iterator[Problem]) -> Iterator[Problem]:
    lines = {document.file: document.lines for document in parts.documents.values()}
    for problem in problems:
        yield from with_sources([problem], lines.get(problem.file, ()))
