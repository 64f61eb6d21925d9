"""Two moderators at one desk, a second look, newer shipped content, and who may sit there at all."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.core.cards import Card
from bot.core.effects import AskPage, Examine, Reload, Show, Spoken
from bot.core.guild import GuildSettings
from bot.flows import pages
from bot.flows.desk import examined
from bot.flows.desk.texts import editable, suggest
from bot.flows.env import Host, Who
from bot.library.examine import examine
from bot.library.findings import Findings, Request
from bot.library.load import load_parts, read_folder
from bot.library.overlay.edition import Base
from bot.ops.shelf import Shelf
from bot.storage import guilds, versions
from bot.storage.store import Store
from tests.shipped import ROOT

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
ROSA, TOM = Who("1", "Rosa", "9", manages=True), Who("2", "Tom", "9", manages=True)


def base_with(**texts: str) -> Base:
    """A small pack with the texts of the shipped one, some of them changed."""
    files, _ = read_folder(ROOT / "tests/library/tiny")
    raw = (ROOT / "content/en/texts.yaml").read_text("utf-8")
    for key, text in texts.items():
        line = next(line for line in raw.splitlines() if line.startswith(f"{key.replace('_', '.', 1)}:"))
        raw = raw.replace(line, f"{line.partition(':')[0]}: {text}")
    files["texts.yaml"] = raw.encode()
    parts = load_parts(files, "")
    result = parts.result
    assert result.pack is not None, result.report()
    return Base(files, {path: d.data for path, d in parts.documents.items()}, result.pack, result.hash, result.text)


class Office:
    """Moderators, each with their last card."""

    def __init__(self, store: Store, base: Base) -> None:
        self.store = store
        self.shelf = Shelf(store, base, Host("H", "h@example.org"))
        self.asked: AskPage | None = None

    async def start(self) -> None:
        """As the bot starts: what is kept is read, then brought over to newer content."""
        await self.shelf.fill(NOW)

        async def examined_here(request: Request) -> Findings:
            return examine(self.shelf.base.files, request)

        await self.shelf.bring_over(examined_here, lambda: NOW)

    async def visit(self, who: Who, path: str, values: dict[str, tuple[str, ...]] | None = None) -> Card:
        """Go to a page; what has to be examined is."""
        return await self._follow(who, await self._run(who, pages.page, path=f"/content/{path}", values=values))

    async def _run(self, who: Who, flow: Any, **named: Any) -> tuple[Spoken, ...]:
        return await self.store.run(flow, self.shelf.env.of(who.guild_id), NOW, who, **named)

    async def _follow(self, who: Who, said: tuple[Spoken, ...]) -> Card:
        for effect in said:
            match effect:
                case Reload(guild_id, pack_hash):
                    await self.shelf.reload(guild_id, pack_hash)
                case Examine(then, name, raw, changes):
                    request = Request(today=NOW.date(), name=name, raw=raw, changes=changes)
                    findings = examine(self.shelf.base.files, request)
                    after = await self._run(who, examined.examined, then=then, findings=findings)
                    return await self._follow(who, after)
                case AskPage():
                    self.asked = effect
                case _:
                    pass
        return next((effect.card for effect in said if isinstance(effect, Show)), Card("a window"))

    async def edit(self, who: Who, key: str, words: str) -> Card:
        """Change one text."""
        text = next(t for t in editable(self.shelf.base.data) if t.place == (key,))
        return await self.visit(who, f"text/{text.key}", {"words": (words,)})

    async def publish(self, who: Who) -> Card:
        """With a reason."""
        return await self.visit(who, "publish", {"why": ("because",)})

    async def press(self, who: Who, card: Card, label: str) -> Card:
        """Press a button of a card."""
        action = next(button.action for button in card.buttons if button.label == label)
        return await self.visit(who, action.removeprefix("/content/"))

    def says(self, key: str) -> str:
        """What members of the server read."""
        return self.shelf.env.of("9").pack.texts[key]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with Store.open(tmp_path / "easeback.db", run_id="test", now=lambda: NOW) as store:
        office = Office(store, base_with())
        await office.start()
        yield office


async def test_two_moderators_from_one_parent_lose_nothing(office: Office) -> None:
    await office.edit(TOM, "button.why", "Tom's why")
    await office.edit(TOM, "button.about", "Tom's about")
    await office.edit(ROSA, "button.why", "Rosa's why")
    await office.edit(ROSA, "button.start", "Rosa's start")
    assert (await office.publish(ROSA)).title == "Published"
    card = await office.publish(TOM)
    assert card.title == "Somebody else changed this, too"
    assert "Rosa's why" in "".join(card.body)
    assert "Tom's why" in "".join(card.body)
    assert office.says("button.why") == "Rosa's why"
    assert (await office.press(TOM, card, "Take theirs")).title == "Published"
    told = {key: office.says(key) for key in ("button.why", "button.about", "button.start")}
    assert told == {"button.why": "Tom's why", "button.about": "Tom's about", "button.start": "Rosa's start"}


async def test_ours_stays_where_it_was_chosen(office: Office) -> None:
    await office.edit(TOM, "button.why", "Tom's why")
    await office.edit(ROSA, "button.why", "Rosa's why")
    await office.publish(ROSA)
    card = await office.press(TOM, await office.publish(TOM), "Keep ours")
    assert card.title == "Nothing changed"
    assert office.says("button.why") == "Rosa's why"


async def test_what_does_not_touch_is_laid_together(office: Office) -> None:
    await office.edit(TOM, "button.why", "Tom's why")
    await office.edit(ROSA, "button.start", "Rosa's start")
    await office.publish(ROSA)
    assert (await office.publish(TOM)).title == "Published"
    assert (office.says("button.why"), office.says("button.start")) == ("Tom's why", "Rosa's start")


async def test_a_second_moderator_approves_and_nobody_approves_their_own(office: Office) -> None:
    await office.store.run(guilds.save, "9", GuildSettings(second_look=True), NOW)
    before = office.says("button.why")
    await office.edit(ROSA, "button.why", "Rosa's why")
    asked = await office.publish(ROSA)
    number = "".join(asked.body).split("number ")[1].split(".")[0]
    first = await office.visit(TOM, f"waiting/{number}")
    mark = first.buttons[0].action.removeprefix("/content/")
    assert (await office.visit(ROSA, mark)).title == "This waits no more"
    assert office.says("button.why") == before
    other = Who("7", "Eve", "10", manages=True)
    assert (await office.visit(other, mark)).title == "This waits no more"
    await office.visit(ROSA, "take_back")
    await office.edit(ROSA, "button.why", "Rosa's other why")
    await office.publish(ROSA)
    assert (await office.press(TOM, first, "Approve and publish")).title == "This waits no more"
    await office.visit(ROSA, "take_back")
    await office.edit(ROSA, "button.why", "Rosa's why")
    await office.publish(ROSA)
    card = await office.visit(TOM, f"waiting/{number}")
    assert "Rosa's why" in "".join(card.body)
    assert (await office.press(TOM, card, "Approve and publish")).title == "Published"
    assert office.says("button.why") == "Rosa's why"
    head = await office.store.read(versions.head, "9")
    assert head is not None
    assert (head.author, head.approved_by, head.note) == ("1", "2", "because")


async def test_a_version_is_taken_back_and_forth(office: Office) -> None:
    shipped = office.says("button.why")
    for words in ("One", "Two"):
        await office.edit(ROSA, "button.why", words)
        await office.publish(ROSA)
    await office.visit(TOM, "rollback/1/yes")
    assert office.says("button.why") == "One"
    await office.visit(TOM, "rollback/0/yes")
    assert office.says("button.why") == shipped
    await office.visit(TOM, "rollback/2/yes")
    assert office.says("button.why") == "Two"
    card = await office.visit(TOM, "history")
    assert len([line for line in card.body if line.startswith("**Version")]) == 5
    assert (await office.visit(TOM, "rollback/77")).title == "I don't know that version"


async def test_newer_shipped_content_is_merged_or_waits_for_a_choice(office: Office) -> None:
    await office.edit(ROSA, "button.start", "Rosa's start")
    await office.publish(ROSA)
    newer = Office(office.store, base_with(button_about="The shipped about"))
    await newer.start()
    assert (newer.says("button.start"), newer.says("button.about")) == ("Rosa's start", "The shipped about")
    clashing = Office(office.store, base_with(button_start="The shipped start", button_why="The shipped why"))
    await clashing.start()
    assert "9" in clashing.shelf.stale
    assert (clashing.says("button.start"), clashing.says("button.about")) == ("Rosa's start", "The shipped about")
    assert "Older" not in (await clashing.visit(ROSA, "home")).title
    assert (await clashing.edit(ROSA, "button.why", "x")).title == "First choose"
    card = await clashing.visit(ROSA, "stale")
    assert "The shipped start" in "".join(card.body)
    assert (await clashing.press(ROSA, card, "Keep ours")).title == "Your draft is ready"
    assert (await clashing.publish(ROSA)).title == "Published"
    assert (clashing.says("button.start"), clashing.says("button.why")) == ("Rosa's start", "The shipped why")
    assert "9" not in clashing.shelf.stale


async def test_every_page_is_for_moderators_of_this_server_only(office: Office) -> None:
    await office.edit(ROSA, "button.why", "Rosa's why")
    paths = ("home", "changes", "preview", "publish", "history", "export", "rollback/0/yes", "discard/yes", "waiting/1",
             "approve/1/x", "return/1/x", "clash/x/ours", "stale", "take_back", "text/abc", "preview/0/0")  # fmt: skip
    for who in (Who("5", "Mia", "9"), Who("5", "Mia", "9", roles=frozenset(("33",)))):
        for path in paths:
            assert (await office.visit(who, path, {"why": ("x",)})).title == "This is for moderators", path
    for path in paths:
        assert (await office.visit(Who("1", "Rosa"), path)).title == "Use this in your server", path
    await office.store.run(guilds.save, "9", GuildSettings(moderators_role="33"), NOW)
    named = Who("5", "Mia", "9", roles=frozenset(("33",)))
    assert (await office.visit(named, "home")).title == "What I say here"
    elsewhere = Who("1", "Rosa", "10", manages=True)
    assert (await office.visit(elsewhere, "publish")).title == "Nothing to publish"


@pytest.mark.parametrize("path", ["", "nowhere", "history/x", "history/1/2/3", "rollback/-1", "clash/a", "preview/0"])
async def test_a_path_that_leads_nowhere_says_so(office: Office, path: str) -> None:
    assert (await office.visit(ROSA, path)).body[0]


async def test_texts_are_found_by_their_words(office: Office) -> None:
    found = suggest(office.shelf.base.data, "ease it now")
    assert found[0].place == ("button.ease",)
    keys = [text.key for text in editable(office.shelf.base.data)]
    assert len(keys) == len(set(keys))
