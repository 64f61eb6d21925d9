"""Presses, forms and commands, from Discord to the flow and back."""

from typing import Any

import pytest

from bot.core.cards import Button, Card, Field, FieldOption, Form, Image
from bot.core.effects import Ask, Show
from tests.ui.conftest import House


def card(title: str = "How strong is it now?", *labels: str) -> Card:
    return Card(title, rows=(tuple(Button(label, label) for label in labels or ("No", "Yes")),))


def kept_views(house: House) -> tuple[int, int, int]:
    store: Any = house.client._connection._view_store
    return len(store._views), len(store._modals), len(store._synced_message_views)


async def test_a_command_answers_privately_and_a_press_edits_in_place(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Show(card("Where is it most?", "Left", "Right"), 5, 2),)
    shown = await mia.slash("back")
    assert shown.ok, shown.error
    assert shown.message is not None
    assert shown.message.ephemeral
    assert house.play.user("tom").messages() == []
    pressed = await mia.press("Yes")
    assert pressed.ok, pressed.error
    assert mia.card().id == shown.message.id
    assert "Where is it most?" in mia.card().text
    given = house.script.given("press")
    assert (given["session_id"], given["revision"], given["position"]) == (5, 1, 1)
    assert (given["who"].user_id, given["who"].name, given["who"].direct) == (mia.id, "Mia", False)
    assert given["surface"].kind == "ephemeral"
    assert given["surface"].message_id == shown.message.id
    assert given["surface"].token == pressed.token
    assert house.play.refusals == []


async def test_discord_py_keeps_nothing_of_what_was_sent(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Ask(Form("Which?", (Field("words", "Words", "text"),)), 5, 1, 0),)
    house.script.answers["submit"] = (Show(card(), 5, 2), Show(card("And this"), 5, 2, fresh=True))
    for _ in range(3):
        await mia.slash("back")
        await mia.press("No")
        assert (await mia.submit({"words": "it slips"})).ok
    assert kept_views(house) == (0, 0, 0)


async def test_a_form_comes_back_by_its_fields(house: House) -> None:
    mia = house.play.user("mia")
    form = Form(
        "Which?",
        (
            Field("q4", "Any of these?", "checkboxes", (FieldOption("fever", "Fever"), FieldOption("fall", "A fall"))),
            Field("side", "Side", "radio", (FieldOption("l", "Left"), FieldOption("r", "Right"))),
            Field("words", "In your words", "text"),
        ),
    )
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Ask(form, 5, 1, 1),)
    house.script.answers["submit"] = (Show(card("Thank you"), 5, 2),)
    await mia.slash("ql")
    assert (await mia.press("Yes")).modal is not None
    sent = await mia.submit({"q4": ["fever", "fall"], "side": "r", "words": "it slips"})
    assert sent.ok, sent.error
    given = house.script.given("submit")
    assert given["values"] == {"q4": ("fever", "fall"), "side": ("r",), "words": ("it slips",)}
    assert (given["session_id"], given["revision"], given["position"]) == (5, 1, 1)
    assert "Thank you" in mia.card().text
    assert house.play.refusals == []


@pytest.mark.parametrize("patience", [0.0])
async def test_a_slow_answer_is_deferred_and_then_shown(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Show(card("Later"), 5, 2),)
    shown = await mia.slash("back")
    assert shown.ok, shown.error
    await mia.press("No")
    assert await mia.until(lambda: "Later" in mia.card().text)
    assert mia.card().ephemeral
    assert len(mia.messages()) == 1
    types = [r.body["type"] for r in house.play.requests if "callback" in r.route]
    assert types == [5, 6]
    assert house.play.refusals == []


@pytest.mark.parametrize("patience", [0.0])
async def test_a_form_that_comes_too_late_asks_for_another_press(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Ask(Form("Which?", (Field("words", "Words", "text"),)), 5, 1, 0),)
    await mia.slash("back")
    await mia.press("No")
    assert await mia.until(lambda: "press the button again" in mia.card().text)
    assert house.play.refusals == []


async def test_a_fresh_card_leaves_the_one_under_the_button(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Show(Card("Why?"), fresh=True),)
    first = await mia.slash("back")
    await mia.press("No")
    texts = [message.text for message in mia.messages()]
    assert len(texts) == 2
    assert first.message is not None
    assert "How strong" in texts[0]
    assert "Why?" in texts[1]


async def test_a_fresh_card_of_the_session_is_its_surface_from_then_on(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = (Show(card("New"), 5, 2, fresh=True),)
    await mia.slash("back")
    assert house.script.count("sent") == 0, "a command's answer is known by its token"
    await mia.press("No")
    assert await house.until(lambda: house.script.count("sent") == 1)
    given = house.script.given("sent")
    assert given["session_id"] == 5
    assert given["surface"].message_id == mia.card().id


async def test_in_a_direct_message_the_card_stays_and_its_id_is_kept(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    shown = await mia.slash("back", channel="dm")
    assert shown.ok, shown.error
    assert shown.message is not None
    assert not shown.message.ephemeral
    assert await house.until(lambda: house.script.count("sent") == 1)
    surface = house.script.given("sent")["surface"]
    assert (surface.kind, surface.message_id) == ("dm", shown.message.id)
    assert house.script.given("open_session")["who"].direct


async def test_a_button_of_another_time_says_so(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    shown = await mia.slash("back")
    assert shown.message is not None
    house.play._world.messages[shown.message.id].components[0]["components"][1]["components"][0]["custom_id"] = "old!"
    pressed = await mia.press("No")
    assert pressed.ok, pressed.error
    assert "older version" in mia.card().text
    assert house.script.count("press") == 0


async def test_pages_need_no_session(house: House) -> None:
    mia = house.play.user("mia")
    row = (Button("Delete everything", "/me/delete", "danger"),)
    house.script.answers["page"] = lambda path, **_: (Show(Card(f"Page {path}", rows=(row,))),)
    await mia.slash("me")
    assert "Page /me" in mia.card().text
    await mia.press("Delete everything")
    assert "Page /me/delete" in mia.card().text
    await mia.slash("progress")
    assert "Page /progress" in mia.card().text
    assert house.play.refusals == []


async def test_a_flow_that_says_nothing_still_answers(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    await mia.slash("back")
    assert (await mia.press("No")).ok
    assert "How strong" in mia.card().text
    assert (await mia.slash("me")).ok


async def test_a_double_click_is_answered_twice_in_order(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(card(), 5, 1),)
    house.script.answers["press"] = lambda **_: (Show(card(f"Step {house.script.count('press')}"), 5, 2),)
    shown = await mia.slash("back")
    both = [await mia.press("No", message=shown.message), await mia.press("No", message=shown.message)]
    assert all(one.ok for one in both)
    assert "Step 2" in mia.card().text
    assert house.play.refusals == []


async def test_a_picture_and_a_file_arrive_and_go_with_their_card(house: House) -> None:
    mia = house.play.user("mia")
    image = Image("ball.png", b"not really a picture", "A ball at a wall")
    house.script.answers["open_session"] = (Show(Card("Step", rows=card().rows, image=image), 5, 1),)
    house.script.answers["press"] = (Show(card("No picture"), 5, 2),)
    house.script.answers["page"] = (Show(Card("Your data"), files=(("data.json", b"{}"),)),)
    shown = await mia.slash("back")
    assert [attachment.filename for attachment in shown.card.attachments] == ["ball.png"]
    await mia.press("No")
    assert mia.card().attachments == []
    shown = await mia.slash("me")
    assert [attachment.filename for attachment in shown.card.attachments] == ["data.json"]
    assert house.play.refusals == []


async def test_an_action_that_counts_on_an_old_card_says_what_it_is(house: House) -> None:
    mia = house.play.user("mia")
    row = (Button("Something feels wrong", "wrong", "danger"), Button("Skip", "skip"))
    house.script.answers["open_session"] = (Show(Card("Hold", rows=(row,)), 5, 1),)
    await mia.slash("back")
    await mia.press("Something feels wrong")
    assert house.script.given("press")["anyway"] == "wrong"
    await mia.press("Skip")
    assert house.script.given("press")["anyway"] is None
