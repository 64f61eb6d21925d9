"""A second body part needs a few files of YAML and no line of Python."""

from bot.core.content.pack import Pack
from bot.library.load import load_files
from tests.shipped import ROOT

from .member import Member

CALVES = ROOT / "tests" / "content" / "calves"


def with_calves() -> Pack:
    folders = (ROOT / "content" / "en", CALVES)
    files = {path.relative_to(each).as_posix(): path.read_bytes() for each in folders for path in each.rglob("*.yaml")}
    result = load_files(files, "content/en")
    assert result.pack is not None, result.report()
    return result.pack


def test_the_member_is_asked_what_it_is_about_and_led_to_its_routine() -> None:
    pack = with_calves()
    member = Member(pack=pack).open().press("18").no_to_all()
    assert [button.label for button in member.card.buttons] == [topic.name for topic in pack.topics]
    member.press("Tight or sore calves", "3", "Sat all day", "That's all", "No")
    assert member.card.title == "Move more often"
    assert "you sat all day" in member.card.body[0]
    assert member.press("Start").node == "play"


def test_its_own_stop_wins_and_opens_nothing() -> None:
    member = Member(pack=with_calves()).open().press("18").no_to_all()
    member.press("Tight or sore calves", "3", "Nothing yet", "Yes")
    assert member.card.title == "Speak to a clinician today"
    assert "Start" not in [button.label for button in member.card.buttons]


def test_the_safety_questions_come_first_here_too() -> None:
    member = Member(pack=with_calves()).open().press("18", "Yes")
    assert member.node == "urgent"
    assert member.turn.person.hold
