"""Problems for machines say the same as the printed ones."""

import json

from bot.library.output import formatted
from bot.library.problem import Problem

ERROR = Problem("en/a,b.yaml", 3, 5, "100% of 'x: y' is wrong.", ("one", "two"), "do this", "one", width=4)
WARNING = Problem("en/c.yaml", 1, 1, "Look again.", severity="warning")


def test_json_holds_everything_and_counts() -> None:
    found = json.loads(formatted((ERROR, WARNING), "json"))
    assert (found["errors"], found["warnings"]) == (1, 1)
    assert found["problems"][0] == {
        "severity": "error",
        "file": "en/a,b.yaml",
        "line": 3,
        "column": 5,
        "end_column": 9,
        "message": "100% of 'x: y' is wrong.",
        "did_you_mean": "one",
        "allowed": ["one", "two"],
        "hint": "do this",
    }
    assert json.loads(formatted((), "json")) == {"errors": 0, "warnings": 0, "problems": []}


def test_github_gets_one_line_each_with_its_separators_encoded() -> None:
    assert formatted((ERROR, WARNING), "github").split("\n") == [
        "::error file=en/a%2Cb.yaml,line=3,col=5,endColumn=9::100%25 of 'x: y' is wrong. Did you mean 'one'? (do this)",
        "::warning file=en/c.yaml,line=1,col=1,endColumn=2::Look again.",
    ]
    assert formatted((), "github") == ""


def test_nothing_wrong_is_nothing_said() -> None:
    assert formatted((), "text") == ""
    assert formatted((WARNING,), "text").endswith("0 errors, 1 warning")
