"""Names as people type them on a phone, so that they can be compared."""

import unicodedata


def plain(text: str) -> str:
    """Without case, accents, punctuation and doubled spaces."""
    # Taken apart before and after: a letter in a shape of its own has no case until it is a plain one.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (" " if not letter.isalnum() else letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())
