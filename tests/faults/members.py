"""Members at random: they type, press, answer check-ins, open windows and close them again."""

import asyncio
from random import Random

from bot.playground import Card, Outcome, Person
from tests.faults.ledger import ASKS_LAST, Ledger

RARE = ("Yes", "Not sure", "Something", "Worse", "Change", "Start again", "Under 16")
"""What leads to a stop or around: with it in every second press, nobody would ever get far."""
ALONG = ("18", "No", "3", "Ball slips", "That's all", "None", "Soft gap", "Start", "I'm ready", "Got it", "Go on")
"""What leads into a routine."""
OUT = ("Stop here", "2", "Easier")
"""What leads from there to the last question, whose answer logs it."""
NEVER = ("p:/me", "p:/checkins", "p:/tips", "p:/where", "p:/setup", "p:/content", "p:/offer", "p:/checkin/own")
"""Settings and deletions: what they leave behind depends on more than one press."""
LATER, PUT_OFF = "Ask me in 1 hour", "I'll ask again at"
NEWEST = 6


class Member:
    """One of them, and what was acknowledged to them."""

    def __init__(self, person: Person, ledger: Ledger, rng: Random) -> None:
        self.person, self.ledger, self.rng = person, ledger, rng

    async def live(self) -> None:
        """Go on until cancelled."""
        while True:
            await self.act()
            await asyncio.sleep(self.rng.uniform(0, 0.03))

    async def act(self) -> Outcome:
        """One thing."""
        if self.rng.random() < 0.06:
            return await self.types("back")
        found = self._choose()
        return await self.press(*found) if found else await self.types("back")

    async def begins(self) -> None:
        """Walk into a routine, as far as it goes; now and then to its end, but for the last answer."""
        along = ALONG if self.rng.random() < 0.5 else (*OUT, *ALONG)
        outcome = await self.types("back")
        for _ in range(24):
            card = outcome.message
            ways = [label for start in along for label in (card.buttons if card else ()) if _is(label, start)]
            if card is None or not ways or ASKS_LAST in card.text or ("Pause" in card.buttons and along is ALONG):
                return
            outcome = await self.press(card, card.button_id(ways[0]) or "")

    async def types(self, command: str) -> Outcome:
        """Use a command."""
        outcome = await self.person.slash(command)
        self._seen(outcome)
        return outcome

    async def press(self, card: Card, custom_id: str) -> Outcome:
        """Press this button, and close what opens, or send it."""
        self.ledger.trying(custom_id, card)
        outcome = await self.person.press(custom_id=custom_id, message=card)
        if outcome.ok:
            self.ledger.answered(custom_id, card, outcome.message)
        self._seen(outcome)
        if outcome.modal is not None:
            await self._fill(outcome)
        return outcome

    def _seen(self, outcome: Outcome) -> None:
        if outcome.ok and outcome.message is not None:
            self.ledger.saw(outcome.message)

    async def _fill(self, outcome: Outcome) -> None:
        modal = outcome.modal
        if modal is not None and [field["custom_id"] for field in modal.fields] == ["text"]:
            self._seen(await self.person.submit({"text": "my ball rolls away"}))
        else:
            await self.person.dismiss_modal()

    def _choose(self) -> tuple[Card, str] | None:
        """A button of the newest card, of a check-in, or of some card of before."""
        cards = self.newest()
        if not cards:
            return None
        dice = self.rng.random()
        asking = [card for card in cards if any("/checkin/" in one for one in card.custom_ids)]
        if asking and dice < 0.4:
            return self.choose_on(asking[-1])
        return self.choose_on(cards[-1] if dice < 0.9 else self.rng.choice(cards))

    def choose_on(self, card: Card) -> tuple[Card, str] | None:
        """One of its buttons; rarely one that ends everything, never a setting."""
        pairs = [(label, card.button_id(label) or "") for label in card.enabled_buttons]
        pairs = [(label, one) for label, one in pairs if one and not one.startswith(NEVER) and "/back/" not in one]
        if not pairs:
            return None
        weights = [_weight(label) for label, _ in pairs]
        return card, self.rng.choices(pairs, weights)[0][1]

    def newest(self) -> list[Card]:
        """The bot's last messages that they see, the newest last; what was put off is mostly left alone until then."""
        cards = [Card(message) for message in self.person._bot_messages()[-NEWEST:]]
        return [card for card in cards if PUT_OFF not in card.text or self.rng.random() < 0.002]


def _weight(label: str) -> float:
    if label.startswith(RARE):
        return 0.01
    return {"Back": 0.2, LATER: 12.0}.get(label, 1.0)


def _is(label: str, start: str) -> bool:
    """Whether this is the button: "No" is not "Not sure", and "3" is not "30 minutes"."""
    return label == start or (len(start) > 2 and label.startswith(start)) or (start == "18" and label.startswith("18"))
