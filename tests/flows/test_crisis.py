"""A crisis over a real store: what is said, what is kept (a number), and what moderators hear."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.core.cards import Card
from bot.core.crisis import Listed, Resource
from bot.core.effects import Announce, Direct, Edit, Post, Show, Spoken
from bot.core.guild import GuildSettings
from bot.core.records import Surface
from bot.flows import conversation, delivery, due, mention, pages
from bot.flows.env import Who
from bot.flows.tidy import tidy
from bot.storage import counts, guilds, jobs
from bot.storage.tables import metadata
from bot.storage.tx import Tx

from .conftest import START, Bench

SOFT = "i want to end it all"
DONE = "i took all my pills and i don't regret it"
FRIEND = "my friend wants to kill himself, he is not answering"
IN_DM = Who("1", "Mia", None, direct=True)
ALERTING = GuildSettings(name="Backs", moderators_channel="5", alert=True)
HERE = {"channel_id": "3", "message_id": "77"}


async def dm(bench: Bench, text: str) -> Card:
    """A direct message, and the card that answers it."""
    bench.said = await bench.run(conversation.say, IN_DM, text=text, message_id="5")
    (direct,) = [said for said in bench.said if isinstance(said, Direct)]
    assert direct.session_id is None or "fright" not in direct.card.title
    return direct.card


async def page(bench: Bench, path: str, who: Who = IN_DM) -> tuple[Spoken, ...]:
    """What comes of a page."""
    return await bench.run(pages.page, who, path=path, surface=bench.surface)


async def hear(bench: Bench, text: str, message_id: str = "77") -> tuple[Spoken, ...]:
    """A mention in channel 3 of server 9."""
    return await bench.run(mention.hear, bench.who, text=text, channel_id="3", message_id=message_id)


async def alerts(bench: Bench) -> list[Announce]:
    """What the timers that are due now post."""
    told: list[Announce] = []
    for job in await bench.store.run(jobs.claim_due, bench.now, "test"):
        told += [one for one in await bench.run(due.due, job=job) if isinstance(one, Announce)]
        await bench.store.run(jobs.finish, job.id)
    return told


async def settle(bench: Bench, settings: GuildSettings) -> None:
    """The settings of server 9."""
    await bench.store.run(guilds.save, "9", settings, bench.now)


def everything(tx: Tx) -> str:
    """Every row of every table but the content and the plain counters, as text."""
    tables = [table for table in metadata.sorted_tables if table.name not in ("packs", "counts", "meta")]
    return "\n".join(f"{table.name}: {dict(row)}" for table in tables for row in tx.execute(select(table)).rows)


async def test_the_card_comes_once_then_one_line_and_after_half_an_hour_again(bench: Bench) -> None:
    assert "alone with this" in (await dm(bench, SOFT)).title
    bench.later(minutes=10)
    quiet = await dm(bench, SOFT)
    assert quiet.title == "I'm still here"
    assert [button.action for button in quiet.buttons] == ["/people/danger", "/people/list"]
    bench.later(minutes=21)
    assert "alone with this" in (await dm(bench, SOFT)).title


async def test_what_was_done_gets_the_emergency_text_only_each_time(bench: Bench) -> None:
    for text in (DONE, SOFT, DONE):
        shown = await dm(bench, text)
    assert "even if you feel fine" in " ".join(shown.body)
    assert shown.buttons == ()
    assert shown.tone == "urgent"


async def test_nothing_is_kept_of_it_but_a_number(bench: Bench) -> None:
    await bench.to_result()
    before, person = await bench.session(), await bench.person()
    assert before is not None
    for text in (SOFT, SOFT, DONE, FRIEND):
        await dm(bench, text)
    after = await bench.session()
    assert after is not None
    assert after.state == before.state
    assert await bench.person() == person
    kept = await bench.store.read(everything)
    assert not any(word in kept.lower() for word in ("crisis", "end it", "pills", "friend", "aside': 'self"))
    assert await bench.store.read(counts.totals, "", START.date(), START.date()) == {"crisis": 4}
    bench.later(minutes=31)
    await alerts(bench)
    assert await bench.store.read(jobs.next_due) is None, "the wait is gone when it is over"


async def test_what_runs_is_paused_on_its_own_card_and_waits_behind_the_way_back(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    said = await bench.run(conversation.say, IN_DM, text=SOFT, message_id="5")
    own, card = said
    assert isinstance(own, Edit)
    assert "Paused" in " ".join(own.card.body)
    assert isinstance(card, Direct)
    assert card.surface is False
    (shown,) = await page(bench, "/people/ok")
    assert isinstance(shown, Show)
    assert shown.card.body[0].startswith("Thanks for telling me")
    assert "Go on" in [button.label for button in shown.card.buttons]
    assert "fright" not in await bench.store.read(everything)


async def test_the_menu_on_an_own_message_pauses_what_runs_elsewhere(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    shown, own = await bench.run(conversation.open_session, bench.who, surface=bench.surface, text=SOFT)
    assert isinstance(shown, Show)
    assert "alone with this" in shown.card.title
    assert shown.session_id is None
    assert isinstance(own, Edit)
    assert "Paused" in " ".join(own.card.body)


async def test_worry_about_someone_else_leaves_the_own_routine_running(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    (card,) = await bench.run(conversation.say, IN_DM, text=FRIEND, message_id="5")
    assert isinstance(card, Direct)
    assert "Thank you for looking out for them" in card.card.body[0]
    session = await bench.session()
    assert session is not None
    assert session.state["playing"]["phase"] == "running"  # pyright: ignore
    assert "/people" in [button.action for button in card.card.buttons], "it may be about themselves after all"


async def test_words_in_public_wait_for_their_writer_and_a_worry_stops_no_press(bench: Bench) -> None:
    await bench.to_result()
    await bench.press("Start", "I'm ready", "Got it")
    post, own = await hear(bench, FRIEND)
    assert isinstance(post, Post)
    assert isinstance(own, Edit)
    assert "Paused" not in " ".join(own.card.body)
    await bench.press("Pause")
    assert "Paused" in " ".join(bench.card.body)
    opened = await bench.open()
    assert "Worried about someone" in opened.title
    assert "Paused" in " ".join((await bench.open()).body), "once is enough"


async def test_what_else_was_said_in_public_is_not_lost_behind_it(bench: Bench) -> None:
    await hear(bench, "there is blood in my pee")
    await hear(bench, SOFT, "78")
    assert "alone with this" in (await bench.open()).title
    assert (await bench.person()).hold, "both were heard, and both count from when they are opened"
    assert "today" in (await bench.open()).title


async def test_a_thread_goes_with_its_channel_and_danger_is_answered_everywhere(bench: Bench) -> None:
    await settle(bench, GuildSettings(answer_in=("3",)))
    where = {"channel_id": "40", "message_id": "1"}
    assert await bench.run(mention.hear, bench.who, text="my ql is tight", **where) == ()
    assert await bench.session() is None
    assert await bench.run(mention.hear, bench.who, text="my ql is tight", parent_id="3", **where)
    assert await bench.run(mention.hear, bench.who, text=SOFT, **where)


async def test_who_is_named_is_the_servers_choice_then_the_hosts_for_its_country(bench: Bench) -> None:
    line: dict[str, Any] = {"locale": "en-GB", "contact": "116", "hours": "always", "verified_on": START.date()}
    irish: dict[str, Any] = {**line, "locale": "en-IE"}
    hosts = (Resource(name="Host line", **line), Resource(name="Irish line", **irish))
    host = replace(bench.env.host, listed=Listed(resources=hosts))
    bench.env = replace(bench.env, host=host)
    assert "line**" not in " ".join((await dm(bench, SOFT)).body), "nobody is guessed"
    (asked,) = await page(bench, "/people/list")
    assert [b.action for b in asked.card.buttons][:2] == ["/people/in/GB", "/people/in/IE"]  # pyright: ignore
    (chosen,) = await page(bench, "/people/in/IE")
    assert "Irish line" in chosen.card.body[0]  # pyright: ignore
    assert "last checked 2026-03-02" in chosen.card.body[0]  # pyright: ignore
    await settle(bench, GuildSettings(country="GB"))
    await bench.open()
    (set_there,) = await page(bench, "/people/list")
    assert "Host line" in set_there.card.body[0]  # pyright: ignore
    await settle(bench, GuildSettings(country="GB", resources=(Resource(name="Our line", **line),)))
    (own,) = await page(bench, "/people/list")
    assert "Our line" in own.card.body[0]  # pyright: ignore
    assert "Host line" not in own.card.body[0]  # pyright: ignore


async def test_moderators_hear_only_where_it_is_switched_on_and_never_the_words(bench: Bench) -> None:
    await hear(bench, SOFT, "70")
    await settle(bench, replace_off(ALERTING))
    await hear(bench, SOFT, "71")
    assert await alerts(bench) == []
    await settle(bench, ALERTING)
    said = await hear(bench, SOFT, "72")
    assert not any(isinstance(one, Announce) for one in said)
    (alert,) = await alerts(bench)
    assert alert.channel_id == "5"
    told = " ".join((*alert.card.body, alert.card.title, alert.card.small or ""))
    assert "https://discord.com/channels/9/3/72" in told
    assert "Nobody is on duty" in told
    assert not any(word in told for word in ("Mia", "end it", "<@1>"))
    await hear(bench, SOFT, "73")
    assert await alerts(bench) == [], "once in half an hour for each person"
    await hear(bench, DONE, "74")
    assert len(await alerts(bench)) == 1
    await hear(bench, "my ql won't let go", "75")
    await dm(bench, SOFT)
    assert await alerts(bench) == []


def replace_off(settings: GuildSettings) -> GuildSettings:
    """The same without the alert."""
    return settings.changed(alert=False)


async def test_from_a_direct_message_only_the_member_tells_a_moderator(bench: Bench) -> None:
    await settle(bench, ALERTING)
    (nobody,) = await page(bench, "/people/tell")
    assert "no server" in nobody.card.body[0]  # pyright: ignore
    await bench.open()
    await dm(bench, SOFT)
    (listed,) = await page(bench, "/people/list")
    assert "/people/tell" in [button.action for button in listed.card.buttons]  # pyright: ignore
    (asked,) = await page(bench, "/people/tell")
    assert "Backs" in asked.card.body[0]  # pyright: ignore
    assert "Not what you wrote" in asked.card.body[0]  # pyright: ignore
    shown, alert = await page(bench, "/people/tell/yes")
    assert isinstance(shown, Show)
    assert isinstance(alert, Announce)
    assert "Mia (<@1>)" in alert.card.body[0]
    assert len(await page(bench, "/people/tell/yes")) == 1, "a double press tells once"


async def test_an_alert_that_cannot_be_posted_is_told_in_setup_and_to_who_asked(bench: Bench) -> None:
    await settle(bench, ALERTING)
    await bench.open()
    _, alert = await page(bench, "/people/tell/yes")
    assert isinstance(alert, Announce)
    assert alert.about is not None
    (told,) = await bench.run(delivery.undelivered, about=alert.about, code=50013)
    assert "could not reach" in told.card.body[0]  # pyright: ignore
    admin = Who("7", "Rosa", "9", manages=True)
    (shown,) = await page(bench, "/setup", admin)
    assert "could not be posted" in " ".join(shown.card.body)  # pyright: ignore
    where = Surface(kind="public", channel_id="5", message_id="8")
    await bench.run(delivery.delivered, about=alert.about, surface=where)
    assert not (await bench.store.read(guilds.get, "9")).alert_lost


@pytest.mark.parametrize(
    "path", ["danger", "list", "other", "", "in/XX", "in/gb", "nonsense", "tell/yes", "ok", "back"]
)
async def test_every_page_works_for_someone_nobody_knows(bench: Bench, path: str) -> None:
    stranger = Who("33", "New", None, direct=True)
    said = await page(bench, f"/people/{path}".rstrip("/"), stranger)
    assert isinstance(said[0], Show)


async def test_somebody_new_who_only_sent_feedback_is_forgotten_soon(bench: Bench) -> None:
    await settle(bench, GuildSettings(moderators_channel="5"))
    stranger = Who("33", "New", "9")
    form = {"text": ("More walks!\n@everyone",), "name": ("unnamed",)}
    said = await bench.run(pages.page, stranger, path="/feedback", values=form, surface=bench.surface)
    assert isinstance(said[1], Announce)
    assert said[1].card.body == ("> More walks!\n> @everyone",)
    assert "New" not in str(said[1].card)
    again: Any = await bench.run(pages.page, stranger, path="/feedback", values=form, surface=bench.surface)
    assert "ten minutes" in again[0].card.body[0]
    assert "walks" not in await bench.store.read(everything)
    dark = {**form, "text": (SOFT,)}
    (kind,) = await bench.run(pages.page, stranger, path="/feedback", values=dark, surface=bench.surface)
    assert "alone with this" in kind.card.title, "whatever the form is for"  # pyright: ignore
    bench.later(minutes=11)
    await bench.store.run(tidy, bench.now)
    assert "33" not in await bench.store.read(everything)
