"""A submitted file looked at in a process of its own: read, laid over the shipped content, checked, and compared.

`python -m bot.library.examine` reads one request from its input and writes the findings to its output; what a hostile
file can do is then bounded by this process's memory and time.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from bot.library.check import Checked, check_files
from bot.library.compose import compose
from bot.library.document import Document
from bot.library.findings import Findings, Refused, Request
from bot.library.layout import part_of
from bot.library.load import Memory, Parts, load_parts
from bot.library.overlay.changes import Change, Files, apply, diff, from_plain, to_plain
from bot.library.overlay.edition import kept_as
from bot.library.overlay.floor import refusals
from bot.library.overlay.patch import written
from bot.library.overlay.spots import problem_at
from bot.library.problem import Problem, in_order
from bot.library.upload import files_of

MAX_PROBLEMS = 300
"""All are found, but a file with more is not helped by a longer list."""
MAX_CHANGES = 10_000
"""More values than that are other content, not a change of this one; all shipped content has about as many."""
MEMORY = 600_000_000
"""Bytes of address space of the process; the shipped content takes a fifth of it."""
CPU_SECONDS = 30


CANNOT_LAY = "These changes can't be laid over the shipped content together: send fewer of them at once."


def examine(base: Mapping[str, bytes], request: Request) -> Findings:
    """What would come of publishing the submitted files over this base and what the server has published already."""
    published = from_plain(request.changes)
    submitted, problems = _submitted(request, (*base, *(change.file for change in published)))
    if not submitted and problems:
        return Findings(problems=in_order(problems))
    memory: Memory = {}  # The base is read once, for itself and under what was submitted.
    parts = load_parts(base, "", memory=memory)
    data: Files = {path: document.data for path, document in parts.documents.items()}
    before = written(base, data, published)
    texts = cast("Mapping[str, object]", data.get("texts.yaml", {}))
    files, needed = {**before, **submitted}, frozenset(texts)
    checked = check_files(files, "", request.today, overlay=True, required_texts=needed, memory=memory)
    found = Findings(problems=(*problems, *checked.problems), files=tuple(sorted(submitted)))
    return _compared(found, parts, data, published, submitted, checked)


def _submitted(request: Request, known: Sequence[str]) -> tuple[dict[str, bytes], list[Problem]]:
    if not request.files and not request.name:
        return {}, []  # Nothing but changes, such as one text from a window.
    if not request.files:
        return files_of(request.name, request.raw, known)
    return dict(request.files), []


def _compared(
    found: Findings,
    base: Parts,
    data: Files,
    published: Sequence[Change],
    submitted: Mapping[str, bytes],
    checked: Checked,
) -> Findings:
    """The findings with what is not as in the shipped content, and what of that is refused."""
    documents = {path: compose(path, raw)[0] for path, raw in submitted.items() if part_of(path)}
    if any(document is None or not document.complete for document in documents.values()):
        return _few(found)
    new = dict(apply(data, published)[0])
    new |= {path: document.data for path, document in documents.items() if document is not None}
    changes = diff(data, new)
    if len(changes) > MAX_CHANGES:
        return _few(replace(found, problems=(*found.problems, _too_many(changes[0].file, len(changes)))))
    made, conflicts = apply(data, changes)
    if conflicts or diff(made, new):
        return Findings(stopped=CANNOT_LAY)
    refused = _refused(changes, base, documents)
    problems = (*found.problems, *(problem for _, problem in refused))
    usable = checked.loaded.pack is not None and not any(problem.is_error for problem in problems)
    text, pack_hash = kept_as(made) if usable else ("", "")
    return _few(
        Findings(
            problems=problems,
            changes=tuple(to_plain(changes)),
            refused=tuple(one for one, _ in refused),
            files=found.files,
            pack_hash=pack_hash,
            text=text,
            vignettes=checked.vignettes,
        )
    )


def _too_many(file: str, count: int) -> Problem:
    message = f"This changes {count:,} values, and {MAX_CHANGES:,} are the most: start from an export of this pack."
    return Problem(file, 1, 1, message)


def _refused(
    changes: Sequence[Change], base: Parts, documents: Mapping[str, Document | None]
) -> list[tuple[Refused, Problem]]:
    pack = base.result.pack
    if pack is None:
        return []
    return [
        (Refused(to_plain([change])[0], sentence), problem_at(documents.get(change.file), change, sentence))
        for change, sentence in refusals(changes, pack)
    ]


def _few(found: Findings) -> Findings:
    """The findings with a list of problems that can be read and sent."""
    problems = _errors_first(in_order(found.problems))
    more = len(problems) - MAX_PROBLEMS
    if more > 0:
        note = Problem(
            problems[0].file, 1, 1, f"There are {more:,} more mistakes: correct the first ones, then send it."
        )
        problems = (*problems[:MAX_PROBLEMS], note)
    return replace(found, problems=problems)


def _errors_first(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: not problem.is_error))


def limit_this_process() -> None:
    """Bound memory and processor time where the system can; elsewhere only the caller's patience ends it."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Answer one request; a mistake of this program ends the process with a traceback, which its caller tells."""
    from bot.library.findings_wire import answer, read_request

    limit_this_process()
    base, request = read_request(sys.stdin.buffer)
    sys.stdout.buffer.write(answer(examine(base, request)))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
