"""Marks of examples: what was learned beforehand keeps them, so that only new examples are learned at the start."""

from zlib import crc32


def mark_of(text: str) -> str:
    """Six letters that stand for an example."""
    number = crc32(text.encode())
    letters: list[str] = []
    for _ in range(6):
        number, digit = divmod(number, 58)
        letters.append("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit])
    return "".join(letters)
