"""What Discord refuses in a sync of commands."""

from __future__ import annotations

import re
from typing import Any

from .checks import Checker
from .errors import Flaw, Path
from .model import Json, objects

NAME = re.compile(r"^[-_'\w]{1,32}$", re.UNICODE)
SUBCOMMAND, GROUP = 1, 2
LIMITS = {1: 100, 2: 15, 3: 15}
COMMAND_TEXT_LIMIT = 8000


def command_flaws(body: Any) -> list[Flaw]:
    """Every flaw of a bulk PUT."""
    check = Checker()
    commands = check.items((), body, 0, sum(LIMITS.values()))
    seen: list[tuple[Any, Any]] = []
    for index, command in enumerate(commands):
        key = (command.get("type") or 1, command.get("name"))
        if key in seen:
            check.add((index, "name"), f"There are two commands called “{key[1]}”.")
        seen.append(key)
        _command(check, (index,), command)
    for kind, limit in LIMITS.items():
        if sum((c.get("type") or 1) == kind for c in commands) > limit:
            check.add((), f"Maximum number of commands of type {kind} reached ({limit}).")
    return check.flaws


def _command(check: Checker, path: Path, command: Json) -> None:
    kind = command.get("type") or 1
    if kind not in (1, 2, 3):
        return check.add((*path, "type"), f"There is no command type {kind}.")
    if kind == 1:
        _name(check, path, command)
        check.text((*path, "description"), command.get("description"), 1, 100)
        _options(check, path, command, depth=0)
        if _length(command) > COMMAND_TEXT_LIMIT:
            check.add(path, f"Command exceeds maximum size ({COMMAND_TEXT_LIMIT}).")
        return None
    check.text((*path, "name"), command.get("name"), 1, 32)
    if command.get("description"):
        check.add((*path, "description"), "Context menu commands cannot have a description.")
    if command.get("options"):
        check.add((*path, "options"), "Context menu commands cannot have options.")
    return None


def _name(check: Checker, path: Path, data: Json) -> None:
    name = data.get("name")
    if not isinstance(name, str) or not NAME.match(name) or name != name.lower():
        check.add((*path, "name"), f"“{name}” is no valid name: 1 to 32 lower-case letters, digits, - or _.")


def _options(check: Checker, path: Path, data: Json, depth: int) -> None:
    options = check.items((*path, "options"), data.get("options") or [], 0, 25)
    names = [option.get("name") for option in options]
    optional_before = False
    for index, option in enumerate(options):
        here = (*path, "options", index)
        _option(check, here, option, depth)
        if names.count(option.get("name")) > 1:
            check.add((*here, "name"), "Option names must be unique within a command.")
        if option.get("required") and optional_before:
            check.add(here, "Required options must be placed before non-required options.")
        optional_before = optional_before or not option.get("required")
    if 0 < sum(o.get("type") in (SUBCOMMAND, GROUP) for o in options) < len(options):
        check.add((*path, "options"), "Sub-commands cannot stand beside other options.")


def _option(check: Checker, path: Path, option: Json, depth: int) -> None:
    _name(check, path, option)
    check.text((*path, "description"), option.get("description"), 1, 100)
    kind = option.get("type")
    if not isinstance(kind, int) or kind not in range(1, 12):
        check.add((*path, "type"), f"There is no option type {kind}.")
    elif kind in (SUBCOMMAND, GROUP):
        if depth >= (2 if kind == SUBCOMMAND else 1):
            check.add(path, "Sub-commands are nested too deeply.")
        _options(check, path, option, depth + 1)
    else:
        _value(check, path, option)


def _value(check: Checker, path: Path, option: Json) -> None:
    choices = check.items((*path, "choices"), option.get("choices") or [], 0, 25)
    if choices and option.get("autocomplete"):
        check.add(path, "An option cannot have both choices and autocomplete.")
    if option.get("autocomplete") and option.get("type") not in (3, 4, 10):
        check.add(path, "Only text and number options can have autocomplete.")
    for index, choice in enumerate(choices):
        check.text((*path, "choices", index, "name"), choice.get("name"), 1, 100)
        if option.get("type") == 3:
            check.text((*path, "choices", index, "value"), choice.get("value"), 1, 100)
    check.optional_number(path, option, "min_length", 0, 6000)
    check.optional_number(path, option, "max_length", 1, 6000)


def _length(data: Json) -> int:
    own = sum(len(str(data.get(key) or "")) for key in ("name", "description"))
    choices = sum(len(str(c.get("name", ""))) + len(str(c.get("value", ""))) for c in objects(data.get("choices")))
    return own + choices + sum(_length(option) for option in objects(data.get("options")))
