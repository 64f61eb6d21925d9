"""Danger by rules: concepts near each other, if nothing takes them back."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from bot.core.content.base import LEVELS, Level
from bot.core.content.understanding import DangerRule, Flag
from bot.core.understand.lexicon import Hits, Token
from bot.core.understand.scopes import BIT

Place = tuple[int, int]
_PAST_AND_CLEARED = BIT["past"] | BIT["cleared"]


@dataclass(frozen=True, slots=True)
class Sign:
    """A rule that matched: its kind and urgency, whether it counts, and the tokens that led there."""

    flag: str
    level: Level
    live: bool
    places: tuple[Place, ...]
    plain: bool = False
    """Whether it is a phrase that means danger by itself (safety.yaml): nothing but its own words takes it back."""


@dataclass(frozen=True, slots=True)
class _Rule:
    flag: Flag
    rule: DangerRule
    slots: tuple[tuple[str, ...], ...]
    given: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]
    spared: int
    """The bits that do not take it back."""
    plain: bool


class DangerRules:
    """All rules of the content, by the concepts of their first slot."""

    def __init__(self, flags: Iterable[Flag], plain: Container[str] = ()) -> None:
        self._by_concept: dict[str, list[_Rule]] = {}
        for flag in flags:
            for rule in flag.rules:
                compiled = _compiled(flag, rule, plain)
                for name in compiled.slots[0]:
                    self._by_concept.setdefault(name, []).append(compiled)

    def signs(self, tokens: list[Token], hits: Hits, marks: list[int]) -> list[Sign]:
        """Every rule that matches, whether or not it is taken back."""
        found: list[Sign] = []
        seen: set[int] = set()
        for name in hits:
            for rule in self._by_concept.get(name, ()):
                if id(rule) in seen:
                    continue
                seen.add(id(rule))
                sign = _match(rule, tokens, hits, marks)
                if sign is not None:
                    found.append(sign)
        return found


def strongest(signs: Iterable[Sign]) -> Sign | None:
    """The most urgent sign; of equal ones the first."""
    best: Sign | None = None
    for sign in signs:
        if best is None or LEVELS.index(sign.level) > LEVELS.index(best.level):
            best = sign
    return best


def _compiled(flag: Flag, rule: DangerRule, plain: Container[str]) -> _Rule:
    def names(slots: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(name.strip() for name in slot.split("|")) for slot in slots)

    spared = sum(BIT[kind] for kind in rule.despite)
    return _Rule(flag, rule, names(rule.all), names(rule.given), rule.unless, spared, rule.all[0] in plain)


def _match(rule: _Rule, tokens: list[Token], hits: Hits, marks: list[int]) -> Sign | None:
    slots = [[place for name in slot for place in hits.get(name, ())] for slot in rule.slots]
    given = [[place for name in slot for place in hits.get(name, ())] for slot in rule.given]
    if not all(slots) or not all(given):
        return None
    alive = [[place for place in slot if _lives(rule, marks[place[0]])] for slot in slots]
    there = [[place for place in slot if not marks[place[0]] & BIT["negated"]] for slot in given]
    chosen = _near(rule, tokens, alive) if all(alive) and all(there) else None
    if chosen is not None and not _means_other(rule, tokens, hits, chosen):
        return Sign(rule.flag.id, rule.rule.level, True, chosen, rule.plain)
    chosen = _near(rule, tokens, slots)
    if chosen is None or _means_other(rule, tokens, hits, chosen):
        return None
    return Sign(rule.flag.id, rule.rule.level, False, chosen)


def _lives(rule: _Rule, mark: int) -> bool:
    left = mark & ~rule.spared
    if rule.flag.strict and (left & _PAST_AND_CLEARED) != _PAST_AND_CLEARED:
        left &= ~_PAST_AND_CLEARED
    return not left


def _near(rule: _Rule, tokens: list[Token], slots: list[list[Place]]) -> tuple[Place, ...] | None:
    """One place for each slot, all within the rule's reach."""
    within = rule.rule.within
    for anchor in slots[0]:
        here = tokens[anchor[0]].at
        chosen = [anchor]
        for slot in slots[1:]:
            left = [place for place in slot if place not in chosen]
            if left:
                chosen.append(min(left, key=lambda place: abs(tokens[place[0]].at - here)))
        if len(chosen) < len(slots):
            continue
        first = min(tokens[place[0]].at for place in chosen)
        last = max(tokens[place[1] - 1].at for place in chosen)
        if last - first <= within + sum(end - start - 1 for start, end in chosen):
            return tuple(chosen)
    return None


def _means_other(rule: _Rule, tokens: list[Token], hits: Hits, chosen: tuple[Place, ...]) -> bool:
    """Whether a word in the same sentence, and not in the match itself, says that something else is meant."""
    if not rule.unless:
        return False
    sentences = {tokens[place[0]].sentence for place in chosen}
    return any(tokens[start].sentence in sentences for name in rule.unless for start, _ in hits.get(name, ()))
