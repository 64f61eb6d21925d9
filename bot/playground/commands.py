"""Commands as a person meets them: which they may use, and what the picker asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .model import Channel, Json, User, objects
from .world import World

TEXT, WHOLE, TRUTH, NUMBER = 3, 4, 5, 10


class NotPossible(Exception):  # noqa: N818 -- reads as what happened
    """What Discord's own client would not let a person do; the text says why."""


@dataclass(frozen=True)
class Leaf:
    """A command that can be used: its own name, or "group sub" for one inside a group."""

    command: Json
    path: tuple[Json, ...]

    @property
    def id(self) -> str:
        """The command's id, with its sub-commands' names."""
        return ":".join([self.command["id"], *(part["name"] for part in self.path)])

    @property
    def name(self) -> str:
        """The full name."""
        return " ".join([self.command["name"], *(part["name"] for part in self.path)])

    @property
    def description(self) -> str:
        """What the picker shows."""
        return (self.path[-1] if self.path else self.command).get("description", "")

    @property
    def options(self) -> list[Json]:
        """What the picker asks."""
        return (self.path[-1] if self.path else self.command).get("options") or []

    def wrap(self, options: list[Json]) -> list[Json]:
        """Options inside the sub-commands that they belong to."""
        for part in reversed(self.path):
            options = [{"name": part["name"], "type": part["type"], "options": options}]
        return options


def _leaves(command: Json, path: tuple[Json, ...] = ()) -> list[Leaf]:
    options: list[Json] = (path[-1] if path else command).get("options") or []
    inner = [option for option in options if option.get("type") in (1, 2)]
    if not inner:
        return [Leaf(command, path)]
    return [leaf for option in inner for leaf in _leaves(command, (*path, option))]


def permitted(world: World, user: User, command: Json, channel: Channel) -> bool:
    """Whether this person may use a command in this channel."""
    contexts: list[int] | None = command.get("contexts")
    if contexts is None:
        contexts = [0, 1, 2] if command.get("dm_permission", True) else [0]
    if channel.is_dm:
        return 1 in contexts and "guild_id" not in command
    needed = command.get("default_member_permissions")
    return 0 in contexts and (needed is None or _has(world.permissions(user), int(needed)))


def _has(permissions: int, needed: int) -> bool:
    # "0" hides a command from everyone but administrators.
    return needed != 0 and permissions & needed == needed


def leaves_for(world: World, user: User, channel: Channel | None = None) -> list[Leaf]:
    """Every command that this person may use here; without a channel, anywhere."""
    places = [channel] if channel else [*(c for c in world.channels.values() if not c.is_dm), world.dm_of(user.id)]
    known = [*world.guild_commands, *world.commands]
    usable = [c for c in known if any(permitted(world, user, c, place) for place in places)]
    return [leaf for command in usable for leaf in _leaves(command)]


def find(world: World, user: User, channel: Channel, name: str, kind: int = 1) -> Leaf:
    """The command of this name or id that this person may use here."""
    usable = [leaf for leaf in leaves_for(world, user, channel) if leaf.command["type"] == kind]
    for leaf in usable:
        if name.lstrip("/") in (leaf.name, leaf.id):
            return leaf
    names = ", ".join(leaf.name for leaf in usable) or "none"
    raise NotPossible(f"There is no command “{name}” for {user.name} here; there are: {names}.")


def filled(leaf: Leaf, values: Json, focused: str | None = None) -> list[Json]:
    """The options of a use of the command; while typing (`focused`) nothing is required yet."""
    known = {option["name"]: option for option in leaf.options}
    strange = [name for name in values if name not in known]
    if strange:
        raise NotPossible(f"/{leaf.name} has no option “{strange[0]}”; it has: {', '.join(known) or 'none'}.")
    missing = [o["name"] for o in leaf.options if o.get("required") and values.get(o["name"]) in (None, "")]
    if missing and focused is None:
        raise NotPossible(f"/{leaf.name} needs a value for “{missing[0]}”.")
    used = {name: value for name, value in values.items() if value not in (None, "") or name == focused}
    return leaf.wrap([_value(known[name], value, name == focused) for name, value in used.items()])


def _value(option: Json, value: Any, focused: bool) -> Json:
    data: Json = {"name": option["name"], "type": option["type"]}
    if focused:
        return data | {"value": str(value), "focused": True}
    return data | {"value": _converted(option, value)}


def _converted(option: Json, value: Any) -> Any:
    kind, name = option["type"], option["name"]
    for choice in objects(option.get("choices")):
        if value in (choice["value"], choice["name"]):
            return choice["value"]
    if option.get("choices"):
        raise NotPossible(f"“{value}” is no choice of “{name}”.")
    try:
        result: Any = {WHOLE: int, NUMBER: float, TRUTH: _truth}.get(kind, str)(value)
    except ValueError:
        raise NotPossible(f"“{value}” does not fit the option “{name}”.") from None
    _bounds(option, result)
    return result


def _truth(value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() in ("true", "yes", "1", "on")


def _bounds(option: Json, value: Any) -> None:
    size = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if option.get(low) is not None and size < option[low]:
        raise NotPossible(f"“{option['name']}” must be at least {option[low]}.")
    if option.get(high) is not None and size > option[high]:
        raise NotPossible(f"“{option['name']}” must be at most {option[high]}.")
