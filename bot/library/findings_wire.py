"""Requests and findings as bytes, between the bot and the process that looks at submitted files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, cast

from bot.library.findings import Findings, Refused, Request
from bot.library.problem import Problem

_LONGEST_SOURCE = 2_000


def request_bytes(base: Mapping[str, bytes], request: Request) -> Iterator[bytes]:
    """A line that says what follows, then the files one after the other; in pieces, so that nothing is copied."""
    head = {
        "today": request.today.isoformat(),
        "name": request.name,
        "raw": len(request.raw),
        "changes": list(request.changes),
        "base": [[path, len(raw)] for path, raw in base.items()],
        "files": [[path, len(raw)] for path, raw in request.files.items()],
    }
    yield json.dumps(head).encode("ascii") + b"\n"
    yield request.raw
    yield from base.values()
    yield from request.files.values()


def read_request(stream: BinaryIO) -> tuple[dict[str, bytes], Request]:
    """What `request_bytes` has sent: the base and the request."""
    head = cast("dict[str, Any]", json.loads(stream.readline()))
    raw = stream.read(head["raw"])
    base = {path: stream.read(size) for path, size in head["base"]}
    files = {path: stream.read(size) for path, size in head["files"]}
    today = date.fromisoformat(head["today"])
    return base, Request(today=today, name=head["name"], raw=raw, files=files, changes=tuple(head["changes"]))


def answer(found: Findings) -> bytes:
    """The findings as one JSON text."""
    return json.dumps(
        {
            "problems": [_problem(problem) for problem in found.problems],
            "changes": list(found.changes),
            "refused": [{"change": one.change, "sentence": one.sentence} for one in found.refused],
            "files": list(found.files),
            "pack_hash": found.pack_hash,
            "text": found.text,
            "vignettes": found.vignettes,
        }
    ).encode("ascii")


def read_answer(raw: bytes) -> Findings:
    """The findings that `answer` has written; ValueError, LookupError or TypeError where it is something else."""
    told = cast("dict[str, Any]", json.loads(raw))
    return Findings(
        problems=tuple(_told(one) for one in told["problems"]),
        changes=tuple(told["changes"]),
        refused=tuple(Refused(one["change"], one["sentence"]) for one in told["refused"]),
        files=tuple(told["files"]),
        pack_hash=told["pack_hash"],
        text=told["text"],
        vignettes=told["vignettes"],
    )


def _problem(problem: Problem) -> dict[str, Any]:
    """A problem as plain data, without a line of its file that nobody could read."""
    if len(problem.source) > _LONGEST_SOURCE:
        problem = replace(problem, source="")
    return {name: getattr(problem, name) for name in Problem.__slots__}


def _told(plain: dict[str, Any]) -> Problem:
    plain["allowed"] = tuple(plain["allowed"])
    return Problem(**plain)
