"""What an unquoted word means: only true, false, null, plain whole numbers and plain decimals are not text.

YAML 1.1 would read `12:30` as 750, `no` as false and `010` as 8. Here they stay what somebody wrote.
"""

from __future__ import annotations

import re

Plain = bool | int | float | str | None | list["Plain"] | dict[str, "Plain"]

_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
# 15 digits survive every reader of JSON; a longer run of digits is an identifier, not an amount.
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


def resolve(word: str) -> bool | int | float | str | None:
    """Return the value of an unquoted word."""
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else word
