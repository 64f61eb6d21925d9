"""The content desk over loopback, by pressing: change, see, publish, and take back."""

import io
import zipfile

import pytest

from bot.playground import Card, Person

from .conftest import ROOT, Town, forget, press, walk

OURS = "Take it slowly, and breathe."
SAFETY = (ROOT / "content/en/safety.yaml").read_text("utf-8")
TROUBLE = "What was the trouble?"
TO_TROUBLE = ("18", *["No"] * 6, "2")
WAS = "Hello. Let's ease that back."


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def publish(person: Person, why: str = "Warmer words") -> Card:
    """Publish the draft."""
    await press(person, "Publish")
    await person.submit({"why": why})
    return await told(person)


async def edit(person: Person, words: str, find: str = "hello.title") -> Card:
    """Change one text by picking it and sending the window; what comes of it is looked at outside of the bot."""
    found = await person.autocomplete("content edit", "text", find)
    assert found.choices, found.error
    opened = await person.slash("content edit", text=found.choices[0]["value"])
    assert opened.modal is not None, (opened.error, opened.card and opened.card.text)
    await person.submit({"words": words})
    return await told(person)


async def told(person: Person) -> Card:
    """The answer that follows once the content was examined."""
    assert await person.until(lambda: not person.card().loading and bool(person.card().text), 60)
    return person.card()


async def submit(person: Person, name: str, raw: bytes) -> str:
    """Send a file; what is answered."""
    await person.slash("content submit", file=(name, raw))
    return (await told(person)).text


async def to_shipped(person: Person) -> None:
    """Back to the shipped content."""
    await person.slash("content rollback", version=0)
    await press(person, "Yes, bring it back")


async def test_one_word_is_changed_seen_published_and_taken_back(home: Town) -> None:
    rosa, mia, tom = home.rosa, home.mia, home.tom
    await walk(tom, *TO_TROUBLE)
    assert TROUBLE in tom.card().text
    await edit(rosa, "What went wrong?", "trouble back tried ask")
    card = await edit(rosa, OURS)
    assert "Your draft is ready" in card.text, card.text
    assert WAS in card.text
    assert OURS in card.text
    await press(rosa, "Preview")
    assert OURS in rosa.card().text
    await press(rosa, "18–49")
    assert "1 of 6" in rosa.card().text
    await press(rosa, "Leave the preview")
    await walk(mia)
    assert WAS in mia.card().text
    await forget(mia)
    assert "Published" in (await publish(rosa)).text
    await walk(mia)
    assert OURS in mia.card().text
    await tom.slash("back")
    assert TROUBLE in tom.card().text
    await home.crash()
    await forget(mia)
    await walk(mia)
    assert OURS in mia.card().text
    await press(mia, *TO_TROUBLE)
    assert "What went wrong?" in mia.card().text
    await tom.slash("back")
    assert TROUBLE in tom.card().text
    await rosa.slash("content history")
    assert "Warmer words" in rosa.card().text
    await to_shipped(rosa)
    await forget(mia)
    await walk(mia)
    assert WAS in mia.card().text


async def test_a_file_with_mistakes_is_told_mended_and_published(home: Town) -> None:
    rosa, mia = home.rosa, home.mia
    await rosa.slash("content export")
    (attached,) = rosa.card().attachments
    files = zipfile.ZipFile(io.BytesIO(attached.content))
    raw = files.read("texts.yaml").decode()
    broken = raw.replace("hello.title: Hello.", "hello.titel: Hello.", 1)
    assert broken != raw
    wrong = await submit(rosa, "texts.yaml", broken.encode())
    assert "Not yet" in wrong
    assert "texts.yaml:" in wrong
    await rosa.slash("content publish")
    assert "Nothing to publish" in rosa.card().text
    mended = raw.replace("hello.title: Hello. Let's ease that back.", f"hello.title: {OURS}", 1)
    assert "1 changed" in await submit(rosa, "texts.yaml", mended.encode())
    assert "Published" in (await publish(rosa)).text
    await forget(mia)
    await walk(mia)
    assert OURS in mia.card().text
    await to_shipped(rosa)


async def test_what_would_weaken_is_refused_in_a_window_and_in_a_file(home: Town) -> None:
    rosa = home.rosa
    card = await edit(rosa, "Never mind.", "urgent.title")
    assert "stays as it is" in card.text, card.text
    safety = SAFETY.replace("level: emergency", "level: soon", 1)
    weaker = await submit(rosa, "safety.yaml", safety.encode())
    assert "Not yet" in weaker
    assert "safety.yaml:" in weaker
    assert "Not yet" in await submit(rosa, "bomb.zip", b"PK\x03\x04 not a zip")


async def test_plain_members_and_other_servers_are_refused_everywhere(home: Town) -> None:
    mia = home.mia
    for command in ("status", "export", "preview", "publish", "history"):
        await mia.slash(f"content {command}")
        assert "This is for moderators" in mia.card().text, command
    await mia.slash("content rollback", version=0)
    assert "This is for moderators" in mia.card().text
    await mia.slash("content edit", text="hello")
    assert "This is for moderators" in mia.card().text
    await mia.slash("content submit", file=("texts.yaml", b"a: b"))
    assert "This is for moderators" in mia.card().text
