"""Sentences for what a YAML reader says when it gives up."""

from __future__ import annotations

import re

from bot.library.words import quote

_UNCLOSED = "The quotation mark that opens on line {line} is never closed."
_INDENT = "This line does not fit the lines above: check its indentation, and the quotation marks before it."
_LIST = "The list that opens with [ on line {line} needs ',' between its items and ']' at its end."
_MAPPING = "The mapping that opens with {{ on line {line} needs ',' between its parts and '}}' at its end."
_TAB = "There is a tab here; use spaces."
_BLOCK = "After | or > the text starts on the next line, indented."
_COLON = "A key needs ': ' after it; check the indentation, or put longer text in quotes."

# The two readers (libyaml, pure Python) word the same mistake differently.
_SENTENCES: tuple[tuple[str, str], ...] = (
    ("unexpected end of stream", _UNCLOSED),
    ("unexpected document", _UNCLOSED),
    ("tab character", _TAB),
    (r"expected ',' or '\]'", _LIST),
    ("expected ',' or '}'", _MAPPING),
    ("unknown escape", "Unknown escape after \\; inside \"…\" write \\\\ for a backslash, or use '…'."),
    ("invalid Unicode character|hexadecimal", "This \\ escape is no character; write the character itself."),
    ("expected comment or line break|chomping|indentation indicators", _BLOCK),
    ("leading space|indentation", _INDENT),
    ("expected ':'|required key|simple key", _COLON),
    ("expected key|block end|'-' indicator|document start", _INDENT),
    ("node content", "A value is missing or cannot start with this character; put it in quotes."),
    ("directive", "Lines that start with % are not used here; delete this one, or put the text in quotes."),
    ("alphabetic or numeric|alias|anchor", "Text that starts with * or & must be in quotes."),
    ("tag", "Text that starts with ! must be in quotes."),
)


def sentence(problem: str, line: str, column: int, opened: int) -> str:
    """Return a sentence for a reader's message at a column (from 1) of a line; `opened` is the line of its context."""
    char = line[column - 1 : column]
    if "cannot start any token" in problem:
        return _TAB if char == "\t" else f"Text that starts with {char} must be in quotes."
    if "mapping values are not allowed" in problem:
        return _second_colon(line, column)
    if line.lstrip().startswith(":") and not line[: column - 1].strip():
        return "The key is missing before the ':'."
    for pattern, text in _SENTENCES:
        if re.search(pattern, problem):
            return text.format(line=opened)
    return f"This is not valid YAML: {quote(problem)}."


def _second_colon(line: str, column: int) -> str:
    if re.search(r":\s", line[: column - 1]):
        return "There is a second ': ' in this line; put the whole value in quotes."
    return "A key does not fit here: check the indentation, and whether the line above lacks its ':'."
