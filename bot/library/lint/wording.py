"""Words that content must not use: promises, diagnoses, clearances, fear, sales and the clinic's own terms.

Source: the evidence pack, sections 1.1 and 6. The rules are for English; another language needs its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.library.lint.material import Material, texts
from bot.library.problem import Problem
from bot.library.words import quote


class Rule(NamedTuple):
    """What is wrong with some words, what to write instead, and the words."""

    what: str
    instead: str
    pattern: re.Pattern[str]


def _rule(what: str, instead: str, pattern: str) -> Rule:
    return Rule(what, instead, re.compile(rf"(?<![\w'’-])(?:{pattern})(?![\w'’])", re.IGNORECASE))


_GONE = r"gone|fixed|better|relief|release[sd]?|pain[- ]free|rid of it|loose"
_PARTS = r"ql|disc|spine|nerve|joint|muscle|psoas|pelvis|si joint"

RULES: tuple[Rule, ...] = (
    _rule(
        "promises something",
        "write may, probably or some people",
        r"cure[sd]?|fix(?:es|ed)?|guarantee\w*|finally|permanent(?:ly)?|miracle\w*|instant(?:ly)? (?:relief|release)"
        rf"|always (?:works|helps)|(?:{_GONE}) (?:with)?in \d+ (?:seconds?|minutes?|days?)|heals?|proven to"
        r"|will (?:help|heal|work|release|go away|get better|be gone)",
    ),
    _rule(
        "tells what somebody has",
        "write: what you describe is often called …, or: one possibility people try first",
        r"diagnos\w*|you have (?:a|an) (?!(?:plan|diary|chair|wall|mat)\b)\w+|you(?:'ve| have) got (?:a|an)"
        rf"|your (?:{_PARTS}) (?:is|are) (?!sore\b|tight\b)\w+|it(?:'s| is) (?:a|your) (?:knot|disc|{_PARTS})",
    ),
    _rule(
        "clears somebody",
        "write: nothing you told me is on our stop list",
        r"you(?:'re| are) (?:perfectly |completely )?(?:safe|healthy|in the clear)|nothing serious|no red flags?"
        r"|(?<!not an )(?<!no )all[- ]clear|nothing to worry about|nothing is wrong|completely safe|totally safe",
    ),
    _rule(
        "may frighten",
        "say what to do; hurt is not always harm",
        r"damag\w+|out of place|out of alignment|misalign\w+|unstable|weak core|slipped dis[ck]s?|degenerat\w+"
        r"|wear and tear|worn[- ]out (?:disc|spine|joint)s?|crumbl\w+|crippl\w+|paraly[sz]\w+|ruin\w*",
    ),
    _rule(
        "sells something",
        "name a kind of thing, such as a floor-anchored tool, and no product",
        r"buy (?:now|it|one|the|our)|discounts?|coupons?|promo(?:tion)?s?|affiliate\w*|limited offer"
        r"|order (?:now|today)|best[- ]selling|(?:ql )?claw|our (?:tool|product|shop|store)|sponsored|free trial",
    ),
    _rule(
        "is the clinic's word",
        "write: before you start, a few questions, not for today, plan",
        r"screening|screened|triage\w*|red flags?|treat(?:s|ed|ing|ments?)?|therap\w+|patients?|contraindicat\w+",
    ),
    _rule(
        "states what studies do not show",
        "write tender spot, and say what people feel",
        r"break(?:s|ing)? up (?:knots?|scar|tissue|adhesions?)|adhesions?|toxins?|muscle memory"
        r"|increas\w+ blood flow|release[sd]? (?:the )?fascia",
    ),
)


def problems(material: Material) -> Iterator[Problem]:
    """Yield each text that breaks a rule, at the word."""
    if not material.english:
        return
    for path, value in material.values.items():
        if path.partition("/")[0] in ("understanding", "vignettes"):
            continue
        for loc, text in texts(value):
            for rule in RULES:
                for found in rule.pattern.finditer(text):
                    message = f"{quote(found[0])} {rule.what}."
                    yield material.style(path, loc, message, hint=rule.instead, word=found[0])
