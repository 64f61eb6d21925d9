"""A server's changes can make members safer, and never less safe."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from bot.library.overlay.changes import Files, diff
from bot.library.overlay.floor import EVERY_BAR, refusals

Edit = Callable[[Any], object]


def q(files: Any, name: str) -> Any:
    """A question of the safety file."""
    return next(item for item in files["safety.yaml"]["questions"] if item["id"] == name)


def r1(files: Any) -> Any:
    return files["routines/r01_floor_press.yaml"]


def pressing(files: Any) -> Any:
    return next(s for block in r1(files)["blocks"] for s in block["steps"] if s.get("pressure"))


def alarming(files: Any) -> str:
    """A concept that a danger rule needs, and none takes danger back with."""
    rules = [rule for flag in files["understanding/danger.yaml"]["flags"] for rule in flag["rules"]]
    needed = [name for rule in rules for words in rule["all"] for name in words.split("|")]
    spared = {name for rule in rules for words in rule.get("unless", ()) for name in words.split("|")}
    own = files["understanding/danger.yaml"]["concepts"]
    topical = {name for path, file in files.items() if path.startswith("under") for name in file.get("topical", ())}
    return next(name for name in needed if name in own and name not in spared | topical)


def back(files: Any) -> Any:
    return files["topics/back.yaml"]


def swap(texts: Any, one: str, other: str) -> None:
    """Two labels change places."""
    texts[one], texts[other] = texts[other], texts[one]


WEAKER: dict[str, Edit] = {
    "an item of a question goes": lambda f: q(f, "q1")["items"].pop(0),
    "a question goes": lambda f: f["safety.yaml"]["questions"].pop(1),
    "a level comes down": lambda f: q(f, "q1")["items"][0].update(level="soon"),
    "an item is asked of fewer": lambda f: q(f, "q1")["items"][0].update(when={"age": ["70+"]}),
    "an item says something else": lambda f: q(f, "q1")["items"][0].update(text="Feeling fine"),
    "an urgent card is calmer": lambda f: f["safety.yaml"]["cards"][0].update(text="Rest a little."),
    "a card holds no longer": lambda f: f["safety.yaml"]["cards"][0].update(hold=False),
    "a limit is shorter": lambda f: f["safety.yaml"]["limits"][0]["set_by"].pop(),
    "a stop opens more": lambda f: f["safety.yaml"]["stops"][5].update(only=["r1"]),
    "the questions come seldom": lambda f: f["safety.yaml"].update(anything_new_after_days=28),
    "the crisis card says less": lambda f: f["safety.yaml"]["crisis"].update(text="Cheer up."),
    "the public line is another": lambda f: f["texts.yaml"].update({"public.urgent": "Never mind."}),
    "a text goes": lambda f: f["texts.yaml"].pop("hello.title"),
    "that nobody has signed is hidden": lambda f: f["texts.yaml"].update({"about.unreviewed": "All fine."}),
    "a signature is made up": lambda f: r1(f).update(review={"reviewed_by": "Dr. Me", "reviewed_on": "2026-01-01"}),
    "a bar goes": lambda f: r1(f)["not_if"].pop(),
    "all bars go": lambda f: r1(f).pop("not_if"),
    "a ceiling goes up": lambda f: r1(f).update(ceiling=9),
    "a step's ceiling goes": lambda f: pressing(f).pop("ceiling"),
    "pressing is not called pressing": lambda f: pressing(f).update(pressure=False),
    "pressing is not marked": lambda f: pressing(f).pop("pressure"),
    "a new step presses unmarked": lambda f: r1(f)["blocks"][0]["steps"].append(
        {"kind": "hold", "text": "Lie on the ball", "seconds": 60}
    ),
    "steps come back without their marks": lambda f: r1(f).update(
        blocks=[{"steps": [{"kind": "hold", "text": pressing(f)["text"], "seconds": 60}]}]
    ),
    "a routine goes": lambda f: f.pop("routines/r04_breathing.yaml"),
    "a grade is better": lambda f: r1(f)["claim"].update(grade="moderate"),
    "a topic's stop matches less": lambda f: f["topics/back.yaml"].update(stop_also={}),
    "a question behind a stop is asked of nobody": lambda f: f["topics/back.yaml"]["questions"][0].update(
        when={"age": ["70+"]}
    ),
    "a phrase of danger goes": lambda f: next(iter(f["understanding/danger.yaml"]["concepts"].values())).pop(),
    "a denial reaches further": lambda f: f["understanding/scopes.yaml"]["scopes"][0]["phrases"].append("numb"),
    "danger is taught as talk": lambda f: f["understanding/examples-unrelated.yaml"]["examples"].append(
        {"label": "unrelated", "texts": ["i cant feel when i pee"]}
    ),
    "what was learned is turned down": lambda f: f["understanding/learned-label.yaml"]["learned"][0].update(scale=0.01),
    "harmless talk is added where talk is taught": lambda f: f["understanding/examples-unrelated.yaml"]["examples"][0][
        "texts"
    ].append("my crotch is numb"),
    "a new file teaches danger as a stuck back": lambda f: f.update(
        {"understanding/ours.yaml": {"id": "ours", "examples": [{"label": "stuck_ql", "texts": ["numb crotch"]}]}}
    ),
    "a new file brings weights of its own": lambda f: f.update(
        {"understanding/ours.yaml": {"id": "ours", "learned": [{"task": "label", "classes": ["crisis"], "scale": 1}]}}
    ),
    "a new file takes danger back": lambda f: f.update(
        {"understanding/ours.yaml": {"id": "ours", "scopes": [{"kind": "negated", "side": "both", "reach": 60}]}}
    ),
    "a new file teaches danger as talk": lambda f: f.update(
        {"understanding/ours.yaml": {"id": "ours", "examples": [{"label": "unrelated", "texts": ["numb crotch"]}]}}
    ),
    "a shipped id is taken over": lambda f: f.update(
        {"routines/x.yaml": {**r1(f), "not_if": sorted(EVERY_BAR), "ceiling": 3}}
    ),
    "a shipped routine is renamed": lambda f: r1(f).update(id="old1"),
    "a routine of their own for everybody": lambda f: f.update({"routines/o.yaml": {**r1(f), "id": "o", "code": "O"}}),
    "the shipped test cases are emptied": lambda f: f["vignettes/table.yaml"].update(cases=[]),
    "members begin elsewhere": lambda f: f["pack.yaml"].update(default_topic="ours"),
    "what eases is another": lambda f: f["pack.yaml"].update(ease={"routine": "r1"}),
    "a topic of their own": lambda f: f.update({"topics/ours.yaml": {**back(f), "id": "ours"}}),
    "a place fits everybody": lambda f: back(f)["places"][0].update(when={}),
    "a row comes first": lambda f: back(f)["rows"].insert(0, {"id": "ours", "outcome": {}}),
    "health words on a locked screen": lambda f: f["texts.yaml"].update({"prompt.notify": "Your back pain"}),
    "what to do when it feels wrong": lambda f: f["texts.yaml"].update({"play.wrong_body": "That is normal."}),
    "yes and no change places": lambda f: swap(f["texts.yaml"], "check.yes", "check.no"),
    "keeping and not keeping change places": lambda f: swap(f["texts.yaml"], "diary.keep", "diary.nothing"),
    "privacy is promised": lambda f: f["texts.yaml"].update({"privacy.keeps": "Nobody sees anything."}),
    "a grade's words are better": lambda f: f["texts.yaml"].update({"grade.very_low": "proven"}),
    "a link": lambda f: f["texts.yaml"].update({"button.why": "[Why?](https://evil.example)"}),
    "a filling is lost": lambda f: f["texts.yaml"].update({"button.ease": "Ease it"}),
    "the scale is turned": lambda f: back(f)["questions"][0].update(ask="0 is the worst, 10 is nothing"),
    "a page sends nobody to help": lambda f: f["explainers/not-muscle.yaml"]["points"].clear(),
    "heat for longer": lambda f: f["routines/r12_heat_then_move.yaml"]["blocks"][0]["steps"][0].update(seconds=1500),
    "rungs lose their bars": lambda f: f["routines/r07_side_plank.yaml"]["levels"].pop(),
    "a crisis is taught where a body hurts": lambda f: f.update(
        {"understanding/o.yaml": {"id": "o", "examples": [{"label": "crisis", "texts": ["chest pain"]}]}}
    ),
    "items are put before the shipped ones": lambda f: q(f, "q1")["items"].insert(
        0, {"id": "ours", "text": "Something", "level": "soon"}
    ),
    "a card nobody reads to its end": lambda f: q(f, "q1")["items"].extend(
        {"id": f"o{n}", "text": f"Item {n}", "level": "soon"} for n in range(6)
    ),
    "the disclaimer goes": lambda f: f["pack.yaml"].update(disclaimer="I am a doctor."),
}

STRICTER: dict[str, Edit] = {
    "an item of their own": lambda f: q(f, "q4")["items"].append(
        {"id": "ours", "text": "A tick bite lately", "level": "same_day"}
    ),
    "the questions come more often": lambda f: f["safety.yaml"].update(anything_new_after_days=3),
    "other words of a button": lambda f: f["texts.yaml"].update({"button.why": "How come?"}),
    "a lower ceiling": lambda f: r1(f).update(ceiling=3),
    "one more bar": lambda f: r1(f)["not_if"].append("no_heat"),
    "other words of a step": lambda f: pressing(f).update(text="Lower yourself on it slowly."),
    "a word for the back": lambda f: f["topics/back.yaml"]["words"].append("lumbar bit"),
    "a word of danger": lambda f: f["understanding/danger.yaml"]["concepts"][alarming(f)].append("blimblam"),
    "one more line that ends a routine": lambda f: f["safety.yaml"]["stop_list"].append("A cold sweat"),
    "a test case of their own": lambda f: f.update({"vignettes/ours.yaml": {"cases": []}}),
    "a routine for whoever has no limit": lambda f: f.update(
        {"routines/ours.yaml": {**r1(f), "id": "ours", "code": "O1", "not_if": sorted(EVERY_BAR), "ceiling": 3}}
    ),
    "a page of their own": lambda f: f["explainers/heat.yaml"].update(title="Warmth"),
}


def after(shipped: Any, edit: Edit) -> list[str]:
    _, old, pack = shipped
    new: Any = deepcopy(dict(old))
    edit(new)
    changes = diff(old, new)
    assert changes, "the edit changed nothing"
    return [sentence for _, sentence in refusals(changes, pack)]


@pytest.mark.parametrize("name", WEAKER)
def test_what_would_weaken_is_refused_with_what_to_do(shipped: tuple[Any, Files, Any], name: str) -> None:
    sentences = after(shipped, WEAKER[name])
    assert sentences
    assert all(":" in sentence for sentence in sentences)


@pytest.mark.parametrize("name", STRICTER)
def test_what_adds_or_only_says_it_differently_is_taken(shipped: tuple[Any, Files, Any], name: str) -> None:
    assert after(shipped, STRICTER[name]) == []
