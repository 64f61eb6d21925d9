"""`/progress` over a real store: what is shown to whom, in the picture, in words, and on the page for a clinician."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.cards import Card
from bot.core.conversation.state import State
from bot.core.conversation.turn import Turn
from bot.core.effects import Show
from bot.core.records import CheckIn, Report
from bot.flows import pages
from bot.flows.loading import make_turn
from bot.storage import checkins, people, plans, reports
from bot.storage.tx import Tx

from .conftest import START, Bench


async def visit(bench: Bench, path: str) -> Show:
    (shown,) = await bench.run(pages.page, bench.who, path=path, surface=bench.surface)
    assert isinstance(shown, Show)
    return shown


def said(card: Card) -> str:
    return "\n".join((card.title, *card.body))


async def keeps(bench: Bench, *strengths: int, routine: str = "r4", feel: str = "same", diary: str = "keep") -> None:
    """A diary with one check-in a day, the last one today."""

    def write(tx: Tx) -> None:
        person = people.get_or_create(tx, "1", START)
        people.save(tx, replace(person, age="18-49", told_intro=True, diary=diary, screened_at=bench.now))  # pyright: ignore
        for i, nrs in enumerate(strengths):
            at = bench.now - timedelta(days=len(strengths) - 1 - i)
            checkins.add(tx, check(i, at, nrs, routine, feel))

    def check(i: int, at: object, nrs: int, routine: str, feel: str) -> CheckIn:
        return CheckIn(
            user_id="1", session_id=900 + i, seq=1, at=at, topic="back", routines=(routine,),  # pyright: ignore
            pack_hash=bench.env.active, done="all", before=nrs, after=max(0, nrs - 1), feel=feel, anything_new="no",  # pyright: ignore
        )  # fmt: skip

    await bench.store.run(write)


async def reported(bench: Bench, kind: str, day: date, **values: object) -> None:
    report = Report(
        user_id="1", kind=kind, key=f"{kind}:{day}", day=day, at=bench.now, topic="back",
        pack_hash=bench.env.active, values=values,
    )  # fmt: skip
    await bench.store.run(reports.put, report)


async def plan(bench: Bench, days_ago: int, outcome: str = "ball_slides", position: int = 0) -> None:
    on = bench.now.date() - timedelta(days=days_ago)

    def write(tx: Tx) -> None:
        born = plans.start(
            tx, user_id="1", topic="back", outcome=outcome, started_on=on, pack_hash=bench.env.active, state={}
        )
        plans.save(tx, replace(born, position=position))

    await bench.open()  # Keeps the pack that the plan refers to.
    await bench.store.run(write)


class TestTrend:
    async def test_nobody_s_diary_is_shown_without_the_choice_to_keep_one(self, bench: Bench) -> None:
        assert "Nothing to show yet" in (await visit(bench, "/progress")).card.title
        await keeps(bench, 5, 5, 5, 2, 2, 2, diary="nothing")
        for path in ("/progress", "/progress/history", "/progress/doctor/back", "/progress/anew"):
            shown = await visit(bench, path)
            assert shown.card.title == "Nothing to show yet"
            assert shown.card.chart is None
            assert not shown.files

    async def test_a_change_that_counts_in_words_and_in_the_picture(self, bench: Bench) -> None:
        await keeps(bench, 6, 6, 5, 3, 3, 2)
        card = (await visit(bench, "/progress")).card
        assert "Down 3 points: a change most people would notice." in said(card)
        assert "Strength: 6 at first, 3 lately" in said(card)
        assert "worked" not in said(card)
        assert "A fair test" in said(card)
        assert card.chart is not None
        assert "6 check-ins" in card.chart.alt
        assert "first 6, lately 3" in card.chart.alt

    async def test_what_was_reported_by_direct_message_counts_alike(self, bench: Bench) -> None:
        await keeps(bench, 6, 6, 6)
        for days in range(1, 4):
            await reported(bench, "micro", bench.now.date() + timedelta(days=days), nrs=2, feel="easier")
        bench.later(days=3)
        assert "Down 4 points" in said((await visit(bench, "/progress")).card)

    async def test_up_for_three_days_leads_to_the_questions(self, bench: Bench) -> None:
        await keeps(bench, 3, 3, 3, 5, 6, 5)
        card = (await visit(bench, "/progress")).card
        assert "Up 2 for three days: let's check for anything new." in said(card)
        button = card.buttons[0]
        assert button.label == "Check for anything new"
        shown = await visit(bench, button.action)
        assert shown.session_id is not None
        assert await bench.node() == "q:q1"
        assert (await bench.person()).screened_at is None

    async def test_an_urgent_card_is_not_put_away_by_asking_anew(self, bench: Bench) -> None:
        await keeps(bench, 3, 3, 3, 5, 6, 5)
        await visit(bench, "/progress/anew")
        await bench.press("Yes")
        assert (await bench.node() or "").startswith("urgent")
        await visit(bench, "/progress/anew")
        assert (await bench.node() or "").startswith("urgent")

    @pytest.mark.parametrize("strengths", [(5, 5, 5, 5), (3, 3, 3, 5, 6, 5)])
    async def test_under_a_stop_no_plan_is_begun_from_here(self, bench: Bench, strengths: tuple[int, ...]) -> None:
        await keeps(bench, *strengths)

        def stop(tx: Tx) -> None:
            people.save(tx, replace(people.get_or_create(tx, "1", START), hold=True))

        await bench.store.run(stop)
        card = (await visit(bench, "/progress")).card
        assert "I asked you to see someone first" in said(card)
        assert "no plan is running" not in said(card)
        assert (card.buttons[0].action, card.buttons[0].style) == ("open", "secondary")
        assert not any(button.style == "primary" for button in card.buttons)

    async def test_an_urgent_card_that_stands_is_a_stop_too(self, bench: Bench) -> None:
        await keeps(bench, 3, 3, 3, 5, 6, 5)
        await visit(bench, "/progress/anew")
        await bench.press("Yes")

        def no_hold(tx: Tx) -> None:
            people.save(tx, replace(people.get_or_create(tx, "1", START), hold=False))

        await bench.store.run(no_hold)
        assert (await visit(bench, "/progress")).card.buttons[0].action == "open"

    async def test_after_a_long_silence_all_that_exist_are_counted(self, bench: Bench) -> None:
        await keeps(bench, 5, 5, 4)
        bench.later(days=40)
        await reported(bench, "micro", bench.now.date(), nrs=6, feel="same")
        assert "Check-ins so far: 4. Since the long break: 1. The last one: 6 of 10." in said(
            (await visit(bench, "/progress")).card
        )

    @pytest.mark.parametrize(
        ("strengths", "days_ago", "sessions", "told"),
        [
            ((5, 5, 5, 5), 3, 3, "go on as you are"),
            ((6, 6, 6, 3, 3, 3), 15, 6, "keep what you do"),
            ((5, 5, 5, 5, 5, 5), 15, 6, "Try the next idea"),
            ((5, 5, 5, 5, 5, 5), 43, 12, "Let a clinician take a look"),
        ],
    )
    async def test_what_comes_next(
        self, bench: Bench, strengths: tuple[int, ...], days_ago: int, sessions: int, told: str
    ) -> None:
        await keeps(bench, *strengths)
        await plan(bench, days_ago, position=sessions)
        assert told in said((await visit(bench, "/progress")).card)

    async def test_a_weekly_score_counts_from_one_point(self, bench: Bench) -> None:
        await keeps(bench, 5)
        today = bench.now.date()
        await reported(bench, "peg", today - timedelta(days=7), p=6, e=5, g=7)
        await reported(bench, "peg", today, p=5, e=5, g=6)
        card = (await visit(bench, "/progress")).card
        assert "Weekly questions: 6 at first, 5.3 now. That is inside normal ups and downs" in said(card)
        assert card.chart is not None
        assert [score for curve in card.chart.pegs for _, score in curve] == [6.0, 5.3]


class TestHistory:
    async def test_fourteen_on_a_page_the_newest_first(self, bench: Bench) -> None:
        await keeps(bench, *[i % 11 for i in range(30)])
        card = (await visit(bench, "/progress/history")).card
        assert card.title == "Your check-ins: page 1 of 3"
        lines = card.body[0].splitlines()
        assert len(lines) == 14
        assert "7 before, 6 after, same" in lines[0]
        assert [button.label for button in card.buttons] == ["Older", "Back"]
        last = (await visit(bench, "/progress/history/3")).card
        assert len(last.body[0].splitlines()) == 2
        assert [button.label for button in last.buttons] == ["Newer", "Back"]

    @pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 50, "²"])
    async def test_a_page_that_is_none_shows_one(self, bench: Bench, page: str) -> None:
        await keeps(bench, 5, 5)
        assert (await visit(bench, f"/progress/history/{page}")).card.title == "Your check-ins: page 1 of 1"


class TestClinician:
    async def test_six_weeks_on_one_page(self, bench: Bench) -> None:
        await keeps(bench, *[6 - i // 14 for i in range(40)], feel="worse")
        await plan(bench, 30)
        for weeks in range(5):
            await reported(bench, "peg", bench.now.date() - timedelta(days=7 * weeks), p=4, e=4, g=4)
        shown = await visit(bench, "/progress/doctor/back")
        ((name, content),) = shown.files
        lines = content.decode().splitlines()
        assert name == "six-weeks.txt"
        assert len(lines) <= 60
        assert max(len(line) for line in lines) <= 90
        text = "\n".join(lines)
        assert "SELF-REPORTED, NOT REVIEWED" in text
        assert "40 times" in text
        assert "felt worse after 40" in text
        assert "from 31 Jan 2026" in text
        assert "Mia" not in text
        assert shown.card.chart is not None
        assert (shown.card.chart.last - shown.card.chart.first).days == 41

    async def test_it_names_limits_and_never_why(self, bench: Bench) -> None:
        await keeps(bench, 5, 5)

        def limit(tx: Tx) -> None:
            person = people.get(tx, "1")
            assert person is not None
            people.save(tx, replace(person, limits={"no_pressure": None}))

        await bench.store.run(limit)
        ((_, content),) = (await visit(bench, "/progress/doctor/back")).files
        assert b"LEFT OUT NOW: no pressing." in content
        assert b"thinner" not in content

    async def test_another_s_or_an_unknown_topic_shows_the_own_newest(self, bench: Bench) -> None:
        await keeps(bench, 5, 5)
        ((_, content),) = (await visit(bench, "/progress/doctor/nonsense")).files
        assert b"About: " in content


class TestPlan:
    """The conversation weighs a plan by all of its weeks, and by what came by direct message, too."""

    async def turn(self, bench: Bench) -> Turn:
        def made(tx: Tx) -> Turn:
            person = people.get(tx, "1")
            assert person is not None
            return make_turn(tx, bench.env, bench.now, person, bench.env.pack, "back", State(), False)

        return await bench.store.read(made)

    async def test_an_early_change_is_still_one_after_six_weeks(self, bench: Bench) -> None:
        await keeps(bench, *(7, 7, 7), *[3] * 42)
        await plan(bench, 45, position=20)
        assert "six_weeks" not in (await self.turn(bench)).facts
        assert "keep what you do" in said((await visit(bench, "/progress")).card)

    async def test_check_ins_by_direct_message_tell_that_nothing_has_changed(self, bench: Bench) -> None:
        await keeps(bench)
        await plan(bench, 43, position=20)
        assert "six_weeks" not in (await self.turn(bench)).facts
        for days in range(6):
            await reported(bench, "micro", bench.now.date() - timedelta(days=7 * days), nrs=5, feel="same")
        assert (await self.turn(bench)).facts["six_weeks"] == "yes"
