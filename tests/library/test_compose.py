from collections.abc import Iterator

import pytest
import yaml

from bot.library import compose as module
from bot.library.compose import MAX_DEPTH, MAX_PROBLEMS, compose
from bot.library.document import Document


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Run with libyaml and with the pure Python reader, which some platforms have alone."""
    if not hasattr(yaml, request.param):
        pytest.skip("this PyYAML was built without libyaml")
    monkeypatch.setattr(module, "READER", getattr(yaml, request.param))
    return request.param


def document(text: str) -> Document:
    found, problems = compose("f", text.encode())
    assert found is not None
    assert problems == ()
    return found


def problems(text: str) -> list[str]:
    return [problem.short() for problem in compose("f", text.encode())[1]]


SCALARS = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("", None),
    ("0", 0),
    ("-12", -12),
    ("1.5", 1.5),
    ("12:30", "12:30"),
    ("no", "no"),
    ("yes", "yes"),
    ("on", "on"),
    ("True", "True"),
    ("~", "~"),
    ("010", "010"),
    ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    ("1e3", "1e3"),
    (".5", ".5"),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("2026-11-22", "2026-11-22"),
    ("+5", "+5"),
    ("١٢", "١٢"),
    ("9" * 5000, "9" * 5000),
    ('"5"', "5"),
    ("'true'", "true"),
    ('""', ""),
]


@pytest.mark.parametrize(("written", "value"), SCALARS)
@pytest.mark.usefixtures("reader")
def test_words_mean_what_is_written(written: str, value: object) -> None:
    found = document(f"a: {written}\n").value(("a",))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.usefixtures("reader")
def test_keys_are_always_text() -> None:
    assert document("1: a\ntrue: b\nno: c\n'': d\n").data == {"1": "a", "true": "b", "no": "c", "": "d"}


@pytest.mark.usefixtures("reader")
def test_every_key_and_value_has_its_place() -> None:
    found = document("é: 'ü'\nlist:\n  - a: 1\n    b: [x, ÿ]\n  - |\n    long\nempty:\n")
    assert found.data == {"é": "ü", "list": [{"a": 1, "b": ["x", "ÿ"]}, "long\n"], "empty": None}
    assert found.position(("é",)) == (1, 4)
    assert found.position(("é",), key=True) == (1, 1)
    assert found.position(("list", 0)) == (3, 5)
    assert found.position(("list", 0, "b", 1)) == (4, 12)
    assert found.position(("list", 0, "b"), key=True) == (4, 5)
    assert found.position(("list", 1)) == (5, 5)
    assert found.position(("empty",)) == (7, 7)
    assert found.position(()) == (1, 1)


def test_a_loc_with_names_of_union_members_finds_the_data() -> None:
    found = document("steps:\n  - kind: hold\n    hold: {hold: 3}\n")
    assert found.path(("steps", 0, "Hold", "kind")) == ("steps", 0, "kind")
    assert found.path(("steps", 0, "hold", "kind"), "hold") == ("steps", 0, "kind")
    assert found.path(("steps", 0, "hold", "hold", "hold"), 3) == ("steps", 0, "hold", "hold")
    assert found.path(("steps", 0, "hold", "hold"), {"hold": 3}) == ("steps", 0, "hold")
    assert found.path(("steps", 7, "kind")) == ("steps",)


REFUSED = [
    ("a: 1\nb: 2\na: 3", ["f:3:1: The key 'a' is here already on line 1; keep one of the two."]),
    (
        "a: &x [1]\nb: *x",
        [
            "f:1:4: Anchors such as '&x' are not used here; write the value itself, or put the text in quotes.",
            "f:2:4: Aliases such as '*x' are not used here; write the value itself, or put the text in quotes.",
        ],
    ),
    (
        "a: !!python/object/apply:os.system [ls]",
        [
            "f:1:4: Tags such as 'tag:yaml.org,2002:python/object/apply:o…' are not used here;"
            " write the value itself, or put the text in quotes."
        ],
    ),
    ("a: 1\n---\nb: 2", ["f:2:1: A file holds one document; delete this '---', or make two files."]),
    ("%YAML 1.1\n---\na: 1", ["f:1:1: Lines that start with % are not used here; delete this one."]),
    ("? [a]\n: b", ["f:1:3: The key must be a word."]),
    (": b", ["f:1:1: The key is missing before the ':'."]),
    (
        r'a: "x\u202Ey"',
        ["f:1:4: An escape in this text makes the character U+202E (right-to-left override); delete it."],
    ),
    (r'a: "x\0y"', ["f:1:4: An escape in this text makes the character U+0000 (control character); delete it."]),
    ("[" * 40, [f"f:1:{MAX_DEPTH + 1}: This is nested more than {MAX_DEPTH} levels deep."]),
    ("- " * 40 + "a", [f"f:1:{2 * MAX_DEPTH + 1}: This is nested more than {MAX_DEPTH} levels deep."]),
]


@pytest.mark.parametrize(("text", "expected"), REFUSED, ids=[text[:12] for text, _ in REFUSED])
@pytest.mark.usefixtures("reader")
def test_what_content_does_not_need_is_refused_where_it_stands(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


INDENT = "This line does not fit the lines above: check its indentation, and the quotation marks before it."
SYNTAX = [
    ("a: b: c", "f:1:5: There is a second ': ' in this line; put the whole value in quotes."),
    ("x\ny: 1", "f:2:2: A key does not fit here: check the indentation, and whether the line above lacks its ':'."),
    ("a: @x", "f:1:4: Text that starts with @ must be in quotes."),
    ("a: `x`", "f:1:4: Text that starts with ` must be in quotes."),
    ("a: %x", "f:1:4: Text that starts with % must be in quotes."),
    ("- a\nb: 1", f"f:2:1: {INDENT}"),
    ("a:\n  b: 1\n c: 2", f"f:3:2: {INDENT}"),
    ("a: 'x' y", f"f:1:8: {INDENT}"),
    ("a: |x\n b", "f:1:5: After | or > the text starts on the next line, indented."),
    ("a: }", "f:1:4: A value is missing or cannot start with this character; put it in quotes."),
    ("a: *", "f:1:5: Text that starts with * or & must be in quotes."),
    (
        "a: [1, 2\nb: 3",
        "f:2:2: The list that opens with [ on line 1 needs ',' between its items and ']' at its end.",
    ),
]


@pytest.mark.parametrize(("text", "expected"), SYNTAX)
@pytest.mark.usefixtures("reader")
def test_syntax_errors_are_sentences(text: str, expected: str) -> None:
    found, all_problems = compose("f", text.encode())
    assert found is not None
    assert not found.complete
    assert [problem.short() for problem in all_problems] == [expected]


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 'x\nb: 1\n", "The quotation mark that opens on line 1 is never closed."),
        ('a: "\\q"', "Unknown escape after \\; inside \"…\" write \\\\ for a backslash, or use '…'."),
        ("a: {b", "The mapping that opens with { on line 1 needs ',' between its parts and '}' at its end."),
        ("%FOO\n---\na: 1\nb: : :\n", ""),
    ],
)
def test_syntax_errors_whose_column_depends_on_the_reader(text: str, expected: str) -> None:
    found = problems(text)
    assert found
    assert expected in found[-1]


@pytest.mark.usefixtures("reader")
def test_an_escape_beyond_all_characters_is_a_problem() -> None:
    assert problems(r'k: "\UFFFFFFFF"')


@pytest.mark.usefixtures("reader")
def test_problems_before_a_syntax_error_are_told_too() -> None:
    assert problems("a: 1\na: 2\nb: @") == [
        "f:2:1: The key 'a' is here already on line 1; keep one of the two.",
        "f:3:4: Text that starts with @ must be in quotes.",
    ]


@pytest.mark.usefixtures("reader")
def test_a_file_has_so_many_values_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_NODES", 50)
    assert problems("[" + "a," * 49 + "]") == []
    assert problems("[" + "a," * 50 + "]") == [
        "f:1:100: The file has more than 50 values; split it into several files."
    ]


def test_a_flood_of_problems_is_cut_short() -> None:
    found = problems("a: 1\n" * 10_000)
    assert len(found) == MAX_PROBLEMS + 1
    assert found[-1].endswith(f"Reading stopped here after {MAX_PROBLEMS} problems; correct those first.")
