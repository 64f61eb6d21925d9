"""Content that is being written: each save is on the page at once, and only sessions that begin later have it."""

import os
import re
import shutil
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright, expect

from bot.playground import Playground
from tests.compiled import COMPILED
from tests.e2e.test_browser import CHROMIUM, QUIET

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("understanding", "vignettes")

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Desk:
    """A bot whose content is being edited."""

    def __init__(self, play: Playground, folder: Path) -> None:
        self.play, self.texts = play, folder / "texts.yaml"
        self.before = self.texts.read_text(encoding="utf-8")

    @property
    def told(self) -> dict[str, Any]:
        """What the page shows of the content."""
        return self.play.content

    async def save(self, text: str) -> None:
        """Save the texts, and wait until the page has been told."""
        read = self.told["reads"]
        self.texts.write_text(text, encoding="utf-8")
        seen = self.play.user("mia").until(lambda: self.told["reads"] > read, 10)
        assert await seen, self.told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Desk]:
    folder = tmp_path_factory.mktemp("content") / "en"
    shutil.copytree(ROOT / "content" / "en", folder, ignore=shutil.ignore_patterns(*HEAVY))
    async with Playground(limit=8) as play:
        data = str(tmp_path_factory.mktemp("live"))
        env = {**os.environ, **COMPILED, **play.bot_env(), "EASEBACK_DATA": data, "EASEBACK_CONTENT": str(folder)}
        await play.bot.start([sys.executable, "-m", "bot", "run", "--live"], env, ROOT)
        await play.online()
        assert await play.user("mia").until(lambda: play.content.get("checked", False), 20)
        yield Desk(play, folder)


async def test_a_save_is_used_by_new_sessions_and_running_ones_keep_theirs(desk: Desk) -> None:
    mia, tom = desk.play.user("mia"), desk.play.user("tom")
    assert (await mia.slash("back")).ok
    title = re.search("(?m)^hello.title: (.*)$", desk.before)
    assert title is not None
    assert title[1].strip('"') in mia.card().text
    await desk.save(desk.before.replace(title[0], "hello.title: Another hello"))
    assert desk.told["in_use"]
    assert (await tom.slash("back")).ok
    assert "Another hello" in tom.card().text
    assert await mia.until(lambda: set(desk.told["people"]) == {mia.id, tom.id})
    assert [desk.told["people"][one.id]["older"] for one in (mia, tom)] == [True, False]
    graph = desk.told["graphs"][0]
    assert desk.told["people"][tom.id]["node"] == "hello" == graph["nodes"][0]["id"]


async def test_a_mistake_is_told_with_its_place_and_what_was_there_stays_in_use(desk: Desk) -> None:
    await desk.save(f"{desk.before}\nno colon here\n")
    line = desk.before.count("\n") + 2
    assert not desk.told["in_use"]
    assert [(one["file"], one["line"]) for one in desk.told["problems"]] == [(desk.texts.as_posix(), line)]
    assert (await desk.play.user("rosa").slash("back")).ok
    await desk.save(desk.before)
    assert desk.told["in_use"]
    assert desk.told["errors"] == 0


async def test_a_bot_that_starts_with_mistakes_waits_until_they_are_mended(desk: Desk) -> None:
    await desk.play.bot.kill()
    desk.texts.write_text(f"{desk.before}\nno colon here\n", encoding="utf-8")
    await desk.play.bot.restart()
    assert await desk.play.user("mia").until(lambda: desk.told["loaded_at"] is None, 20), desk.play.bot.log
    assert (desk.told["errors"], desk.play.bot.running) == (1, True)
    desk.texts.write_text(desk.before, encoding="utf-8")
    await desk.play.online()
    assert await desk.play.user("mia").until(lambda: desk.told["in_use"], 20)


async def test_what_is_no_object_is_refused(desk: Desk) -> None:
    async with aiohttp.ClientSession() as http, http.post(f"{desk.play.base_url}/live", data="{") as answer:
        assert answer.status == 400
        assert (await answer.json())["error"] == "Send a JSON object."
    assert desk.told["graphs"]


@pytest.mark.skipif(CHROMIUM is None, reason="There is no Chromium here: install it (apt-get install chromium).")
@pytest.mark.parametrize(("width", "opener"), [(1400, "content-toggle"), (380, "tab-content")])
async def test_the_panel_shows_mistakes_and_where_the_person_stands(desk: Desk, width: int, opener: str) -> None:
    mistakes: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        page = await browser.new_page(viewport={"width": width, "height": 800})
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        await page.goto(desk.play.base_url)
        await page.get_by_test_id("viewer-mia").click()
        await page.get_by_test_id(opener).click()
        await expect(page.get_by_test_id("content-where")).to_contain_text("▶ Mia is at")
        await expect(page.locator(".graph-node.me")).to_be_in_viewport()
        await desk.save(f"{desk.before}\nno colon here\n")
        await expect(page.get_by_test_id("content-status")).to_contain_text("Not loaded")
        await expect(page.get_by_test_id("content-problems").get_by_role("button")).to_have_text(
            r"texts.yaml:" + str(desk.before.count("\n") + 2) + ":1"
        )
        wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        await desk.save(desk.before)
        await expect(page.get_by_test_id("content-status")).to_contain_text("Loaded at")
        await expect(page.get_by_test_id("content-problems")).to_have_count(0)
        await browser.close()
    assert (mistakes, wide <= 0) == ([], True)
