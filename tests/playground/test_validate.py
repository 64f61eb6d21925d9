"""Every rule of Discord's that the stand-in knows, with the sentence that it gives."""

from __future__ import annotations

from typing import Any

import pytest

from bot.playground.errors import Refused
from bot.playground.model import COMPONENTS_V2
from bot.playground.rest import Upload
from bot.playground.validate import message_flaws, refuse_empty
from bot.playground.validate_commands import command_flaws
from bot.playground.validate_modal import modal_flaws

Json = dict[str, Any]
V2 = {"flags": COMPONENTS_V2}


def length(where: str, low: int, high: int, found: int) -> str:
    return f"{where}: Must be between {low} and {high} in length; it is {found}."


def count(where: str, low: int, high: int, found: int) -> str:
    return f"{where}: Must have between {low} and {high} entries; it has {found}."


def text(content: str = "x") -> Json:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", label: str = "Go", **more: Any) -> Json:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label, **more}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def options(count: int) -> list[Json]:
    return [{"label": f"L{n}", "value": f"v{n}"} for n in range(count)]


def select(count: int, **more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": options(count), **more}


def v2(*components: Json) -> Json:
    return V2 | {"components": list(components)}


GOOD = [
    {"content": "x" * 2000},
    {"components": [row(*(button(f"b{n}") for n in range(5)))]},
    v2(text("x" * 4000), row(select(25))),
    v2(*(text() for _ in range(40))),
    v2({"type": 9, "components": [text()], "accessory": button()}),
    v2({"type": 17, "components": [text(), row(button()), {"type": 14, "spacing": 2}], "accent_color": 255}),
    {"content": "x", "allowed_mentions": {"parse": []}},
    {"components": [row({"type": 2, "style": 5, "url": "https://example.org", "label": "Read"})]},
]
BAD = [
    ({"content": "x" * 2001}, length("content", 0, 2000, 2001)),
    (V2 | {"content": "x"}, "content: This field cannot be used with the Components V2 flag."),
    (V2 | {"embeds": [{"title": "x"}]}, "embeds: This field cannot be used with the Components V2 flag."),
    ({"components": [text()]},
     "components.0.type: Component type 10 is not allowed here; it needs the Components V2 flag."),
    ({"components": [row(button(f"b{n}")) for n in range(6)]}, count("components", 0, 5, 6)),
    (v2(text("x" * 3000), text("y" * 1001)), "components: A message holds 4000 characters of text; this has 4001."),
    (v2(text("")), length("components.0.content", 1, 4000, 0)),
    (v2({"type": 17, "components": [text()] * 40}), "components: A message holds 40 components; this has 41."),
    (v2(row(*(button(f"b{n}") for n in range(6)))), count("components.0.components", 1, 5, 6)),
    (v2(row(button(), select(3))), "components.0: A row holds up to five buttons or one select, not both."),
    (v2(row(select(26))), count("components.0.components.0.options", 1, 25, 26)),
    (v2(row(select(3, max_values=4))),
     "components.0.components.0.max_values: There are only 3 options; it asks for 4."),
    (v2(row(button("x" * 101))), length("components.0.components.0.custom_id", 1, 100, 101)),
    (v2(row(button(), button())), "components: Component custom_id cannot be duplicated: “a”."),
    (v2(row(button(label="x" * 81))), length("components.0.components.0.label", 0, 80, 81)),
    (v2(row(button(label=""))), "components.0.components.0: A button needs a label or an emoji."),
    (v2(button()), "components.0.type: Component type 2 is not allowed here."),
    (v2({"type": 99}), "components.0.type: Component type 99 is unknown."),
    (v2({"type": 9, "components": [text()]}), "components.0.accessory: This field is required."),
    (v2({"type": 11, "media": {"url": "https://example.org/a.png"}}),
     "components.0.type: Component type 11 is not allowed here."),
    (v2({"type": 13, "file": {"url": "attachment://no.csv"}}),
     "components.0.file.url: There is no attachment for attachment://no.csv."),
    (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions: parse:[“users”] and users:[ids…] are mutually exclusive.",
    ),
    ({"content": "x", "nonce": "n" * 26}, "nonce: Must be 25 or fewer in length; it is 26."),
    ({"content": "x", "flags": "many"}, "flags: This field must be a whole number."),
]  # fmt: skip


@pytest.mark.parametrize("body", GOOD)
def test_good_messages_pass(body: Json) -> None:
    assert message_flaws(body, []) == []


@pytest.mark.parametrize(("body", "flaw"), BAD)
def test_bad_messages_are_refused(body: Json, flaw: str) -> None:
    assert [str(f) for f in message_flaws(body, [])] == [flaw]


@pytest.mark.parametrize("body", [{}, {"content": " \n"}, {"components": []}])
def test_nothing_to_show_is_refused(body: Json) -> None:
    with pytest.raises(Refused, match="Cannot send an empty message"):
        refuse_empty(body, [])
    refuse_empty(body, [Upload("files[0]", "a.txt", b"x")])


def test_a_file_over_ten_megabytes_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        message_flaws({"content": "x"}, [Upload("files[0]", "a.bin", bytes(10 * 1024 * 1024 + 1))])
    assert (refused.value.status, refused.value.code) == (413, 40005)


def label(component: Json, name: str = "L", **more: Any) -> Json:
    return {"type": 18, "label": name, "component": component, **more}


def group(count: int, kind: int = 22, **more: Any) -> Json:
    return {"type": kind, "custom_id": "g", "options": options(count), **more}


def field(custom_id: str = "f", **more: Any) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 1, **more}


def modal(*parts: Json, title: str = "T") -> Json:
    return {"custom_id": "m", "title": title, "components": list(parts)}


GOOD_MODALS = [
    modal(label(group(10)), label(field()), text()),
    modal(label(group(2, kind=21))),
    modal(label(group(3, min_values=0, max_values=3, required=False))),
    modal(row(field(label="Old style"))),
    modal(label({"type": 23, "custom_id": "c"}), label(select(25)), label({"type": 19, "custom_id": "u"})),
]
BAD_MODALS = [
    (modal(*(text() for _ in range(6))), count("data.components", 1, 5, 6)),
    (modal(text(), title="x" * 46), length("data.title", 1, 45, 46)),
    (modal(label(field(), "x" * 46)), length("data.components.0.label", 1, 45, 46)),
    (
        modal(label(field(), description="x" * 101)),
        length("data.components.0.description", 1, 100, 101),
    ),
    (modal(label(group(1))), count("data.components.0.component.options", 2, 10, 1)),
    (
        modal(label(group(11, kind=21))),
        count("data.components.0.component.options", 2, 10, 11),
    ),
    (modal(label(field()), label(field())), "data.components: Component custom_id cannot be duplicated: “f”."),
    (modal(label(button())), "data.components.0.component.type: Component type 2 is not allowed in a label."),
    (modal(row(button())), "data.components.0.components.0.type: Component type 2 is not allowed in a modal's row."),
    (modal(group(3)), "data.components.0.type: Component type 22 is not allowed at the top of a modal."),
    (
        modal(label(field(label="twice"))),
        "data.components.0.component.label: A text input in a label cannot have a label of its own.",
    ),
    (
        modal(label(field(min_length=9, max_length=2))),
        "data.components.0.component.max_length: max_length must not be less than min_length.",
    ),
]


@pytest.mark.parametrize("data", GOOD_MODALS)
def test_good_modals_pass(data: Json) -> None:
    assert modal_flaws(data) == []


@pytest.mark.parametrize(("data", "flaw"), BAD_MODALS)
def test_bad_modals_are_refused(data: Json, flaw: str) -> None:
    assert [str(f) for f in modal_flaws(data)] == [flaw]


def command(name: str = "back", **more: Any) -> Json:
    return {"name": name, "description": "d", "type": 1, **more}


def option(name: str = "o", **more: Any) -> Json:
    return {"name": name, "description": "d", "type": 3, **more}


BAD_COMMANDS = [
    ([command("Back")], "0.name: “Back” is no valid name: 1 to 32 lower-case letters, digits, - or _."),
    ([command("b" * 33)], f"0.name: “{'b' * 33}” is no valid name: 1 to 32 lower-case letters, digits, - or _."),
    ([command(description="")], length("0.description", 1, 100, 0)),
    ([command(), command()], "1.name: There are two commands called “back”."),
    ([command(f"c{n}") for n in range(101)], "Maximum number of commands of type 1 reached (100)."),
    ([command(options=[option(), option("p", required=True)])],
     "0.options.1: Required options must be placed before non-required options."),
    ([command(options=[option(autocomplete=True, choices=[{"name": "a", "value": "a"}])])],
     "0.options.0: An option cannot have both choices and autocomplete."),
    ([{"name": "Ease this", "type": 3, "description": "no"}],
     "0.description: Context menu commands cannot have a description."),
    ("nothing", "This field must be a list."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "flaw"), BAD_COMMANDS)
def test_bad_commands_are_refused(body: Any, flaw: str) -> None:
    assert [str(f) for f in command_flaws(body)] == [flaw]


def test_good_commands_pass() -> None:
    sub = {"type": 1, "name": "panel", "description": "d", "options": [option(required=True)]}
    menu = {"name": "Ease this", "type": 3}
    assert command_flaws([command(), command("setup", options=[sub]), menu]) == []
