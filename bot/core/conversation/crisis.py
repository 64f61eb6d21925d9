"""When someone may not want to live: one kind answer, people to talk to, and then out of the way.

Source: the evidence pack, section 1.3. That it was a crisis is never part of a session's state: the cards stand beside
the conversation, their buttons lead to pages that need no row, and the way back shows the card that was there before.
Only where the words were heard in public does a card wait, unopened, for its writer.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from bot.core.cards import Button, Card
from bot.core.content.pack import Pack
from bot.core.conversation import running
from bot.core.conversation.turn import Turn
from bot.core.crisis import NO_HELP, Help, told
from bot.core.understand.crises import CrisisKinds, Kind

Shown = Kind | Literal["quiet"]
"""`quiet`: the first card was shown a short while ago, and is not shown again."""
FEW = 3
"""People that the first card names; all stand behind its button."""
PER_ROW = 4
_KINDS: dict[int, tuple[Pack, CrisisKinds]] = {}


@dataclass(frozen=True, slots=True)
class Voice:
    """What these cards are made of: the words, the people to talk to, and whether a moderator can be told."""

    pack: Pack
    help: Help = NO_HELP
    can_tell: bool = False

    def text(self, key: str, **values: object) -> str:
        """A text of the interface with its placeholders filled in."""
        text = self.pack.texts[key]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def button(self, key: str, path: str, style: Literal["primary", "secondary", "danger"] = "secondary") -> Button:
        """A button that leads to a page of these cards."""
        return Button(self.text(key), path, style)

    def filled(self, text: str, most: int = 10) -> str:
        """A text with the people to talk to in it."""
        return text.replace("{resources}", told(self.help, self.text, most))


def kind_of(pack: Pack, text: str) -> Kind:
    """Whose crisis it is, and whether something was done already."""
    known = _KINDS.get(id(pack))
    if known is None:
        if len(_KINDS) >= PER_ROW:
            _KINDS.clear()
        known = _KINDS[id(pack)] = (pack, CrisisKinds(pack.understanding))
    return known[1].kind(text)


def heard(turn: Turn, text: str) -> Turn:
    """Someone wrote this: the card beside the conversation. What runs is paused, unless it is about someone else."""
    kind = kind_of(turn.pack, text)
    return replace(turn if kind == "other" else paused(turn), aside=kind)


def paused(turn: Turn) -> Turn:
    """With the routine, if one runs, at rest."""
    on = turn.state.node == "play" and turn.state.playing is not None
    return running.act_play(turn, "pause") if on else turn


def waits(turn: Turn) -> Turn:
    """Heard in public: the card waits until its writer opens it in private."""
    return replace(turn.with_state(aside=turn.aside, unseen=True), aside=None)


def lets_pass(turn: Turn) -> bool:
    """Whether a press on the own routine still counts while the card waits: it is about someone else."""
    return turn.state.unseen and turn.state.aside == "other"


def card(shown: Shown, voice: Voice) -> Card:
    """The card beside the conversation."""
    return CARDS[shown](voice)


def first_card(voice: Voice) -> Card:
    """The first answer, with four ways on."""
    row = (
        voice.button("crisis.danger", "/people/danger", "danger"),
        voice.button("crisis.people", "/people/list", "primary"),
        voice.button("crisis.other", "/people/other"),
        voice.button("crisis.misread", "/people/ok"),
    )
    return _card(voice, "crisis.title", voice.filled(voice.pack.safety.crisis.text, FEW), row)


def danger_card(voice: Voice) -> Card:
    """The emergency text only, and nothing else to press."""
    return _card(voice, "crisis.danger_title", voice.pack.safety.crisis.danger_text)


def people_card(voice: Voice) -> Card:
    """People to talk to; where nobody knows which country fits, the countries to choose from."""
    countries = tuple(
        Button(f"{country} {_flag(country)}", f"/people/in/{country}")
        for country in voice.help.countries[: 2 * PER_ROW]
    )
    places = tuple(countries[at : at + PER_ROW] for at in range(0, len(countries), PER_ROW))
    where = voice.text("crisis.where") if countries else ""
    row = (voice.button("crisis.danger", "/people/danger", "danger"), *_tell(voice), _back(voice))
    return _card(
        voice, "crisis.people_title", voice.filled(voice.pack.safety.crisis.people_text), *places, row, end=where
    )


def _flag(country: str) -> str:
    """The flag beside a country's two letters, which not everybody knows by heart."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country)


def other_card(voice: Voice) -> Card:
    """For someone who is worried about another person."""
    row = (
        voice.button("crisis.people", "/people/list", "primary"),
        *_tell(voice),
        voice.button("crisis.about_me", "/people"),
        _back(voice),
    )
    return _card(voice, "crisis.other_title", voice.filled(voice.pack.safety.crisis.other_text, FEW), row)


def quiet_card(voice: Voice) -> Card:
    """One line for who has seen the first card a short while ago."""
    row = (
        voice.button("crisis.danger", "/people/danger", "danger"),
        voice.button("crisis.people", "/people/list", "primary"),
    )
    return _card(voice, "crisis.quiet_title", voice.text("crisis.quiet_body"), row)


def tell_card(voice: Voice, server: str) -> Card:
    """What a moderator would be told, before anybody is."""
    row = (voice.button("crisis.tell_yes", "/people/tell/yes", "primary"), _back(voice, "/people/list"))
    title, body = voice.text("crisis.tell"), voice.text("crisis.tell_body", server=server)
    return Card(title, (body,), (row,), tone="urgent")


def _tell(voice: Voice) -> tuple[Button, ...]:
    return (voice.button("crisis.tell", "/people/tell"),) if voice.can_tell else ()


def _back(voice: Voice, path: str = "/people/back") -> Button:
    return voice.button("button.back", path)


def _card(voice: Voice, title: str, text: str, *rows: tuple[Button, ...], end: str = "") -> Card:
    return Card(voice.text(title), tuple(part for part in (text, end) if part), rows, tone="urgent")


CARDS: dict[Shown, Callable[[Voice], Card]] = {
    "self": first_card,
    "done": danger_card,
    "other": other_card,
    "quiet": quiet_card,
}
