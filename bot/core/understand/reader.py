"""Read a message: its kind, its danger, its likely reason, and the words that led there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.core.content.base import Level
from bot.core.content.pack import Pack
from bot.core.content.understanding import DangerRule, Example, Flag, Reason, Understanding
from bot.core.understand import features as feature
from bot.core.understand.danger import DangerRules, Sign, strongest
from bot.core.understand.lexicon import Hits, Lexicon, Token
from bot.core.understand.listening import Ear, Piece, pieces
from bot.core.understand.model import Binary, Choice, Names, logistic
from bot.core.understand.scopes import BIT, Scopes

Label = Literal["red_flag", "crisis", "stuck_ql", "other_body", "unrelated", "negated_red_flag"]
Urgency = Level | Literal["none", "crisis"]
CRISIS = "crisis"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the original text that led to the reading."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message was taken for."""

    label: Label
    urgency: Urgency
    flag: str | None = None
    cause: str | None = None
    reason: str | None = None
    reasons: tuple[str, ...] = ()
    """The three likeliest reasons, the likeliest first."""
    topic: str | None = None
    confidence: float = 1.0
    spans: tuple[Span, ...] = ()
    options: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Answers that the text pre-selects, by question."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A message taken apart."""

    text: str
    tokens: list[Token]
    hits: Hits
    marks: list[int]
    signs: list[Sign]
    features: list[str]


class Reader:
    """Everything that reading needs, made once for a pack; reading changes nothing in it but a store of words."""

    def __init__(self, pack: Pack) -> None:
        parts = (*pack.understanding, _said(pack))
        flags = [flag for part in parts for flag in part.flags]
        self._flags: dict[str, Flag] = {flag.id: flag for flag in reversed(flags)}
        self._reasons: dict[str, Reason] = {reason.id: reason for part in parts for reason in part.reasons}
        examples = [example for part in parts for example in part.examples]
        self._lexicon = Lexicon(parts, (text for example in examples for text in example.texts))
        scopes = [scope for part in parts for scope in part.scopes]
        self._scopes = Scopes(scopes, self._lexicon.turns)
        self._kinds = [scope.kind + scope.side for scope in scopes]
        self._rules = DangerRules(flags)
        self._meaning = frozenset(name for part in parts if part.reasons for name in part.concepts)
        self._aside = frozenset(
            name
            for part in parts
            if part.flags and all(flag.id == CRISIS for flag in part.flags)
            for name in part.concepts
        )
        self._topical = frozenset(name for part in parts for name in part.topical)
        self._default_topic = pack.info.default_topic
        self._learn(examples)

    @classmethod
    def from_pack(cls, pack: Pack) -> "Reader":
        """The reader of a pack."""
        return cls(pack)

    def _learn(self, examples: Sequence[Example]) -> None:
        seen = [(self._see(text), example) for example in examples for text in example.texts]
        self._names = Names((*one.features, *self._apart(one)) for one, _ in seen)
        size = len(self._names)
        docs = [(self._names.ids(one.features), example) for one, example in seen]
        by_label: dict[str, list[list[int]]] = {}
        for ids, example in docs:
            by_label.setdefault(example.label, []).append(ids)

        def between(yes: str, no: str) -> Binary:
            return Binary.learned(by_label.get(yes, []), by_label.get(no, []), size)

        self._stuck_or_unrelated = between("stuck_ql", "unrelated")
        self._stuck_or_other = between("stuck_ql", "other_body")
        self._stuck_or_negated = between("stuck_ql", "negated_red_flag")
        self._other_or_unrelated = between("other_body", "unrelated")
        self._negated_or_unrelated = between("negated_red_flag", "unrelated")
        self._reason = Choice.learned([(ids, example.reason) for ids, example in docs if example.reason], rounds=4)
        self._flag = Choice.learned([(ids, example.flag) for ids, example in docs if example.flag], rounds=3)
        self._learn_to_listen(seen)

    def _learn_to_listen(self, seen: Sequence[tuple[_Seen, Example]]) -> None:
        """What danger sounds like, so that the part of a message that says it can be found."""
        said = [(self._pieces(one), example) for one, example in seen]
        safe = [each for each, example in said if example.label not in ("red_flag", CRISIS)]
        size = len(self._names)

        def ear(is_meant: Callable[[Example], bool], others: Sequence[Sequence[Piece]] | None = None) -> Ear:
            rest = [each for each, example in said if not is_meant(example)] if others is None else others
            return Ear.learned([each for each, example in said if is_meant(example)], rest, size)

        self._red_ear = ear(lambda example: example.label == "red_flag", safe)
        self._crisis_ear = ear(lambda example: example.label == CRISIS)
        self._own_ears = {
            flag.id: ear(lambda example, name=flag.id: example.flag == name)
            for flag in self._flags.values()
            if flag.listen
        }

    def _apart(self, seen: _Seen) -> list[str]:
        """The concepts that only a crisis is made of: no other model looks at them."""
        return [
            ("N:" if seen.marks[start] else "C:") + name
            for name in self._aside
            for start, _ in seen.hits.get(name, ())[:1]
        ]

    def _pieces(self, seen: _Seen) -> list[Piece]:
        return pieces(self._names, seen.tokens, seen.hits, seen.marks, seen.signs)

    def _see(self, text: str) -> _Seen:
        tokens = self._lexicon.tokens(text)
        hits = self._lexicon.hits(tokens)
        marks = self._scopes.mark(tokens, hits)
        signs = self._rules.signs(tokens, hits, marks)
        told = {name: places for name, places in hits.items() if name not in self._aside}
        found = feature.of_message(tokens, told, marks, signs, self._meaning, self._kinds)
        return _Seen(text, tokens, hits, marks, signs, found)

    def read(self, text: str) -> Reading:
        """What this message is taken for."""
        seen = self._see(text)
        live = [sign for sign in seen.signs if sign.live]
        crisis = next((sign for sign in live if sign.flag == CRISIS), None)
        if crisis is not None:
            return Reading("crisis", "crisis", confidence=0.95, spans=self._spans(seen, crisis.places))
        worst = strongest(live)
        if worst is not None and worst.level == "emergency":
            return self._red(seen, worst.flag, worst.level, 0.95, worst.places)
        said = self._pieces(seen)
        heard = self._listened(seen, said)
        if heard is not None:
            return heard
        if worst is not None:
            return self._red(seen, worst.flag, worst.level, 0.95, worst.places)
        return self._sounds_dangerous(seen, said) or self._harmless(seen)

    def options_of(self, reason: str) -> dict[str, tuple[str, ...]]:
        """The answers that a reason pre-selects, by question."""
        return dict(self._reasons[reason].options) if reason in self._reasons else {}

    def command(self, text: str) -> Literal["wrong", "stop", "pause", "next"] | None:
        """What someone asks for while a routine runs; a longer text is only listened to for what is wrong."""
        tokens = self._lexicon.tokens(text)
        hits = self._lexicon.hits(tokens)
        marks = self._scopes.mark(tokens, hits)
        for name, command in COMMANDS.items():
            said = any(not marks[start] & BIT["negated"] for start, _ in hits.get(name, ()))
            if said and (command == "wrong" or len(tokens) <= SHORT):
                return command
        return None

    def _listened(self, seen: _Seen, said: Sequence[Piece]) -> Reading | None:
        for name, ear in self._own_ears.items():
            for score, place in ear.heard(said):
                if score > OWN_EAR and self._tells(seen, place):
                    return self._red(seen, name, self._flags[name].level, logistic(score), (place,))
        return None

    def _red(
        self, seen: _Seen, flag: str, level: Level, confidence: float, places: Sequence[tuple[int, int]]
    ) -> Reading:
        cause = self._flags[flag].cause if flag in self._flags else None
        spans = self._spans(seen, places)
        return Reading("red_flag", level, flag, cause, None, (), self._default_topic, confidence, spans)

    def _tells(self, seen: _Seen, place: tuple[int, int]) -> bool:
        """Whether these words hold anything that danger is made of: a sound alone is not enough."""
        return any(
            place[0] < end and start < place[1] for name in self._topical for start, end in seen.hits.get(name, ())
        )

    def _sounds_dangerous(self, seen: _Seen, said: Sequence[Piece]) -> Reading | None:
        """No rule matched, but some part of the message sounds like those that mean danger."""
        score, place = next(iter(self._crisis_ear.heard(said)), (CRISIS_EAR, (0, 0)))
        calm = max(0.0, self._stuck_or_unrelated.score(self._names.ids(seen.features)))
        if score > CRISIS_EAR + calm:
            return Reading("crisis", "crisis", confidence=logistic(score), spans=self._spans(seen, (place,)))
        for score, place in self._red_ear.heard(said):
            if score > RED_EAR and self._tells(seen, place):
                flag = self._likeliest_flag(seen)
                return self._red(seen, flag, self._flags[flag].level, logistic(score), (place,))
        return None

    def _likeliest_flag(self, seen: _Seen) -> str:
        """The kind that the examples make likeliest; one that is listened for already at half of that."""
        shares = self._flag.shares(self._names.ids(seen.features))
        close = [name for name in self._own_ears if shares.get(name, 0.0) > OWN_SHARE]
        return close[0] if close else max(shares, key=shares.__getitem__)

    def _harmless(self, seen: _Seen) -> Reading:
        if not len(self._names):
            return Reading("unrelated", "none", confidence=0.5)
        ids = self._names.ids(seen.features)
        stuck = self._stuck_or_unrelated.score(ids)
        denied = any(seen.marks[start] for name in self._topical for start, _ in seen.hits.get(name, ()))
        denied = denied or bool(seen.signs)
        if stuck > STUCK:
            other = self._stuck_or_other.score(ids)
            if other < 0:
                return Reading("other_body", "none", confidence=logistic(-other))
            kept = self._stuck_or_negated.score(ids)
            if denied and kept < 0:
                return self._negated(seen, logistic(-kept))
            return self._stuck(seen, ids, logistic(min(stuck, other)))
        other = self._other_or_unrelated.score(ids)
        if other > 0:
            return Reading("other_body", "none", confidence=logistic(other))
        negated = self._negated_or_unrelated.score(ids)
        if denied and negated > 0:
            return self._negated(seen, logistic(negated))
        known = len(ids) > FEW
        return Reading("unrelated", "none", confidence=logistic(-max(stuck, other)) if known else 0.5)

    def _negated(self, seen: _Seen, confidence: float) -> Reading:
        places = [place for sign in seen.signs for place in sign.places]
        return Reading(
            "negated_red_flag",
            self._caution(seen),
            topic=self._default_topic,
            confidence=confidence,
            spans=self._spans(seen, places),
        )

    def _stuck(self, seen: _Seen, ids: Sequence[int], confidence: float) -> Reading:
        shares = self._reason.shares(ids)
        best = sorted(shares, key=shares.__getitem__, reverse=True)[:3]
        reason = best[0] if best else None
        options = self.options_of(reason) if reason else {}
        return Reading(
            "stuck_ql",
            self._caution(seen),
            reason=reason,
            reasons=tuple(best),
            topic=self._default_topic,
            confidence=min(confidence, shares[reason] if reason else 1.0),
            options=options,
        )

    def _caution(self, seen: _Seen) -> Urgency:
        found = any(not seen.marks[start] & BIT["negated"] for name in CAUTIONS for start, _ in seen.hits.get(name, ()))
        return "caution" if found else "ok"

    def _spans(self, seen: _Seen, places: Sequence[tuple[int, int]]) -> tuple[Span, ...]:
        found = sorted({(seen.tokens[start].start, seen.tokens[end - 1].end) for start, end in places if end > start})
        return tuple(Span(start, end, seen.text[start:end]) for start, end in found)


COMMANDS: dict[str, Literal["wrong", "stop", "pause", "next"]] = {
    "DO_WRONG": "wrong",
    "DO_STOP": "stop",
    "DO_PAUSE": "pause",
    "DO_NEXT": "next",
}
"""Concepts that ask for something while a routine runs, the most careful first."""
SHORT = 7
FEW = 3
"""Features of a message of which no word was ever seen: its length alone."""
CAUTIONS = ("THINNERS", "BONE_RISK", "PREG_ONLY", "POSTPARTUM", "KIDNEY_RISK", "STONE", "BRUISED")
"""Concepts that ask for care without being danger."""

# Set on messages that the models had not seen, by files in turn: what is found against what is alarmed for nothing.
STUCK = -0.6
RED_EAR = 0.0
CRISIS_EAR = -1.0
OWN_EAR = -1.3
OWN_SHARE = 0.3


def _said(pack: Pack) -> Understanding:
    """The phrases of safety.yaml as rules: each alone means its danger, if nothing takes it back."""
    known = [flag for part in pack.understanding for flag in part.flags]
    concepts = {f"said_{danger.id}": danger.phrases for danger in pack.safety.danger}
    flags: list[Flag] = []
    for danger in pack.safety.danger:
        level: Level = "emergency" if danger.level == CRISIS else danger.level
        rule = DangerRule(all=(f"said_{danger.id}",), level=level)
        name = CRISIS if danger.level == CRISIS else danger.id
        like = next((flag for flag in known if flag.id == name or (flag.cause and flag.cause == danger.cause)), None)
        base = like or Flag(id=name, cause=danger.cause, level=level)
        flags.append(base.model_copy(update={"rules": (rule,)}))
    return Understanding(id="safety", concepts=concepts, flags=tuple(flags))
