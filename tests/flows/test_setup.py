"""/setup over a real store: who may, what is kept, what is said to be missing."""

from dataclasses import replace
from typing import Any

import pytest

from bot.core.cards import Card
from bot.core.crisis import MOST, Listed, Resource
from bot.core.effects import Announce, AskPage, Show
from bot.core.guild import HISTORY, SEND, VIEW, GuildSettings, key_of
from bot.flows import due, pages
from bot.flows.env import Who
from bot.storage import guilds, jobs

from .conftest import START, Bench

ADMIN = Who("7", "Rosa", "9", manages=True, channel_id="1", lacks={"1": frozenset(), "2": frozenset()})
LINE = {"name": ("Samaritans",), "contact": ("116 123",), "hours": ("day and night",), "locale": ("en_gb",)}


async def at(bench: Bench, path: str, values: dict[str, tuple[str, ...]] | None = None, who: Who = ADMIN) -> Any:
    """Visit a page; the one effect that comes of it."""
    (said,) = await bench.run(pages.page, who, path=path, values=values)
    return said


async def card(bench: Bench, path: str, values: dict[str, tuple[str, ...]] | None = None, who: Who = ADMIN) -> Card:
    """The card of a page."""
    said = await at(bench, path, values, who)
    assert isinstance(said, Show)
    return said.card


def words(shown: Card) -> str:
    """All that is read on it."""
    return "\n".join((shown.title, *shown.body))


async def settings(bench: Bench) -> GuildSettings:
    """What is kept for the server."""
    return await bench.store.read(guilds.get, "9")


@pytest.mark.parametrize("who", [replace(ADMIN, manages=False), replace(ADMIN, guild_id=None)])
@pytest.mark.parametrize(
    "path", ["/setup", "/setup/alert/on", "/setup/lines/add", "/setup/second/on", "/setup/country"]
)
async def test_whoever_may_not_manage_the_server_gets_one_sentence(bench: Bench, who: Who, path: str) -> None:
    shown = await card(bench, path, {**LINE, "moderators_channel": ("2",), "country": ("GB",)}, who)
    assert shown.body == ()
    assert shown.rows == ()
    assert await settings(bench) == GuildSettings()


async def test_options_are_kept_and_a_channel_named_twice_is_taken_out(bench: Bench) -> None:
    given = {"moderators_role": ("5",), "moderators_channel": ("2",), "answer_in": ("1",), "server": ("Backs",)}
    shown = await card(bench, "/setup", given)
    assert "<@&5>" in words(shown)
    assert "<#2>" in words(shown)
    assert (await settings(bench)).name == "Backs"
    assert (await settings(bench)).answer_in == ("1",)
    await card(bench, "/setup", {"answer_in": ("1",)})
    assert (await settings(bench)).answer_in == ()
    assert (await settings(bench)).moderators_role == "5"


async def test_what_the_bot_may_not_do_is_said_for_each_channel(bench: Bench) -> None:
    lacks = {"1": frozenset({HISTORY}), "2": frozenset({SEND}), "3": frozenset({VIEW, SEND})}
    who = replace(ADMIN, lacks=lacks)
    shown = await card(bench, "/setup", {"moderators_channel": ("2",), "community_channel": ("4",)}, who)
    assert "<#2> I lack: Send Messages." in words(shown)
    assert "<#1> I lack: Read Message History." in words(shown)
    assert "I can't see <#4>" in words(shown)
    assert "<#3>" not in words(shown)
    assert "every permission" not in words(shown)
    assert "every permission" in words(await card(bench, "/setup/nopost"))


async def test_moderators_are_told_only_where_it_would_arrive_and_after_a_second_press(bench: Bench) -> None:
    assert not (await settings(bench)).alert
    assert "First choose" in words(await card(bench, "/setup/alert/on"))
    await card(bench, "/setup", {"moderators_channel": ("2",)})
    blind = replace(ADMIN, lacks={"2": frozenset({SEND})})
    assert "First let me" in words(await card(bench, "/setup/alert/on", who=blind))
    open_to_all = replace(ADMIN, public=frozenset({"2"}))
    assert "make it private" in words(await card(bench, "/setup/alert/on", who=open_to_all))
    asked = await card(bench, "/setup/alert")
    assert "Never what they wrote" in words(asked)
    assert not (await settings(bench)).alert
    await card(bench, asked.buttons[0].action)
    assert (await settings(bench)).alerts_in == "2"
    assert "Nobody is told until then" in words(await card(bench, "/setup", who=open_to_all)), "made public since"
    assert (await settings(bench)).alerts_in is None
    await card(bench, "/setup/alert/on")
    await card(bench, "/setup/alert/off")
    assert (await settings(bench)).alerts_in is None


async def test_a_line_is_added_checked_and_taken_out(bench: Bench) -> None:
    assert "add people to talk to" in words(await card(bench, "/setup"))
    asked = await at(bench, "/setup/lines/add")
    assert isinstance(asked, AskPage)
    assert [field.key for field in asked.form.fields] == ["name", "contact", "hours", "url", "locale"]
    shown = await card(bench, asked.path, {**LINE, "url": ("samaritans.org",)})
    (kept,) = (await settings(bench)).resources
    assert (kept.locale, kept.url, kept.verified_on) == ("en-GB", "https://samaritans.org", START.date())
    assert "last checked 2026-03-02" in words(shown)
    assert "1 of your own" in words(await card(bench, "/setup"))
    bench.later(days=366)
    assert "Not checked for over a year: 1" in words(await card(bench, "/setup"))
    assert "last checked 2026-03-02" in words(await card(bench, "/setup/lines")), "old ones are shown all the same"
    one = await card(bench, (await card(bench, "/setup/lines")).buttons[0].action)
    await card(bench, one.buttons[0].action)
    assert "over a year" not in words(await card(bench, "/setup"))
    await card(bench, one.buttons[1].action)
    assert (await settings(bench)).resources == ()
    assert "None yet" in words(await card(bench, one.buttons[1].action)), "a second press takes out nothing else"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": ("http://a.org",)}, "https://example.org"),
        ({"locale": ("english please",)}, "en-GB"),
        ({"contact": ("a\nb",)}, "one line"),
        ({"name": ()}, "name"),
    ],
)
async def test_a_mistake_gets_one_sentence_and_nothing_has_to_be_typed_again(
    bench: Bench, wrong: dict[str, tuple[str, ...]], said: str
) -> None:
    shown = await card(bench, "/setup/lines/add", {**LINE, **wrong})
    assert said in words(shown)
    assert (await settings(bench)).resources == ()
    asked = await at(bench, shown.buttons[0].action)
    typed = {field.key: field.value for field in asked.form.fields}
    assert typed["hours"] == "day and night"
    await card(bench, "/setup/lines/add", LINE)
    assert not any(field.value for field in (await at(bench, "/setup/lines/add")).form.fields)


async def test_a_full_list_takes_none_more(bench: Bench) -> None:
    for number in range(MOST + 2):
        await card(bench, "/setup/lines/add", {**LINE, "name": (f"Line {number}",)})
    names = [one.name for one in (await settings(bench)).resources]
    assert names == [f"Line {number}" for number in range(MOST)]


async def test_a_directory_and_a_country_are_set_and_emptied(bench: Bench) -> None:
    one = Resource(locale="en-GB", name="A", contact="1", hours="always", verified_on=START.date())
    host = replace(bench.env.host, listed=Listed(resources=(one,)))
    bench.env = replace(bench.env, host=host)
    await card(bench, "/setup/directory", {"directory": ("findahelpline.example",)})
    shown = await card(bench, "/setup/country", {"country": ("gb",)})
    assert "those of the host for GB" in words(shown)
    assert (await settings(bench)).directory_url == "https://findahelpline.example"
    assert "two letters" in words(await card(bench, "/setup/country", {"country": ("1",)}))
    await card(bench, "/setup/country", {})
    await card(bench, "/setup/directory", {})
    assert (await settings(bench)).directory_url == (await settings(bench)).country == ""


async def test_switches_and_channels_are_taken_back_by_buttons(bench: Bench) -> None:
    await card(bench, "/setup", {"answer_in": ("1",), "community_channel": ("2",)})
    for action in ("/setup/second/on", "/setup/everywhere", "/setup/nopost"):
        await card(bench, action)
    assert await settings(bench) == GuildSettings(second_look=True)
    assert (await card(bench, "/setup/second/off")).rows
    assert not (await settings(bench)).second_look
    for number in range(25):
        await card(bench, "/setup", {"answer_in": (str(number),)})
    assert "too many" in words(await card(bench, "/setup", {"answer_in": ("25",)}))
    assert len((await settings(bench)).answer_in) == 25


async def test_after_a_year_somebody_is_asked_to_look_and_no_more_once_it_is_done(bench: Bench) -> None:
    async def due_now() -> list[Announce]:
        claimed = await bench.store.run(jobs.claim_due, bench.now, "test")
        said = [one for job in claimed for one in await bench.run(due.due, job=job)]
        for job in claimed:
            await bench.store.run(jobs.finish, job.id)
        return [one for one in said if isinstance(one, Announce)]

    await card(bench, "/setup", {"moderators_channel": ("2",)})
    await card(bench, "/setup/lines/add", LINE)
    bench.later(days=364)
    assert await due_now() == []
    bench.later(days=3)
    (asked,) = await due_now()
    assert asked.channel_id == "2"
    assert "Samaritans" in asked.card.body[0]
    bench.later(days=31)
    assert len(await due_now()) == 1
    (line,) = (await settings(bench)).resources
    await card(bench, f"/setup/lines/{key_of(line)}/checked")
    bench.later(days=31)
    assert await due_now() == []
    await card(bench, f"/setup/lines/{key_of(line)}/remove")
    assert await bench.store.read(jobs.next_due) is None
