"""Every body of a long walk against Discord's official description. Each other town is held to it, too, at its end."""

import copy
from typing import Any

import pytest

from bot.playground.model import Recorded

from .conftest import Town, arrives, play_through, press, tick, walk
from .openapi import description, flaws

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(description() is None, reason="Discord's description of its API is not on this machine"),
]

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
ROUTES = {
    ("PUT", "/applications/{application_id}/commands"),
    ("POST", CALLBACK),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"),
    ("POST", "/users/@me/channels"),
    ("POST", "/channels/{channel_id}/messages"),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
}
"""Whatever this walk sends a body to."""

PASSED = ("18", *["No"] * 6)


async def walk_long(home: Town) -> None:
    """Through everything that looks different on the wire."""
    mia, tom, rosa = home.mia, home.tom, home.rosa
    assert (await rosa.slash("panel")).ok
    public = await mia.mention("the ball rolls away")
    assert (await mia.press("Start privately", message=public.card)).ok
    await press(mia, "About and privacy")
    await walk(mia, "18", "Not sure", *["No"] * 5, "No", "No", "No", "No")
    await tick(mia, "Yes", "Blood thinners")
    await press(mia, "3")
    await press(mia, "No, let me choose", "Type it instead")
    assert (await mia.submit({"text": "only one spot"})).ok
    for command, option in (("routine", "name"), ("learn", "page")):
        assert (await mia.autocomplete(command, option, "")).choices
    assert (await mia.slash("learn", page="trigger-points")).ok

    assert (await tom.slash("routine", name="r12")).ok
    await press(tom, *PASSED, "3", "Start")
    await arrives(tom, " · 1 of ")
    await play_through(home, tom)
    await press(tom, "2", "Easier", "No", "Keep a diary")
    assert (await tom.slash("routine", name="r2")).ok
    await press(tom, "2", "Start", "I'm ready", "I'm ready")
    await home.next_timer(tom)
    await tom.say("tight again")
    assert (await rosa.context("Ease this", tom.messages("general")[-1])).ok
    await press(rosa, "Post the button")
    await walk(tom, by="progress")
    await walk(tom, "See and take away", by="me")


async def test_a_long_walk_sends_only_what_discord_describes(home: Town) -> None:
    await walk_long(home)
    sent = [request for request in home.play.requests if request.body is not None]
    assert {(request.method, request.route) for request in sent} == ROUTES
    assert {request.body["type"] for request in sent if request.route == CALLBACK} >= {4, 7, 8, 9}
    assert any(request.files for request in sent)
    assert flaws(sent) == []


async def test_what_does_not_fit_is_found() -> None:
    button: dict[str, Any] = {"type": 2, "style": 1, "label": "Go", "custom_id": "e:1:1:0"}
    text: dict[str, Any] = {"type": 10, "content": "Hi"}
    card: dict[str, Any] = {"type": 17, "components": [text, {"type": 1, "components": [button]}]}
    good = {"type": 4, "data": {"components": [card], "flags": 1 << 15}}

    def found(path: tuple[str | int, ...], value: object, *, drop: bool = False) -> list[str]:
        body = copy.deepcopy(good)
        place: Any = body
        for step in path[:-1]:
            place = place[step]
        if drop:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        return flaws([Recorded("POST", CALLBACK, CALLBACK, body, (), 200, None)])

    line = ("data", "components", 0, "components", 0)
    row = ("data", "components", 0, "components", 1)
    assert found(("type",), 4) == []
    assert found(("type",), 77)
    assert found((*line, "type"), 99)
    assert found((*line, "content"), None, drop=True)
    assert found((*row, "components", 0, "label"), "x" * 81)
    assert found((*row, "components", 0, "custom_id"), "x" * 101)
    assert found((*row, "components", 0, "style"), "blue")
    assert found(("data", "content"), 5)
    assert found(("data", "flags"), "many")
    unknown = Recorded("POST", "/nowhere", "/nowhere", {}, (), 200, None)
    assert flaws([unknown]) == ["POST /nowhere: the description knows no such route with a body"]
