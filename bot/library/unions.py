"""One fault where pydantic reports one for each member of a union."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.library.sentences import Draft, choices, expected, label_of, wrong_choice, wrong_type
from bot.library.words import joined

Path = tuple[str | int, ...]
Members = dict[str, list["Fault"]]


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One of pydantic's errors: the path of its data, its `loc` up to there, and a draft where several were merged."""

    path: Path
    loc: Path
    error: Mapping[str, Any]
    draft: Draft | None = None

    @property
    def is_shallow(self) -> bool:
        """Return whether the value is of another kind altogether than this member of the union."""
        return expected(self.error) is not None or bool(choices(self.error))


def settle(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults with those of each union reduced to the member that was probably meant."""
    settled = list(faults)
    while found := _outermost(settled):
        before, members = found
        kept = _chosen(before, members)
        ended = {id(fault) for group in members.values() for fault in group}
        place = next(index for index, fault in enumerate(settled) if id(fault) in ended)
        settled[place:] = [*kept, *(fault for fault in settled[place:] if id(fault) not in ended)]
    return settled


def _outermost(faults: list[Fault]) -> tuple[Path, Members] | None:
    """Return the place and the members of a union in which more than one member complains."""
    groups: dict[Path, Members] = {}
    for fault in faults:
        for before, member in _members(fault):
            groups.setdefault(before, {}).setdefault(member, []).append(fault)
    unions = [group for group in groups.items() if len(group[1]) > 1]
    return min(unions, key=lambda group: len(group[0]), default=None)


def _members(fault: Fault) -> Iterator[tuple[Path, str]]:
    """Yield each part of the `loc` that names no data but a member of a union, with what is before it."""
    matched = 0
    for index, part in enumerate(fault.loc):
        if matched < len(fault.path) and part == fault.path[matched]:
            matched += 1
        elif isinstance(part, str) and part != "[key]":
            yield fault.loc[:index], part


def _chosen(before: Path, members: Members) -> list[Fault]:
    here = min((fault.path for group in members.values() for fault in group), key=len)
    close = [group for group in members.values() if not all(f.is_shallow and f.path == here for f in group)]
    if close:
        return min(close, key=len)
    return [_merged(before, [fault for group in members.values() for fault in group])]


def _merged(before: Path, faults: list[Fault]) -> Fault:
    """Return one fault for a value that fits no member: it names all that would fit."""
    first = faults[0]
    allowed = tuple(dict.fromkeys(choice for fault in faults for choice in choices(fault.error)))
    nouns = tuple(dict.fromkeys(noun for fault in faults if (noun := expected(fault.error))))
    value, label = first.error["input"], label_of(first.path)
    draft = wrong_choice(label, value, allowed + nouns) if allowed else wrong_type(label, value, joined(nouns))
    return replace(first, loc=before, draft=draft)
