"""Mentions and links: content must ping nobody, lead to no shop, and hold no placeholder that nobody fills in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.content.plan import Outcome
from bot.core.content.safety import Crisis
from bot.core.content.topic import Option
from bot.library.lint.material import Material, strings, texts
from bot.library.problem import Problem
from bot.library.words import quote

MENTION = re.compile(r"@(?:everyone|here)\b|<(?:@[!&]?|#)\d*>?|</[^>]*>?", re.IGNORECASE)
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
PAID = re.compile(r"[?&](?:ref|tag|aff\w*|utm_\w+|partner|coupon)=", re.IGNORECASE)
SHORT = re.compile(
    r"\b(?:call|dial|ring|phone|text)\W(?:\w+\W){0,2}?(911|999|112|111|000|988|116 ?123)\b", re.IGNORECASE
)
LONG = re.compile(r"(\+\d[\d -]{6,}\d)")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def problems(material: Material) -> Iterator[Problem]:
    """Yield mentions, paid links, telephone numbers and placeholders, each at its place."""
    for path, value in material.values.items():
        folder = path.partition("/")[0]
        if folder == "vignettes":
            continue
        for loc, text in strings(value):
            for found in MENTION.finditer(text):
                message = f"{quote(found[0])} would be a mention; content must not ping anybody."
                yield material.error(path, loc, message, word=found[0])
        if folder != "understanding":
            yield from _links_and_numbers(material, path, value)
        yield from _placeholders(material, path, value)


def _links_and_numbers(material: Material, path: str, value: object) -> Iterator[Problem]:
    for loc, text in strings(value):
        for found in LINK.finditer(text):
            if PAID.search(found[0]):
                message = f"{quote(found[0])} looks like a paid link; link without it."
                yield material.error(path, loc, message, word=found[0])
    for loc, text in texts(value):
        for found in (*SHORT.finditer(text), *LONG.finditer(text)):
            message = f"{quote(found[1])} is a telephone number, right in one country only."
            hint = "write: your local emergency number"
            yield material.error(path, loc, message, hint=hint, word=found[1])


def _placeholders(material: Material, path: str, value: object) -> Iterator[Problem]:
    for loc, model in material.models(value):
        if isinstance(model, Outcome):
            fields = {"why": model.why, "title": model.title, "next": model.next}
            known = {"why": ("{said}",)}
        elif isinstance(model, Option):
            fields = {
                "label": model.label,
                "said": model.said,
                "tip": model.tip,
                "tip_no_pressure": model.tip_no_pressure,
            }
            known = {"tip_no_pressure": ("{because}",)}
        elif isinstance(model, Crisis):
            fields, known = dict(model), dict.fromkeys(Crisis.model_fields, ("{resources}",))
        else:
            continue
        for key, text in fields.items():
            for found in PLACEHOLDER.finditer(text or ""):
                if found[0] not in known.get(key, ()):
                    allowed = known.get(key, ())
                    hint = f"here only {allowed[0]} is filled in" if allowed else "nothing is filled in here"
                    message = f"Nobody fills in {quote(found[0])}."
                    yield material.error(path, (*loc, key), message, hint=hint, word=found[0])
