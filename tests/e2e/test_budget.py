"""The taps and words of the member's path, counted on what is really shown. A slash command is two taps on a phone."""

import pytest

from bot.playground import Card, Person

from .conftest import Town, arrives, play_through, press, send, walk

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = 86400
PASSED = ("18", *["No"] * 6)
CARD, RESULT, EMERGENCY = 60, 70, 95
BALL = ("3", "Ball slips", "That's all", "None", "Soft gap")


class Thumb:
    """A person whose taps are counted, and the words of every card that they meet."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.taps = 0
        self.cards: list[Card] = []

    async def slash(self, name: str) -> None:
        """Type "/", choose from the picker, send: two taps beside the letters."""
        assert (await self.person.slash(name)).ok
        self._seen(2)

    async def press(self, *labels: str) -> None:
        for label in labels:
            await press(self.person, label)
            self._seen(1)

    async def tick(self, label: str, *items: str) -> None:
        """Open the list, tick, send."""
        await press(self.person, label)
        await send(self.person, *items)
        self._seen(2 + len(items))

    async def write(self, text: str) -> None:
        """A direct message: the letters, and one tap to send them."""
        assert (await self.person.dm(text)).ok
        self._seen(1)

    def _seen(self, taps: int) -> None:
        self.taps += taps
        self.cards.append(self.person.card())

    @property
    def moving(self) -> bool:
        """Whether the card shows what to do with the body now."""
        return " · 1 of " in self.person.card().text

    def too_long(self) -> list[str]:
        """The cards before the first movement that have too many words."""
        return [f"{words(card)} words: {card.text}" for card in self.cards if words(card) > room_of(card)]


def words(card: Card) -> int:
    """Everything that is to be read, buttons included."""
    parts = " ".join((card.text, *card.buttons)).split()
    return sum(any(letter.isalnum() for letter in part) for part in parts)


def room_of(card: Card) -> int:
    """How many words the card may have."""
    if "emergency" in card.text and "Urgent" in card.text:
        return EMERGENCY
    return RESULT if "Why?" in card.buttons else CARD


async def test_first_use_until_the_check_in(home: Town) -> None:
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press(*PASSED, *BALL)
    assert mia.too_long() == []
    await mia.press("Start")
    assert mia.moving
    assert mia.taps <= 16
    before = mia.taps
    await press(home.mia, "I'm ready", "Got it")
    await play_through(home, home.mia)
    await mia.press("2", "Easier", "No")
    assert home.rows("select 1 from checkins where user_id = ?", home.mia.id)
    assert mia.taps == before + 3 <= 19


async def test_first_use_with_typed_words(home: Town) -> None:
    mia = Thumb(home.mia)
    await mia.write("hello, the ball rolls away")
    await mia.press(*PASSED, "3", "That's right", "None", "Soft gap", "Start")
    assert mia.moving
    assert mia.taps <= 14
    assert mia.too_long() == []


async def test_strong_pain_is_moving_after_eleven(home: Town) -> None:
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press(*PASSED, "8")
    assert mia.too_long() == []
    await mia.press("Start")
    await arrives(home.mia, " · 1 of ")
    assert mia.taps <= 11


async def test_yes_on_the_first_question_is_an_emergency_after_four(home: Town) -> None:
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press("18", "Yes")
    assert "Go to an emergency department now" in home.mia.card().text
    assert mia.taps <= 4
    assert mia.too_long() == []


async def test_within_seven_days_the_plan_runs_after_four(home: Town) -> None:
    await walk(home.mia, *PASSED, *BALL, "Start", "I'm ready", "Got it")
    await play_through(home, home.mia)
    await press(home.mia, "2", "Easier", "No", "Keep a diary")
    await home.move(6 * DAY)
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press("3", "Start")
    assert mia.moving
    assert "Floor press" in home.mia.card().text
    assert mia.taps <= 4
    assert mia.too_long() == []


async def test_help_is_one_tap_away_from_the_first_question_of_the_topic_on(home: Town) -> None:
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press(*PASSED, "3", "Ball slips", "That's all", "None", "Soft gap")
    for card in mia.cards[9:]:
        assert any(label.startswith("Ease it now") for label in card.buttons), card.text


WALKS = {
    "50+ with a tool too big": ("50", *["No"] * 6, "4", "Tool too big", "That's all", "Not sure", "None", "Hip or"),
    "several troubles": (
        *PASSED, "3", "Only stretched", "Tool too big", "Ball slips", "Only one spot", "That's all",
        "Over 7", "Held my breath", "Bruised", "That's all", "Soft gap",
    ),
    "16–17": ("16–17", *["No"] * 6, "5", "Longer"),
    "nothing yet": (*PASSED, "2", "Nothing yet", "Beside the spine", "Neither"),
    "strong and new": (*PASSED, "6", "Last 3 days"),
    "not sure on the first": ("18", "Not sure", "No", "No", "No", "No", "Not sure"),
    "chest": ("18", "No", "Yes"),
    "child": ("Under 16", "No", "No", "No", "No"),
    "child in danger": ("Under 16", "Yes"),
    "below the knee": (*PASSED, "3", "Nothing yet", "Goes below my knee"),
    "not a back": (*PASSED, "3", "Nothing yet", "Not my back"),
    "older": ("70", *["No"] * 6, "3", "Ball slips", "That's all", "None", "Soft gap"),
}  # fmt: skip


@pytest.mark.parametrize("name", WALKS)
async def test_no_card_before_the_first_movement_is_long(home: Town, name: str) -> None:
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press(*WALKS[name])
    assert mia.too_long() == []


async def test_the_cards_beside_the_path_are_not_long_either(home: Town) -> None:
    rosa = Thumb(home.rosa)
    await rosa.slash("back")
    await rosa.press(*PASSED, *BALL, "Change an answer")
    mia = Thumb(home.mia)
    await mia.slash("back")
    await mia.press("18", *["No"] * 5)
    await mia.tick("Yes", "Pregnant", "Back or belly surgery")
    await mia.press("No", "Yes", "3")
    assert "midwife" in home.mia.card().text
    tom = Thumb(home.tom)
    await tom.slash("back")
    await tom.press("18", "No", "No", "No")
    await tom.tick("Yes", "Fever")
    assert rosa.too_long() + mia.too_long() + tom.too_long() == []
