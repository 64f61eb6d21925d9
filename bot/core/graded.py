"""How a claim shows how sure anybody is."""

from collections.abc import Mapping

from bot.core.content.base import Claim


def graded(texts: Mapping[str, str], claim: Claim) -> str:
    """How sure anybody is, the note to it, where it comes from and when somebody last looked."""
    grade = texts[f"grade.{claim.grade.replace(' ', '_')}"]
    checked = texts["learn.checked"].replace("{date}", claim.checked_on)
    said = (grade, claim.note or "", "; ".join(claim.sources), checked)
    return texts["learn.claim"].replace("{parts}", " ".join(f"{part.rstrip('.')}." for part in said if part))
