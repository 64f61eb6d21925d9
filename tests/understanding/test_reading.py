"""What single messages are taken for: danger, what takes it back, and the reasons."""

import pytest

from bot.core.content.understanding import Example, Understanding
from bot.core.understand import Reader
from bot.core.understand.marks import mark_of
from tests.shipped import pack
from tests.understanding.shipped import reader


@pytest.mark.parametrize(
    ("text", "flag", "urgency"),
    [
        ("I can't feel it when I wee since my back went", "cauda_equina", "emergency"),
        ("my groin has gone numb", "cauda_equina", "emergency"),
        ("Both my legs are tingling", "cauda_equina", "emergency"),
        ("asking for my dad, he wet himself and his back hurts", "cauda_equina", "emergency"),
        ("fever and back pain", "infection", "same_day"),
        ("fever and back pain, and i'm on chemo", "infection", "emergency"),
        ("fell off a ladder, my back is killing me", "fracture_trauma", "emergency"),
        ("came off a 3m drop on the bike, my back went crunch", "fracture_trauma", "emergency"),
        ("sore low back, my jaw aches, left arm is heavy and im out of puff doing nothing", "other", "emergency"),
        ("my foot slaps when I walk", "neuro_progressive", "same_day"),
        ("my leg went numb", "neuro_progressive", "soon"),
        ("there is blood in my pee and my side hurts", "kidney", "same_day"),
        ("psoriasis and a stiff back", "inflammatory", "soon"),
    ],
)
def test_danger_has_its_kind_and_urgency(text: str, flag: str, urgency: str) -> None:
    found = reader().read(text)
    assert (found.label, found.flag, found.urgency) == ("red_flag", flag, urgency)
    assert found.spans
    assert found.topic == "back"


@pytest.mark.parametrize(
    "text",
    [
        "no numbness in my groin, just a tight ql",
        "no fever, no numbness, no weakness. tight side only",
        "had foot drop in 2015, fully recovered, my side is tight",
        "if i ever lose feeling down there i'll go to hospital, for now my back is just stiff",
        "what does saddle numbness even mean? i dont have it, just reading the pinned post",
        "nah never had cancer or anything like it, ql's just tight from the erg",
        "nope on blood in pee. nope on fever. just a tight side",
        "i do my rolling when the house is empty",
        "finally worked out how to do it, the side stretch",
        "filmed my wall sit, sent it to my coach, low back still tight",
        "out of breath after the rower, arms feel heavy",
    ],
)
def test_what_is_taken_back_raises_no_alarm(text: str) -> None:
    assert reader().read(text).label not in ("red_flag", "crisis")


@pytest.mark.parametrize(
    "text",
    [
        "no fever but my groin is numb",
        "i had this years ago and it was fine, now i can't feel my crotch",
        "not sure if i peed myself, can't feel anything down there",
        "no feeling in my private parts",
        "numb by linkin park was on when my saddle went numb",
        "i can't pee and need painkillers, haven't got any",
        "nah, my groin is numb",
    ],
)
def test_a_denial_reaches_no_further_than_it_is_meant(text: str) -> None:
    assert reader().read(text).urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "took all my pills",
        "my friend says he will kill himself",
        "kms",
        "started cutting my arms again since exams",
        "power cut again, and i cut my arms again",
        "cried for hours. cut my wrist.",
        "lost power. cut my wrist",
        "made light cuts on my wrists",
        "nah i want to kill myself",
        "what if i was gone",
        "i'm ready to die, for real",
        "are 40 enough to kill, for sure?",
        "changed desks, did the pilates. I've worked out how I would do it and when the house will be empty",
    ],
)
def test_a_crisis_is_heard(text: str) -> None:
    assert reader().read(text).urgency == "crisis"


@pytest.mark.parametrize(
    ("text", "reason", "options"),
    [
        ("the ball rolls away every time i lean on it", "ball_slides", {"tried": ("ball_slips",)}),
        ("my foam roller is too wide for the gap", "tool_too_big", {"tried": ("too_big",)}),
        ("all i do is stretch my ql and nothing changes", "only_stretching", {"tried": ("stretch",)}),
    ],
)
def test_a_reason_selects_its_answer(text: str, reason: str, options: dict[str, tuple[str, ...]]) -> None:
    found = reader().read(text)
    assert (found.label, found.reason, found.options) == ("stuck_ql", reason, options)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("stop", "stop"),
        ("pause pls", "pause"),
        ("next", "next"),
        ("it hurts more", "wrong"),
        ("my leg went numb", "wrong"),
        ("nice weather today", None),
    ],
)
def test_words_while_a_routine_runs(text: str, command: str | None) -> None:
    assert reader().command(text) == command


def test_moderators_add_words_and_phrases() -> None:
    assert reader().read("my flimflam is quibbly").label != "red_flag"
    danger = pack().safety.danger[0]
    more = danger.model_copy(update={"phrases": (*danger.phrases, "flimflam is quibbly")})
    safety = pack().safety.model_copy(update={"danger": (more, *pack().safety.danger[1:])})
    assert Reader.from_pack(pack().model_copy(update={"safety": safety})).read("my flimflam is quibbly").label == (
        "red_flag"
    )


def test_what_was_learned_has_seen_every_example() -> None:
    """If this fails, `python -m tests.bench learn` makes it anew; until then every start learns what is missing."""
    known = {mark for part in pack().understanding for mark in part.known.split()}
    texts = [text for part in pack().understanding for example in part.examples for text in example.texts]
    assert [text for text in texts if mark_of(text) not in known] == []


def test_moderators_teach_by_examples() -> None:
    told = ("the gizmo florps when i wobble it", "florping gizmo", "why does a gizmo florp", "our gizmo florped again")
    assert reader().read("florp goes the gizmo").label == "unrelated"
    ours = Understanding(id="ours", examples=(Example(label="stuck_ql", reason="too_hard", texts=told),))
    more = pack().model_copy(update={"understanding": (*pack().understanding, ours)})
    found = Reader.from_pack(more).read("florp goes the gizmo")
    assert (found.label, found.reason) == ("stuck_ql", "too_hard")


def test_danger_and_what_takes_it_back_are_a_floor() -> None:
    assert {"words", "scopes", "danger", "crisis"} <= {part.id for part in pack().understanding if part.floor}


def test_a_pack_without_words_of_its_own_still_hears_its_phrases() -> None:
    bare = pack().model_copy(update={"understanding": (Understanding(id="none"),)})
    found = Reader.from_pack(bare)
    assert found.read("numb groin").urgency == "emergency"
    assert found.read("hello").label == "unrelated"
