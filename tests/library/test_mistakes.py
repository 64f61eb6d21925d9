from pathlib import Path

import pytest

from bot.library.load import LoadResult, load_files

SMALL = Path(__file__).parent / "small"


def small() -> dict[str, bytes]:
    return {path.relative_to(SMALL).as_posix(): path.read_bytes() for path in SMALL.rglob("*.yaml")}


def edited(file: str, old: str, new: str) -> LoadResult:
    files = small()
    text = files[file].decode()
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    files[file] = text.replace(old, new).encode()
    return load_files(files, "en")


# file, what is there, what is written instead, and every problem that follows
# fmt: off
BAD: list[tuple[str, str, str, list[str]]] = [
    ("pack.yaml", "default_topic: back", "default_topic: bakc", [
        "en/pack.yaml:5:16: There is no topic 'bakc'. Did you mean 'back'?",
    ]),
    ("pack.yaml", "id: small", "id: small\nid: large", [
        "en/pack.yaml:2:1: The key 'id' is here already on line 1; keep one of the two.",
    ]),
    ("plans.yaml", "routine: ball", "routine: bal", [
        "en/plans.yaml:6:19: There is no routine 'bal'. Did you mean 'ball'?",
    ]),
    ("plans.yaml", "[press]", "[press, pres]", [
        "en/plans.yaml:6:40: There is no part in 'ball': 'pres'. Did you mean 'press'?",
    ]),
    ("plans.yaml", "rest: Walk a little.", "rest: Walk a little.\n        local: true", [
        "en/plans.yaml:7:9: Item 2 of 'items': say exactly one of: routine, preset, local, rest.",
    ]),
    ("plans.yaml", "[1, 3, 5]", "[1, 3, 5", [
        "en/plans.yaml:6:55: The list that opens with [ on line 6 needs ',' between its items and ']' at its end.",
    ]),
    ("texts.yaml", "hello: Hello.", "hello:", [
        "en/texts.yaml:1:7: 'hello' is empty; it should be text.",
    ]),
    ("texts.yaml", "hello: Hello.", "hello: Note: hello.", [
        "en/texts.yaml:1:12: There is a second ': ' in this line; put the whole value in quotes.",
    ]),
    ("safety.yaml", "minor_questions: [q1]", "minor_questions: [q1, q9]", [
        "en/safety.yaml:8:23: There is no question 'q9'. Allowed: q1, q2.",
    ]),
    ("safety.yaml", "id: older, label", "id: adult, label", [
        "en/safety.yaml:7:10: The id 'adult' is on line 6 already; each needs its own.",
        "en/safety.yaml:23:22: 'older' is never an answer to 'age'. Allowed: adult.",
        "en/topics/back.yaml:22:44: 'older' is never an answer to 'age'. Allowed: adult.",
    ]),
    ("safety.yaml", "items: thinner", "items: [thiner]", [
        "en/safety.yaml:23:37: 'thiner' is never an answer to 'items'. Did you mean 'thinner'?",
    ]),
    ("safety.yaml", "age: older, items", "aeg: older, items", [
        "en/safety.yaml:23:17: Nothing asks for 'aeg' here. Did you mean 'age'?",
    ]),
    ("safety.yaml", "causes: nerves", "causes: nerve", [
        "en/safety.yaml:31:38: 'nerve' is never an answer to 'causes'. Did you mean 'nerves'?",
    ]),
    ("safety.yaml", "codes: bleeds}, lasts", "codes: bleed}, lasts", [
        "en/safety.yaml:41:24: 'bleed' is never an answer to 'codes'. Did you mean 'bleeds'?",
    ]),
    ("safety.yaml", "lasts: screen", "lasts: sceen", [
        "en/safety.yaml:41:40: 'lasts' cannot be 'sceen'. Did you mean 'screen'?",
    ]),
    ("safety.yaml", "when: {pain:", "when: {pian:", [
        "en/safety.yaml:44:12: Nothing asks for 'pian' here. Did you mean 'pain'?",
    ]),
    ("safety.yaml", "{min: 7}", "{}", [
        "en/safety.yaml:44:18: 'pain': a test needs one of: min, max, any_of, all_of, none_of, other_than.",
    ]),
    ("safety.yaml", "{min: 7}", "{mni: 7}", [
        "en/safety.yaml:44:19: Unknown key 'mni' in 'pain'. Did you mean 'min'?",
    ]),
    ("safety.yaml", "card: same_day", "card: today", [
        "en/safety.yaml:45:11: 'card' cannot be 'today'. Allowed: ok, caution, soon, same_day, emergency,"
        " minor, hold.",
    ]),
    ("safety.yaml", '"ball:press"', '"ball:pres"', [
        "en/safety.yaml:46:21: There is no part in 'ball': 'pres'. Did you mean 'press'?",
    ]),
    ("safety.yaml", "only: [breathe", "only: [breath", [
        "en/safety.yaml:46:12: There is no routine 'breath'. Did you mean 'breathe'?",
    ]),
    ("safety.yaml", "{tried: [nothing]}", "{tired: [nothing]}", [
        "en/safety.yaml:48:13: There is no question 'tired'. Did you mean 'tried'?",
    ]),
    ("safety.yaml", "{tried: [nothing]}", "{tried: [noting]}", [
        "en/safety.yaml:48:21: There is no answer to 'tried': 'noting'. Did you mean 'nothing'?",
    ]),
    ("pack.yaml", "ease: {routine: breathe}", "ease: {rutine: breathe}", [
        "en/pack.yaml:6:8: Unknown key 'rutine' in 'ease'. Did you mean 'routine'?",
    ]),
    ("safety.yaml", "checked_on: 2026-11-01", "checked_on: 2026-11-31", [
        "en/safety.yaml:2:13: There is no day '2026-11-31'; write it as YYYY-MM-DD.",
    ]),
    ("safety.yaml", "checked_on: 2026-11-01", "checked_on: 1 Nov 2026", [
        "en/safety.yaml:2:13: 'checked_on' should be a day written as YYYY-MM-DD, not '1 Nov 2026'.",
    ]),
    ("safety.yaml", "stop_list: [Numbness]", "stop_list: []", [
        "en/safety.yaml:49:12: 'stop_list' has 0 items; it needs at least 1.",
    ]),
    ("topics/back.yaml", "explainer: why", "explainer: wyh", [
        "en/topics/back.yaml:16:20: There is no explainer 'wyh'. Did you mean 'why'?",
    ]),
    ("topics/back.yaml", "too_strong: {tried", "to_strong: {tried", [
        "en/topics/back.yaml:19:3: There is no stop 'to_strong'. Did you mean 'too_strong'?",
    ]),
    ("topics/back.yaml", "tried: ball_slips, age", "tired: ball_slips, age", [
        "en/topics/back.yaml:22:12: Nothing asks for 'tired' here. Did you mean 'tried'?",
    ]),
    ("topics/back.yaml", "tried: ball_slips, age", "tried: ball_slip, age", [
        "en/topics/back.yaml:22:19: 'ball_slip' is never an answer to 'tried'. Did you mean 'ball_slips'?",
    ]),
    ("topics/back.yaml", "level: 1}", "level: 3}", [
        "en/topics/back.yaml:28:34: There is no level in 'ball': '3'. Allowed: 1.",
    ]),
    ("topics/back.yaml", "preset: starter", "preset: starters", [
        "en/topics/back.yaml:29:20: There is no preset 'starters'. Did you mean 'starter'?",
    ]),
    ("topics/back.yaml", "none_of: [no_pressure]", "none_of: [no_presure]", [
        "en/topics/back.yaml:29:55: 'no_presure' is never an answer to 'limits'. Did you mean 'no_pressure'?",
    ]),
    ("topics/back.yaml", "row: slips", "row: slip", [
        "en/topics/back.yaml:33:17: 'slip' is never an answer to 'row'. Did you mean 'slips'?",
    ]),
    ("topics/back.yaml", "if_fell: [ball]", "if_fell: [wall]", [
        "en/topics/back.yaml:36:15: There is no routine 'wall'. Did you mean 'ball'?",
    ]),
    ("topics/back.yaml", "words: [back, ql]", "words: [back, no, on, 5]", [
        "en/topics/back.yaml:3:23: Item 4 of 'words' should be text, not the number 5.",
    ]),
    ("routines/ball.yaml", "        not_if: [no_pressure]", "        not_if: [no_presure]", [
        "en/routines/ball.yaml:18:18: There is no limit 'no_presure'. Did you mean 'no_pressure'?",
    ]),
    ("routines/ball.yaml", "levels: [1]", "levels: [1, 2]", [
        "en/routines/ball.yaml:19:21: There is no level '2'. Allowed: 1.",
    ]),
    ("routines/ball.yaml", "pressure: true", "pressure: yes", [
        "en/routines/ball.yaml:17:19: 'pressure' should be true or false, not the text 'yes'. Did you mean 'true'?",
    ]),
    ("routines/ball.yaml", "seconds: 60", "seconds: 1:00", [
        "en/routines/ball.yaml:15:18: 'seconds' should be a whole number, not the text '1:00'.",
    ]),
    ("routines/ball.yaml", "kit: a ball\n", "", [
        "en/routines/ball.yaml:1:1: The key 'kit' is missing.",
    ]),
    ("routines/breathe.yaml", "id: breathe", "id: ball", [
        "en/pack.yaml:6:17: There is no routine 'breathe'. Allowed: ball.",
        "en/routines/breathe.yaml:1:5: The file routines/ball.yaml has the id 'ball' already; each needs its own.",
        "en/safety.yaml:46:12: There is no routine 'breathe'. Allowed: ball.",
        "en/topics/back.yaml:34:23: There is no routine 'breathe'. Allowed: ball.",
        "en/topics/back.yaml:37:21: There is no routine 'breathe'. Allowed: ball.",
    ]),
    ("explainers/why.yaml", "try: [ball]", "try: [bell]", [
        "en/explainers/why.yaml:7:7: There is no routine 'bell'. Did you mean 'ball'?",
    ]),
    ("explainers/why.yaml", "see_also: [why]", "seealso: [why]", [
        "en/explainers/why.yaml:8:1: Unknown key 'seealso'. Did you mean 'see_also'?",
    ]),
]
# fmt: on


@pytest.mark.parametrize(("file", "old", "new", "expected"), BAD)
def test_each_mistake_is_told_where_it_stands(file: str, old: str, new: str, expected: list[str]) -> None:
    result = edited(file, old, new)
    assert [problem.short() for problem in result.problems] == expected
    assert (result.pack, result.hash, result.text) == (None, "", "")
    assert all(problem.source for problem in result.problems)
