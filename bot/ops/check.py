"""`python -m bot check` and `schema`: the content as authors see it on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import cast

from bot.library.check import Checked, check_folder
from bot.library.compose import compose
from bot.library.output import Format, formatted

SHIPPED = Path(__file__).resolve().parents[2] / "content"


def interface_texts() -> frozenset[str]:
    """The keys of all texts that the program shows; those of the shipped content, which tests hold in step with it."""
    path = SHIPPED / "en" / "texts.yaml"
    document, _ = compose(path.name, path.read_bytes()) if path.is_file() else (None, ())
    return frozenset(cast("Mapping[str, object]", document.data)) if document else frozenset()


def check(folder: Path, today: date, style: Format) -> tuple[str, bool]:
    """The report on a content folder, and whether it can be used."""
    checked = check_folder(folder, today, required_texts=interface_texts())
    found = formatted(checked.problems, style)
    summary = _summary(folder, checked) if checked.ok and style == "text" else ""
    return "\n\n".join(part for part in (found, summary) if part), checked.ok


def _summary(folder: Path, checked: Checked) -> str:
    pack = checked.loaded.pack
    assert pack is not None
    counts = f"{len(pack.topics)} topics, {len(pack.routines)} routines, {len(pack.explainers)} pages"
    return f"{folder}: {counts}, {checked.vignettes} vignettes passed, no errors."
