from typing import Any

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.core.cards import Button, Card, Image, Style
from bot.ui.limits import cut
from bot.ui.render import STYLES, open_button, render_card

NRS = tuple(Button(str(n), f"nrs:{n}") for n in range(11))


def flat(node: object) -> list[dict[str, object]]:
    if isinstance(node, list):
        return [found for child in node for found in flat(child)]
    if isinstance(node, dict):
        return [node, *flat(node.get("components")), *flat(node.get("component"))]
    return []


def parts(card: Card, session_id: int | None = 7, revision: int = 3) -> list[dict[str, object]]:
    return flat(render_card(card, session_id, revision).view.to_components())


def texts(card: Card) -> list[str]:
    return [str(part["content"]) for part in parts(card) if part["type"] == 10]


async def test_a_press_carries_session_revision_and_reading_position() -> None:
    card = Card("How strong is it now?", rows=(NRS[:5], NRS[5:10], NRS[10:]))
    buttons = [part for part in parts(card) if part["type"] == 2]
    assert [button["custom_id"] for button in buttons] == [f"e:7:3:{n}" for n in range(11)]
    assert [button["label"] for button in buttons] == [str(n) for n in range(11)]


async def test_pages_and_the_way_in_need_no_session() -> None:
    row = (
        Button("About", "/about"),
        Button("Also about", "/about"),
        Button("Start", "open"),
        Button("Legs", "open:calf"),
    )
    ids = [part["custom_id"] for part in parts(Card("Hello", rows=(row,)), None) if part["type"] == 2]
    assert ids == ["p:/about", "p:/about#1", "open:-", "open:calf"]


async def test_a_choice_without_its_session_is_a_bug_that_shows() -> None:
    with pytest.raises(ValueError, match="belongs to a session"):
        render_card(Card("Hello", rows=((Button("No", "no"),),)), None, 0)


async def test_urgency_is_said_in_a_word_and_not_by_colour_alone() -> None:
    assert "Urgent" in texts(Card("Call now", tone="urgent"))[0]
    assert "Please note" in texts(Card("See someone", tone="notice"))[0]
    assert texts(Card("Breathe"))[0] == "## Breathe"
    colours = {parts(Card("x", tone=tone))[0]["accent_color"] for tone in ("calm", "notice", "urgent")}
    assert len(colours) == 3


async def test_small_print_is_subdued_on_every_line() -> None:
    assert texts(Card("x", small="one\ntwo"))[-1] == "-# one\n-# two"


async def test_a_picture_brings_its_words() -> None:
    rendered = render_card(Card("x", image=Image("ball.png", b"png", "A ball at a wall")), 1, 1)
    gallery = next(part for part in flat(rendered.view.to_components()) if part["type"] == 12)
    item = gallery["items"][0]  # type: ignore[index]
    assert item["media"]["url"] == "attachment://ball.png"
    assert item["description"] == "A ball at a wall"
    assert [(file.filename, file.fp.read()) for file in rendered.files()] == [("ball.png", b"png")]
    assert rendered.files()[0].fp.read() == b"png", "a second attempt sends the picture again"


async def test_a_file_is_named_by_a_component() -> None:
    rendered = render_card(Card("Your data"), None, 0, (("data.json", b"{}"),))
    shown = next(part for part in flat(rendered.view.to_components()) if part["type"] == 13)
    assert shown["file"]["url"] == "attachment://data.json"  # type: ignore[index]


async def test_a_sixth_button_in_a_row_is_a_bug_that_shows() -> None:
    with pytest.raises(ValueError, match="6 buttons"):
        render_card(Card("x", rows=(NRS[:6],)), 1, 1)


@pytest.mark.parametrize("words", [30, 3000])
async def test_text_never_exceeds_what_discord_takes(words: int, caplog: pytest.LogCaptureFixture) -> None:
    long = " ".join(["word"] * words)
    card = Card(long, (long, long), ((Button(long, "go"),),), "urgent", long, image=Image("a.png", b"", long))
    found = parts(card)
    assert sum(len(str(part["content"])) for part in found if part["type"] == 10) <= 4000
    assert all(len(str(part["label"])) <= 80 for part in found if part["type"] == 2)
    assert len(found) <= 40
    assert all("word word" not in record.getMessage() for record in caplog.records), "the log holds no text of a card"
    assert caplog.records


@given(st.text(max_size=300), st.integers(1, 120))
def test_a_cut_fits_and_ends_at_a_word(text: str, limit: int) -> None:
    short = cut(text, limit, "text")
    assert len(short) <= limit
    assert short == text if len(text) <= limit else short.endswith("…")


def test_a_cut_takes_whole_words() -> None:
    assert cut("put the ball lower", 12, "text") == "put the…"
    assert cut("put the ball", 12, "text") == "put the ball"


async def test_views_are_over_before_they_are_sent() -> None:
    assert render_card(Card("x", rows=((Button("No", "no"),),)), 1, 1).view.is_finished()
    assert open_button("Start privately").is_finished()


async def test_a_button_is_written_as_the_library_writes_it() -> None:
    styles: tuple[Style, ...] = ("primary", "secondary", "success", "danger")
    row = tuple(Button(style, f"/{style}", style, disabled=style == "danger") for style in styles)
    written = [part for part in parts(Card("x", rows=(row,)), None) if part["type"] == 2]
    theirs = [
        ui.Button[Any](label=b.label, style=STYLES[b.style], custom_id=f"p:{b.action}", disabled=b.disabled)
        for b in row
    ]
    assert written == [one.to_component_dict() for one in theirs]


async def test_more_parts_than_discord_takes_are_a_bug_that_shows() -> None:
    rows = tuple((Button("a", "/a"),) * 5 for _ in range(7))
    with pytest.raises(ValueError, match="too many parts"):
        render_card(Card("x", rows=rows), None, 0)
