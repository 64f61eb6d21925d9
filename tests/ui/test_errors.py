"""Whoever hits an error gets a sentence and a code, and the log has the cause under it."""

import asyncio
import logging
import re
import threading
from typing import Any, Literal

import aiohttp
import pytest

from bot.core.cards import Button, Card, Field, Form
from bot.core.effects import Ask, Show, Spoken
from bot.playground.rest import Call, Reply
from tests.ui.conftest import House

CARD = Card("Hello", rows=((Button("Go", "go"),),))


def breaks(**_: Any) -> tuple[Spoken, ...]:
    raise ZeroDivisionError("a value that nobody should read")


def code_in(text: str) -> str:
    found = re.search(r"code: ([0-9a-f]{6})\b", text)
    assert found, text
    return found[1]


def logged(caplog: pytest.LogCaptureFixture, code: str) -> BaseException:
    for record in caplog.records:
        if getattr(record, "easeback", {}).get("code") == code:
            assert record.exc_info
            assert record.exc_info[1] is not None
            return record.exc_info[1]
    raise AssertionError(f"nothing is logged under {code}")


async def test_a_broken_press_says_so_and_keeps_the_card(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    house.script.answers["press"] = breaks
    first = await mia.slash("back")
    pressed = await mia.press("Go")
    assert pressed.ok, pressed.error
    assert isinstance(logged(caplog, code_in(mia.card().text)), ZeroDivisionError)
    assert "nobody should read" not in mia.card().text
    assert mia.card().ephemeral
    assert first.card.id in [message.id for message in mia.messages()]
    assert "Hello" in mia.messages()[0].text


@pytest.mark.parametrize("patience", [0.0])
async def test_a_broken_press_says_so_after_a_deferral(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = breaks
    await mia.slash("back")
    assert await mia.until(lambda: "code: " in mia.card().text)
    assert isinstance(logged(caplog, code_in(mia.card().text)), ZeroDivisionError)
    assert house.play.refusals == []


async def test_a_card_that_discord_would_refuse_is_told(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, None, 1),)
    assert (await mia.slash("back")).ok
    assert isinstance(logged(caplog, code_in(mia.card().text)), ValueError)


async def test_a_broken_message_says_so_to_its_writer(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["say"] = breaks
    house.script.answers["hear"] = breaks
    assert isinstance(logged(caplog, code_in((await mia.dm("it slips")).card.text)), ZeroDivisionError)
    assert isinstance(logged(caplog, code_in((await mia.mention("it slips")).card.text)), ZeroDivisionError)
    assert "it slips" not in caplog.text


async def test_a_broken_suggestion_is_a_choice_that_says_so(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.ui.names.routines", breaks)
    offered = await house.play.user("mia").autocomplete("routine", "name", "wal")
    assert offered.ok, offered.error
    code = re.search(r"[0-9a-f]{6}", offered.choices[0]["name"])
    assert code
    logged(caplog, code[0])


async def test_an_error_before_the_command_is_reached_is_caught(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(_interaction: Any) -> bool:
        raise KeyError("options")

    monkeypatch.setattr(house.client.tree, "interaction_check", check)
    mia = house.play.user("mia")
    assert (await mia.slash("back")).ok
    assert isinstance(logged(caplog, code_in(mia.card().text)), KeyError)


async def test_a_command_that_we_do_not_know_is_synced_once(house: House) -> None:
    mia = house.play.user("mia")
    house.client.tree.remove_command("ql")
    assert (await mia.slash("ql")).ok
    assert "updated" in mia.card().text
    assert await mia.until(lambda: "ql" not in mia.commands())
    puts = [r for r in house.play.requests if r.method == "PUT"]
    assert len(puts) == 2
    await house.client.syncer.after_mismatch()
    assert len([r for r in house.play.requests if r.method == "PUT"]) == 2


async def test_an_answer_that_had_arrived_counts_as_delivered(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """discord.py sends a callback again after a 502, and Discord says that it was answered."""
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1), Show(Card("And this"), fresh=True))
    seen: list[Call] = []

    async def fault(call: Call) -> Reply | None:
        if not call.path.endswith("/callback") or seen:
            return None
        seen.append(call)
        async with aiohttp.ClientSession() as http:
            arrived = await http.post(f"{house.play.api_url}{call.path}", params=call.query, json=call.body)
            assert arrived.status == 200
        return Reply(502, {"message": "Bad gateway", "code": 0})

    house.play.faults.before.append(fault)
    caplog.set_level(logging.INFO)
    await mia.slash("back")
    assert await mia.until(lambda: len(mia.messages()) == 2)
    assert "arrived already" in caplog.text
    assert ["Hello" in message.text for message in mia.messages()] == [True, False]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_an_interaction_that_discord_forgot_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1), Show(Card("And this"), fresh=True))

    async def fault(call: Call) -> Reply | None:
        if call.path.endswith("/callback"):
            return Reply(404, {"message": "Unknown interaction", "code": 10062})
        return None

    house.play.faults.before.append(fault)
    await mia.slash("back")
    assert "came too late" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert house.script.count("sent") == 0


async def test_while_it_stops_everyone_is_told_to_wait(house: House) -> None:
    mia = house.play.user("mia")
    await house.client.wind_down(1)
    await mia.slash("back")
    assert "restarting" in mia.card().text
    assert house.script.calls == []


async def test_stopping_waits_for_what_is_under_way(house: House) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    gate = house.script.gates["open_session"] = threading.Event()
    pressing = asyncio.create_task(mia.slash("back"))
    assert await house.until(lambda: house.script.count("open_session") == 1)
    stopping = asyncio.create_task(house.client.wind_down(5))
    await asyncio.sleep(0)
    assert not stopping.done()
    gate.set()
    await stopping
    assert (await pressing).ok
    assert "Hello" in mia.card().text


async def test_a_form_in_answer_to_a_form_is_a_mistake_that_shows(house: House) -> None:
    mia = house.play.user("mia")
    ask = Ask(Form("Which?", (Field("words", "Words", "text"),)), 5, 1, 0)
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    house.script.answers["press"] = (ask,)
    house.script.answers["submit"] = (ask,)
    await mia.slash("back")
    await mia.press("Go")
    await mia.submit({"words": "x"})
    assert await mia.until(lambda: "code: " in mia.card().text)
    house.play._world.refusals.clear()


@pytest.mark.parametrize("fault", ["lost", "cut"])
async def test_a_connection_that_breaks_at_an_answer_costs_nothing(
    house: House, caplog: pytest.LogCaptureFixture, fault: Literal["lost", "cut"]
) -> None:
    """Whether Discord got the answer before the connection ended is not known, and does not matter."""
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    house.script.answers["press"] = (Show(Card("And this"), 5, 2),)
    await mia.slash("back")
    breaking = house.play.faults.lost if fault == "lost" else house.play.faults.cut
    broken = breaking("POST", "/callback")
    caplog.set_level(logging.INFO)
    await mia.press("Go")
    assert await mia.until(lambda: "sent once more" in caplog.text)
    assert broken.hits == 1
    assert await mia.until(lambda: "And this" in mia.card().text)
    assert len(mia.messages()) == 1
    assert house.script.count("press") == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@pytest.mark.parametrize("patience", [0.0])
async def test_an_answer_that_was_put_off_survives_a_broken_connection(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    broken = house.play.faults.cut("PATCH", "/messages/@original")
    await mia.slash("back")
    assert await mia.until(lambda: mia.messages() != [] and "Hello" in mia.card().text)
    assert broken.hits == 1
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_connection_that_breaks_again_is_told(house: House, caplog: pytest.LogCaptureFixture) -> None:
    mia = house.play.user("mia")
    house.script.answers["open_session"] = (Show(CARD, 5, 1),)
    house.play.faults.cut("POST", "/callback", times=2)
    await mia.slash("back")
    assert await mia.until(lambda: mia.messages() != [])
    assert isinstance(logged(caplog, code_in(mia.card().text)), aiohttp.ClientError)
