"""The main job in a browser: by clicking, on a phone and on a desk, and once by keyboard only."""

import re
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from .conftest import Town

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
TO_START = ["18", *["No"] * 6, "3", "Ball slips", "That's all", "None", "Soft gap", "Start"]
TO_BE_READY = re.compile(r"^(I'm ready|Got it, go|Go on)")

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(CHROMIUM is None, reason="There is no Chromium here: install it (apt-get install chromium)."),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        await browser.close()


class Screen:
    """The page as Mia sees it, at some width; mistakes of its scripts fail the test."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.mistakes: list[str] = []
        page.on("pageerror", lambda error: self.mistakes.append(str(error)))
        page.on("console", lambda said: self.mistakes.append(said.text) if said.type == "error" else None)

    @classmethod
    async def open(cls, browser: Browser, home: Town, width: int, height: int) -> "Screen":
        context = await browser.new_context(viewport={"width": width, "height": height}, has_touch=width < 500)
        screen = cls(await context.new_page())
        await screen.page.goto(home.play.base_url)
        await screen.page.get_by_test_id("viewer-mia").click()
        return screen

    def id(self, name: str) -> Locator:
        return self.page.get_by_test_id(name).locator("visible=true")

    @property
    def card(self) -> Locator:
        """The newest message of the bot on show."""
        return self.page.locator("article.from-bot:visible").last

    def button(self, label: str | re.Pattern[str]) -> Locator:
        """A button of the card, by the start of its label."""
        name = label if isinstance(label, re.Pattern) else re.compile(f"^{re.escape(label)}")
        return self.card.get_by_role("button", name=name).and_(self.page.locator("[data-custom-id]")).first

    async def press(self, *labels: str) -> None:
        """Click each, and wait for the card that follows."""
        for label in labels:
            button = self.button(label)
            await expect(button, label).to_be_visible()
            await self.while_away(button, button.click())

    async def while_away(self, button: Locator, act: object) -> None:
        """Do something, and wait until the card is another: every step gives its buttons new ids."""
        old = self.page.locator(f'[data-custom-id="{await button.get_attribute("data-custom-id")}"]')
        await act  # type: ignore[misc]
        await expect(old).to_have_count(0)

    async def play(self, next_timer: str) -> None:
        """Be ready when asked, else skip to the next timer, to the end of the routine."""
        for _ in range(80):
            if "How strong is it now" in await self.card.inner_text():
                return
            ready = self.button(TO_BE_READY)
            if await ready.count():
                await self.while_away(ready, ready.click())
            else:
                pause = self.button("Pause")
                await self.while_away(pause, self.id(next_timer).click())
        raise AssertionError(await self.card.inner_text())

    async def fits(self) -> None:
        """Nothing is cut off at the side, and a thumb can hit every button of the card."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await self.page.evaluate(wide) <= 0
        boxes = [await one.bounding_box() for one in await self.card.locator("[data-custom-id]").all()]
        size = self.page.viewport_size
        assert size is not None
        for box in boxes:
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
            assert box["height"] >= 32

    async def picture(self, folder: Path, name: str) -> None:
        await self.page.screenshot(path=folder / f"{name}.png")


@pytest.mark.parametrize(("width", "height", "next_timer"), [(1400, 900, "clock-next"), (380, 780, "strip-next")])
async def test_the_main_job_by_clicking(
    browser: Browser, home: Town, tmp_path: Path, width: int, height: int, next_timer: str
) -> None:
    screen = await Screen.open(browser, home, width, height)
    await screen.id("start-back").first.click()
    await expect(screen.card).to_contain_text("Tap your age")
    await screen.fits()
    await screen.picture(tmp_path, f"{width}-hello")
    await screen.press(*TO_START[:-1])
    await expect(screen.card).to_contain_text("Make it stay put")
    await screen.fits()
    await screen.picture(tmp_path, f"{width}-result")
    await screen.press("Start", "I'm ready", "Got it")
    await expect(screen.card).to_contain_text("Until")
    await screen.fits()
    await screen.picture(tmp_path, f"{width}-hold")
    await screen.play(next_timer)
    await screen.fits()
    await screen.picture(tmp_path, f"{width}-check-in")
    await screen.press("2", "Easier", "No")
    kept = "select before, after, feel, anything_new, done, plan from checkins where user_id = ?"
    assert home.rows(kept, home.mia.id) == [(3, 2, "easier", "no", "all", "ball_slides")]
    await screen.press("Keep a diary")
    await expect(screen.card).to_contain_text("Logged")
    await screen.picture(tmp_path, f"{width}-done")
    assert screen.mistakes == []
    await screen.page.context.close()


async def test_a_small_phone_shows_what_to_do_first_and_a_tick_keeps_the_focus(browser: Browser, home: Town) -> None:
    screen = await Screen.open(browser, home, 380, 620)
    await screen.id("start-back").first.click()
    await screen.press(*TO_START[: TO_START.index("Ball slips") + 1])
    await expect(screen.button("✓ Ball slips")).to_be_focused()
    await screen.press("That's all")
    await expect(screen.card).to_be_focused()
    await screen.press("None", "Soft gap", "Start", "I'm ready", "Got it")
    await expect(screen.card).to_contain_text("Until")
    pane = await screen.page.locator("#pane-channel .scroll").bounding_box()
    card = await screen.card.bounding_box()
    assert pane is not None
    assert card is not None
    assert card["height"] > pane["height"]
    await expect(screen.card.get_by_role("heading")).to_be_in_viewport(ratio=1)
    await expect(screen.card.locator(".md strong").first).to_be_in_viewport(ratio=1)
    assert screen.mistakes == []
    await screen.page.context.close()


async def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this has the focus."""
    for _ in range(60):
        if await target.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {target}.")


async def test_the_main_job_by_keyboard_only(browser: Browser, home: Town, tmp_path: Path) -> None:
    screen = await Screen.open(browser, home, 1400, 900)
    page = screen.page
    await tab_to(page, screen.id("composer-input").first)
    await page.keyboard.type("/back")
    await page.keyboard.press("Enter")
    await expect(screen.card).to_contain_text("Tap your age")
    for label in ["18", "No", "No"]:
        await by_key(screen, label)
    await tab_to(page, screen.button("Yes"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("modal")).to_be_visible()
    assert await page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("modal")).to_be_hidden()
    for label in [*TO_START[3:], "I'm ready", "Got it", "Stop here", "2", "Easier", "No", "Keep nothing"]:
        await by_key(screen, label)
    await expect(screen.card).to_contain_text("Logged")
    await screen.picture(tmp_path, "keyboard-done")
    assert home.rows("select done from checkins where user_id = ?", home.mia.id) == [("none",)]
    assert screen.mistakes == []
    await page.context.close()


async def by_key(screen: Screen, label: str) -> None:
    button = screen.button(label)
    await expect(button, label).to_be_visible()
    await tab_to(screen.page, button)
    await screen.while_away(button, screen.page.keyboard.press("Enter"))
