"""What one version of the content changes in another, value by value, so that two versions can be laid together.

A place is a path of keys. In a list whose items have an `id`, an item is named by it (`#pee`), so that it keeps its
place when others come before it; in a list of words, a word is its own name (`=lower back`). In any other list an item
is named by its number (`[2]`) where no line has come or gone; otherwise the list is one value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.library.scalars import Plain

Files = Mapping[str, Plain]
"""The plain data of each file, by its path in the pack."""
Place = tuple[str, ...]

ID, WORD, NUMBER, ORDER = "#", "=", "[", "[order]"
WORD_LISTS = frozenset(("words", "phrases", "texts", "all", "given"))
"""Lists under these keys, and all under `concepts` and `same`, are sets of words in no order."""


class Missing:
    """Stands for a value that is not there, on either side of a change."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()
Value = Plain | Missing


@dataclass(frozen=True, slots=True)
class Change:
    """One value that is not what it was. `before` is missing for what was added, `after` for what was taken out."""

    file: str
    place: Place
    before: Value
    after: Value

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What was done."""
        if isinstance(self.before, Missing):
            return "added"
        return "removed" if isinstance(self.after, Missing) else "changed"

    @property
    def where(self) -> tuple[str, Place]:
        """The place that two changes have in common when they touch."""
        return self.file, self.place


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change whose place no longer holds what it started from: `theirs` stands there now."""

    ours: Change
    theirs: Value


def diff(old: Files, new: Files) -> tuple[Change, ...]:
    """All that is not the same, in the order of the files."""
    found: list[Change] = []
    for path in sorted({*old, *new}):
        found += _between(path, (), old.get(path, MISSING), new.get(path, MISSING))
    return tuple(found)


def apply(files: Files, changes: Sequence[Change]) -> tuple[dict[str, Plain], tuple[Conflict, ...]]:
    """The files with the changes made, and those that could not be made: there the files stay as they are.

    A change that has been made already, by whoever wrote the files, is no conflict.
    """
    # Only what is touched is copied: the shipped content is half a megabyte.
    done: dict[str, Plain] = dict(files)
    for path in {change.file for change in changes} & done.keys():
        done[path] = deepcopy(done[path])
    conflicts: list[Conflict] = []
    for change in changes:
        now = at(done, change.file, change.place)
        if now == change.after:
            continue
        if now != change.before or not _put(done, change):
            conflicts.append(Conflict(change, now))
    return done, tuple(conflicts)


def at(files: Files, file: str, place: Place) -> Value:
    """What stands at a place; MISSING where there is none."""
    value: Any = files.get(file, MISSING)
    for part in place:
        if isinstance(value, dict):
            value = cast("dict[str, Any]", value).get(part, MISSING)
        elif isinstance(value, list):
            value = _in_list(cast("list[Any]", value), part)
        else:
            return MISSING
    return value


def to_plain(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as they are stored: a side that is missing has no key."""
    rows: list[dict[str, Any]] = []
    for change in changes:
        row: dict[str, Any] = {"file": change.file, "place": list(change.place)}
        sides = {"before": change.before, "after": change.after}
        row |= {name: value for name, value in sides.items() if not isinstance(value, Missing)}
        rows.append(row)
    return rows


def from_plain(rows: Sequence[Mapping[str, Any]]) -> tuple[Change, ...]:
    """The changes as they were stored."""
    return tuple(
        Change(row["file"], tuple(row["place"]), row.get("before", MISSING), row.get("after", MISSING)) for row in rows
    )


def _between(file: str, place: Place, old: Value, new: Value) -> Iterator[Change]:
    if old is new or (old == new and type(old) is type(new)):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _between(file, (*place, str(key)), old.get(key, MISSING), new.get(key, MISSING))
        return
    if isinstance(old, list) and isinstance(new, list):
        keyed = _keyed(place, old, new)
        if keyed is not None:
            yield from _lists(file, place, *keyed)
            return
        if len(old) == len(new):
            for index, (one, other) in enumerate(zip(old, new, strict=True)):
                yield from _between(file, (*place, f"{NUMBER}{index}]"), one, other)
            return
    yield Change(file, place, old, new)


def _lists(file: str, place: Place, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        yield from _between(file, (*place, name), old.get(name, MISSING), new.get(name, MISSING))
    words = next(iter((*old, *new)), "").startswith(WORD)
    # What is added goes to the end; only where it stands elsewhere, or others have moved, does the order change.
    at_end = [*(name for name in old if name in new), *(name for name in new if name not in old)]
    if not words and at_end != list(new):
        yield Change(file, (*place, ORDER), list(at_end), list(new))


def _keyed(place: Place, *lists: Any) -> tuple[dict[str, Any], ...] | None:
    """Each list by the names of its items; None where the items have none."""
    found: list[dict[str, Any]] = []
    for items in lists:
        names = _names(place, items)
        if names is None or len(set(names)) != len(names):
            return None
        found.append(dict(zip(names, items, strict=True)))
    return tuple(found)


def _names(place: Place, items: list[Any]) -> list[str] | None:
    ids = [_id(item) for item in items]
    if items and all(ids):
        return [f"{ID}{name}" for name in ids]
    of_words = bool(place) and (place[-1] in WORD_LISTS or (len(place) > 1 and place[-2] in ("concepts", "same")))
    if of_words and all(isinstance(item, str) for item in items):
        return [WORD + item for item in items]
    return [] if not items else None


def _in_list(items: list[Any], part: str) -> Any:
    if part == ORDER:
        return [f"{ID}{_id(item)}" for item in items]
    if part.startswith(WORD):
        return part[1:] if part[1:] in items else MISSING
    if part.startswith(NUMBER):
        index = int(part[1:-1])
        return items[index] if index < len(items) else MISSING
    return next((item for item in items if _id(item) == part[1:]), MISSING)


def _id(item: Any) -> str | None:
    name: Any = cast("dict[str, Any]", item).get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else None


def _put(files: dict[str, Plain], change: Change) -> bool:
    """Make the change where its place can be found; whether it could."""
    if not change.place:
        if isinstance(change.after, Missing):
            files.pop(change.file, None)
        else:
            files[change.file] = deepcopy(change.after)
        return True
    parent: Any = at(files, change.file, change.place[:-1])
    if isinstance(parent, dict):
        _put_key(cast("dict[str, Any]", parent), change.place[-1], change.after)
        return True
    if isinstance(parent, list):
        return _put_item(cast("list[Any]", parent), change.place[-1], change.after)
    return False


def _put_key(parent: dict[str, Any], key: str, after: Value) -> None:
    if isinstance(after, Missing):
        parent.pop(key, None)
    else:
        parent[key] = deepcopy(after)


def _put_item(items: list[Any], part: str, after: Value) -> bool:
    if part == ORDER:
        rank = {name: n for n, name in enumerate(cast("list[str]", after))}
        items.sort(key=lambda item: rank.get(f"{ID}{_id(item)}", len(rank)))
        return True
    index = _index(items, part)
    if isinstance(after, Missing):
        if index is not None:
            del items[index]
        return True
    if index is None:
        items.append(deepcopy(after))
    else:
        items[index] = deepcopy(after)
    return True


def _index(items: list[Any], part: str) -> int | None:
    if part.startswith(NUMBER):
        return int(part[1:-1])
    return next((n for n, item in enumerate(items) if _in_list([item], part) is not MISSING), None)
