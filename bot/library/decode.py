"""From the bytes of a file to text that editors, both YAML readers and we number in the same way."""

from __future__ import annotations

import re
import unicodedata

from bot.library.problem import Problem

MAX_BYTES = 1_000_000
_MOST_REPORTED = 20

_UTF8_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# Controls, line breaks that editors don't count, and characters that nobody sees or that turn the reading direction.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff"
    r"\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_INDENT = re.compile(r"^ *([\t\u00a0\u2000-\u200a\u3000])", re.MULTILINE)


def decode(file: str, raw: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text with `\\n` as its only line break (None if it can't be read), and what is wrong with it."""
    refusal = _refusal(file, raw)
    if refusal:
        return None, [refusal]
    problems: list[Problem] = []
    if raw.startswith(_UTF8_BOM):
        raw = raw[len(_UTF8_BOM) :]
        problems.append(_bom_warning(file))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, [*problems, _not_utf8(file, raw, error.start)]
    if "\r" in text:
        problems.append(_break_warning(file, text))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text, problems + _bad_characters(file, text)


def name_of(char: str) -> str:
    """Return `U+202E (right-to-left override)`."""
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'control character').lower()})"


def _refusal(file: str, raw: bytes) -> Problem | None:
    if len(raw) > MAX_BYTES:
        return too_large(file, len(raw))
    for bom, name in _OTHER_BOMS.items():
        if raw.startswith(bom):
            return Problem(file, 1, 1, f"The file is saved as {name}; save it as UTF-8.")
    if b"\0" in raw:
        return Problem(file, 1, 1, "This is not a text file, or it is saved as UTF-16; save it as text in UTF-8.")
    return None


def too_large(file: str, size: int) -> Problem:
    """Return the problem of a file over the size limit."""
    message = f"The file has {size // 1000:,} kB, the limit is {MAX_BYTES // 1000:,} kB; split it into several files."
    return Problem(file, 1, 1, message)


def _bom_warning(file: str) -> Problem:
    message = "The file starts with a byte order mark; it was left out, but save the file as UTF-8 without BOM."
    return Problem(file, 1, 1, message, severity="warning")


def _break_warning(file: str, text: str) -> Problem:
    line, column = _place(text, text.index("\r"))
    message = "Lines end in CR or CRLF; they were read as LF, but save the file with LF so that versions compare well."
    return Problem(file, line, column, message, severity="warning")


def _not_utf8(file: str, raw: bytes, start: int) -> Problem:
    before = raw[:start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    message = f"Byte 0x{raw[start]:02X} is not UTF-8; save the file as UTF-8 and write this character again."
    return Problem(file, *_place(before, len(before)), message)


def _bad_characters(file: str, text: str) -> list[Problem]:
    found = [
        Problem(file, *_place(text, match.start()), f"The invisible character {name_of(match[0])} is here; delete it.")
        for match, _ in zip(INVISIBLE.finditer(text), range(_MOST_REPORTED), strict=False)
    ]
    indented = _INDENT.search(text)
    return [*found, _indent_problem(file, text, indented)] if indented else found


def _indent_problem(file: str, text: str, match: re.Match[str]) -> Problem:
    kind = "a tab" if match[1] == "\t" else f"the character {name_of(match[1])}"
    more = len(_INDENT.findall(text)) - 1
    others = f" (and {more:,} more below)" if more else ""
    message = f"This line is indented with {kind}{others}; use spaces."
    return Problem(file, *_place(text, match.start(1)), message)


def _place(text: str, index: int) -> tuple[int, int]:
    start = text.rfind("\n", 0, index) + 1
    return text.count("\n", 0, index) + 1, index - start + 1
