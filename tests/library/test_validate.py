from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.core.content.pack import Pack
from bot.library.compose import compose
from bot.library.sentences import PATTERNS
from bot.library.validate import validate


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Colour(Enum):
    RED = "red"
    GREEN = "green"


class Hold(Strict):
    kind: Literal["hold"]
    seconds: int = Field(ge=5, le=600)


class Rest(Strict):
    kind: Literal["rest"]
    breaths: int


class Box(Strict):
    name: Annotated[str, StringConstraints(min_length=1, max_length=10, strip_whitespace=True)] = "x"
    tags: tuple[str, ...] = ()
    on: bool = False
    half: float = 0.5
    steps: tuple[Annotated[Hold | Rest, Field(discriminator="kind")], ...] = ()
    lasts: Literal["today", "session"] | int = "today"
    colour: Colour = Colour.RED
    either: str | Hold | Rest | None = None
    inner: dict[str, "Box"] = {}
    some: tuple[int, ...] = Field(default=(1,), min_length=1, max_length=2)
    for_: str = Field(default="", alias="for")
    code: Annotated[str, StringConstraints(pattern=r"^x+$")] = "x"
    keyed: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_+-]*$")], int] = {}
    low: int = 0
    high: int = 9

    @model_validator(mode="after")
    def _ordered(self) -> "Box":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


def check(text: str, kind: Any = Box) -> list[str]:
    document, problems = compose("f", text.encode())
    assert document is not None
    assert problems == ()
    value, found = validate(kind, document)
    assert (value is None) is bool(found)
    return [problem.short() for problem in found]


CASES = [
    ("nam: x", ["f:1:1: Unknown key 'nam'. Did you mean 'name'?"]),
    ("inner:\n  a:\n    tahs: []", ["f:3:5: Unknown key 'tahs' in 'a'. Did you mean 'tags'?"]),
    ("steps:\n  - kind: hold", ["f:2:5: The key 'seconds' is missing in item 1 of 'steps'."]),
    ("inner:\n  a:\n    steps: [{kind: rest}]", ["f:3:13: The key 'breaths' is missing in item 1 of 'steps'."]),
    ("steps: [{kind: hodl, seconds: 5}]", ["f:1:16: 'kind' cannot be 'hodl'. Did you mean 'hold'?"]),
    ("steps: [{seconds: 5}]", ["f:1:9: The key 'kind' is missing in item 1 of 'steps'."]),
    ("steps: [{kind: hold, seconds: 3}]", ["f:1:31: 'seconds' should be at least 5, not 3."]),
    ("steps: [{kind: hold, seconds: 601}]", ["f:1:31: 'seconds' should be at most 600, not 601."]),
    ("steps: [{kind: hold, seconds: 1.5}]", ["f:1:31: 'seconds' should be a whole number, not the number 1.5."]),
    ("steps: [{kind: hold, seconds: '12'}]", ["f:1:31: 'seconds' should be a number, not the text '12'."]),
    ("steps: [{kind: hold, seconds: 12:30}]", ["f:1:31: 'seconds' should be a whole number, not the text '12:30'."]),
    (
        "steps: [{kind: hold, seconds: 5, breaths: 2}]",
        ["f:1:34: Unknown key 'breaths' in item 1 of 'steps'. Allowed: kind, seconds."],
    ),
    ("name: 5", ["f:1:7: 'name' should be text, not the number 5."]),
    ("name: true", ["f:1:7: 'name' should be text, not true."]),
    ("name:\n  - a", ["f:2:3: 'name' should be text, not a list."]),
    ("name:", ["f:1:6: 'name' is empty; it should be text."]),
    ("name: '  '", ["f:1:7: 'name' is empty; write a text."]),
    ("name: 12 characters", ["f:1:7: 'name' has 13 characters; at most 10 are allowed."]),
    ("tags: a", ["f:1:7: 'tags' should be a list, not the text 'a'."]),
    (
        "tags: [a, 2, b, false]",
        [
            "f:1:11: Item 2 of 'tags' should be text, not the number 2.",
            "f:1:17: Item 4 of 'tags' should be text, not false.",
        ],
    ),
    ("on: yes", ["f:1:5: 'on' should be true or false, not the text 'yes'. Did you mean 'true'?"]),
    ("on: off", ["f:1:5: 'on' should be true or false, not the text 'off'. Did you mean 'false'?"]),
    ("on: 1", ["f:1:5: 'on' should be true or false, not the number 1."]),
    ("half: 010", ["f:1:7: 'half' should be a number, not the text '010'."]),
    ("lasts: tody", ["f:1:8: 'lasts' cannot be 'tody'. Did you mean 'today'?"]),
    ("lasts: [1]", ["f:1:8: 'lasts' cannot be a list. Allowed: today, session, a whole number."]),
    ("colour: blue", ["f:1:9: 'colour' cannot be 'blue'. Allowed: red, green."]),
    ("either: 5", ["f:1:9: 'either' should be text or a mapping (key: value), not the number 5."]),
    (
        "either: {kind: hold, secnds: 5}",
        [
            "f:1:1: The key 'seconds' is missing in 'either'.",
            "f:1:22: Unknown key 'secnds' in 'either'. Did you mean 'seconds'?",
        ],
    ),
    ("some: []", ["f:1:7: 'some' has 0 items; it needs at least 1."]),
    ("some: [1, 2, 3]", ["f:1:7: 'some' has more items than the 2 that are allowed."]),
    ("some: [a]", ["f:1:8: Item 1 of 'some' should be a whole number, not the text 'a'."]),
    ("for: 5", ["f:1:6: 'for' should be text, not the number 5."]),
    ("for_: x", ["f:1:1: Unknown key 'for_'. Did you mean 'for'?"]),
    ("code: xy", ["f:1:7: 'code' should be text that fits the pattern ^x+$, not 'xy'."]),
    (
        "keyed:\n  a b: 1",
        ["f:2:3: The key 'a b' should be a name of letters, digits, _, + and -, without spaces, not 'a b'."],
    ),
    ("keyed:\n  a: x", ["f:2:6: 'a' should be a whole number, not the text 'x'."]),
    ("inner:\n  a: {low: 9, high: 1}", ["f:2:6: 'a': low is above high."]),
    ("low: 9\nhigh: 1", ["f:1:1: The file: low is above high."]),
    ("[a]", ["f:1:1: The file should be a mapping (key: value), not a list."]),
    ("text", ["f:1:1: The file should be a mapping (key: value), not the text 'text'."]),
    ("", ["f:1:1: The file is empty."]),
    ("# only a comment", ["f:1:1: The file is empty."]),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_each_error_is_a_sentence_at_its_place(text: str, expected: list[str]) -> None:
    assert check(text) == expected


def test_all_problems_come_at_once() -> None:
    found = check("nam: x\ntags: a\non: maybe\nsteps: [{kind: hold}, {kind: x}]\n")
    assert [problem.split(": ")[0] for problem in found] == ["f:2:7", "f:3:5", "f:4:9", "f:4:30", "f:1:1"]


def test_a_text_cut_by_a_comma_says_so() -> None:
    document, _ = compose("f", b"steps: [{kind: hold, seconds: 5, and then rest}]")
    assert document
    (problem,) = validate(Box, document)[1]
    assert problem.hint == "inside { } a text with a comma must be in quotes"


def test_numbers_for_text_come_with_the_remedy() -> None:
    document, _ = compose("f", b"name: 5")
    assert document
    assert validate(Box, document)[1][0].hint == "put it in quotes to make it text"


def test_a_type_that_is_no_model_can_be_checked_too() -> None:
    assert check("a: 1\nb: x", dict[str, int]) == ["f:2:4: 'b' should be a whole number, not the text 'x'."]


def test_every_pattern_of_the_content_models_has_words() -> None:
    def patterns(schema: object) -> set[str]:
        if isinstance(schema, dict):
            own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set[str]()
            return own.union(*(patterns(part) for part in schema.values()))
        return set[str]().union(*(patterns(part) for part in schema)) if isinstance(schema, list) else set()

    found = patterns(Pack.model_json_schema())
    assert found
    assert found <= PATTERNS.keys()
