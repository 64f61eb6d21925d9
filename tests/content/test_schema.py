"""The JSON Schemas beside the content: in step with the program, named by each file, and met by each."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.library.compose import compose
from bot.library.layout import part_of
from bot.library.schema import first_line, name_of, schemas

CONTENT = Path(__file__).parents[2] / "content"
FILES = sorted(path.relative_to(CONTENT / "en").as_posix() for path in (CONTENT / "en").rglob("*.yaml"))


@cache
def validator(name: str) -> Any:
    schema = json.loads((CONTENT / "schema" / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def errors(path: str, data: object) -> list[str]:
    part = part_of(path)
    assert part is not None
    return [error.message for error in validator(name_of(part)).iter_errors(data)]


def loaded(path: str) -> Any:
    document, problems = compose(path, (CONTENT / "en" / path).read_bytes())
    assert document is not None, problems
    return document.data


def test_the_schemas_are_those_that_the_program_writes() -> None:
    """After a change of a model: `python -m bot schema`."""
    there = {path.name: path.read_text(encoding="utf-8") for path in (CONTENT / "schema").iterdir()}
    assert there == schemas()


@pytest.mark.parametrize("path", FILES)
def test_each_file_names_its_schema_and_meets_it(path: str) -> None:
    text = (CONTENT / "en" / path).read_text(encoding="utf-8")
    named = text.partition("\n")[0]
    assert named == first_line(path)
    assert (CONTENT / "en" / path).parent.joinpath(named.partition("=")[2]).is_file()
    assert errors(path, loaded(path)) == []


def test_mistakes_are_seen_and_short_conditions_are_not_mistakes() -> None:
    topic = loaded("topics/back.yaml")
    for when in ({"nrs": 3}, {"tried": "x"}, {"tried": ["x", "y"]}, {"nrs": {"min": 3}}, [{"tried": "x"}, {"nrs": 4}]):
        assert errors("topics/back.yaml", {**topic, "rows": [{**topic["rows"][0], "when": when}]}) == []
    for wrong in ({"nrs": {"mni": 3}}, {"nrs": True}, "always"):
        assert errors("topics/back.yaml", {**topic, "rows": [{**topic["rows"][0], "when": wrong}]})
    assert errors("topics/back.yaml", {**topic, "colour": "red"})


def test_keys_are_explained() -> None:
    schema = json.loads((CONTENT / "schema" / "routines.schema.json").read_text(encoding="utf-8"))
    assert "Limits that bar this step" in schema["$defs"]["Step"]["properties"]["not_if"]["description"]
