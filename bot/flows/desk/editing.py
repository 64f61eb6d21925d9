"""One text, changed in a window: one word must not need a file."""

from __future__ import annotations

from bot.core.cards import Field, Form
from bot.core.effects import AskPage, Examine
from bot.flows.desk.desk import Desk, Said, rows_of
from bot.flows.desk.texts import Editable, by_key
from bot.flows.desk.words import show
from bot.library.overlay.changes import Change, apply, diff
from bot.library.overlay.floor import refusals

LONGEST = 2_000


def edit(desk: Desk, key: str) -> Said:
    """Open the window with the text as it is in the draft, or take what came back."""
    text = by_key(desk.files(desk.drafted), key)
    if text is None:
        return show(desk.card("no_text"))
    if desk.visit.values is None:
        return (AskPage(_form(desk, text), f"/content/text/{key}"),)
    words = "".join(desk.visit.values.get("words", ())).strip()
    return _changed(desk, text, words)


def _form(desk: Desk, text: Editable) -> Form:
    label, where = desk.text("edit_label"), f"{text.file} · {'.'.join(text.place)}"
    field = Field("words", label, "text", description=where[:100], required=True, max_length=LONGEST, value=text.words)
    return Form(desk.text("edit_title"), (field,))


def _changed(desk: Desk, text: Editable, words: str) -> Said:
    if desk.stale:
        return show(desk.card("stale_first", rows=((desk.button("choose", "stale", "primary"),),)))
    if words == text.words:
        return show(desk.card("same"))
    files = desk.files(desk.drafted)
    after, _ = apply(files, (Change(text.file, text.place, text.words, words),))
    found = diff(desk.base.data, after)
    refused = next(
        (sentence for change, sentence in refusals(found, desk.base.pack) if change not in desk.drafted), None
    )
    if refused:
        return show(desk.card("refused", refused))
    return (Examine("/content/draft", changes=rows_of(found)),)
