"""Pages that need no session: about, learn, progress, and a person's own data."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from bot.core.cards import Button, Card, FormValues
from bot.core.content.explainer import Explainer
from bot.core.conversation.turn import bullets
from bot.core.effects import Show, Spoken
from bot.core.graded import graded
from bot.core.records import Surface
from bot.flows import checkins as checkin_pages
from bot.flows import community, crisis, feedback, progress, prompts, setup, where
from bot.flows.desk.pages import content
from bot.flows.env import Env, Who
from bot.flows.tips import page as tips
from bot.flows.visit import Visit
from bot.storage import checkins, jobs, people, plans, sessions
from bot.storage.tx import Tx

Page = Callable[[Tx, Env, datetime, Who], Show]


def page(
    tx: Tx,
    env: Env,
    now: datetime,
    who: Who,
    *,
    path: str,
    values: FormValues | None = None,
    surface: Surface | None = None,
) -> tuple[Spoken, ...]:
    """The page at this path. `/offer/<channel>/<message>` is answered with the public line by the edge."""
    first, _, rest = path.strip("/").partition("/")
    if first == "learn":
        return (learn(env, rest),)
    if first in ROUTES:
        return ROUTES[first](Visit(tx, env, now, who, tuple(path.strip("/").split("/")), values, surface))
    shown = PAGES.get(path.strip("/"))
    return (shown(tx, env, now, who) if shown else _text(env, "unknown_page"),)


def _text(env: Env, key: str, *buttons: Button) -> Show:
    texts = env.pack.texts
    return Show(Card(texts[f"{key}.title"], (_filled(env, texts[f"{key}.body"]),), (buttons,) if buttons else ()))


def _filled(env: Env, text: str) -> str:
    return text.replace("{operator}", env.host.operator_name).replace("{contact}", env.host.operator_contact)


def _button(env: Env, key: str, path: str, danger: bool = False) -> Button:
    return Button(env.pack.texts[key], path, "danger" if danger else "secondary")


def about(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """Who runs this, what it is not, what it does with answers, and that no clinician has reviewed it."""
    texts, pack = env.pack.texts, env.pack
    body = [texts["about.body"], pack.info.disclaimer]
    if not pack.reviewed:
        body.append(texts["about.unreviewed"])
    body += [_privacy(env), _filled(env, texts["about.operator"]), pack.info.commercial_note]
    row = (_button(env, "me.data_button", "/me"), _button(env, "about.report_button", "/report"))
    return Show(Card(texts["about.title"], tuple(body), (row,)), fresh=True)


def _privacy(env: Env) -> str:
    return env.pack.texts["privacy.keeps" if env.host.keeps else "privacy.keeps_nothing"]


def me(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """What is known of the person, and what they can do about it."""
    texts = env.pack.texts
    person = people.get(tx, who.user_id)
    if person is None:
        lines = (texts["me.nothing_known"],)
    else:
        kept = len(checkins.recent(tx, who.user_id, 1000))
        plan = texts["me.plan_yes" if plans.active(tx, who.user_id) else "me.plan_no"]
        diary = texts[f"me.diary_{person.diary}"]
        lines = (bullets([diary, texts["me.count"].replace("{count}", str(kept)), plan]),)
    unreviewed = () if env.pack.reviewed else (texts["about.unreviewed"],)
    body = (*lines, *unreviewed, _privacy(env), _filled(env, texts["about.operator"]))
    row = (
        _button(env, "me.see_button", "/me/see"),
        _button(env, "me.delete_button", "/me/delete", danger=True),
        _button(env, "about.report_button", "/report"),
        _button(env, "button.about", "/about"),
    )
    return Show(Card(texts["me.title"], body, (row,)))


def see(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """Everything about the person, as a file to take away."""
    person = people.get(tx, who.user_id)
    everything = {
        "person": asdict(person) if person else None,
        "check_ins": [asdict(item) for item in checkins.recent(tx, who.user_id, 100_000)],
        "plans": [asdict(item) for item in plans.every(tx, who.user_id)],
        "open_session": _session_of(tx, who),
        "timers": [{"kind": job.kind, "due": job.due_at} for job in jobs.of_person(tx, who.user_id)],
    }
    content = json.dumps(everything, default=str, ensure_ascii=False, indent=2).encode()
    shown = _text(env, "me_see", _button(env, "button.back", "/me"))
    return Show(shown.card, files=(("my-data.json", content),))


def _session_of(tx: Tx, who: Who) -> dict[str, object] | None:
    """The open session with its answers so far, without the token that edits its card: a key, not the person's data."""
    session = sessions.open_for(tx, who.user_id)
    if session is None:
        return None
    shown = asdict(session)
    if session.surface is not None:
        shown["surface"] = {name: value for name, value in shown["surface"].items() if name != "token"}
    return shown


def ask_delete(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """Once more before it is gone."""
    sure = _button(env, "me.delete_sure", "/me/delete/yes", danger=True)
    return _text(env, "me_delete", sure, _button(env, "button.back", "/me"))


def delete(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """Everything of the person goes, at once."""
    people.forget(tx, who.user_id)
    return _text(env, "me_deleted")


def report(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """How to report a problem."""
    return _text(env, "report")


def worried(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """For someone who is worried about another person."""
    return _text(env, "worried")


def learn(env: Env, explainer_id: str) -> Show:
    """One explainer, each claim with its grade and where it comes from."""
    found = env.pack.explainer_by_id.get(explainer_id)
    return Show(explainer_card(env, found)) if found else _text(env, "unknown_page")


def explainer_card(env: Env, found: Explainer) -> Card:
    """The page as a card; pages beside it and what can be tried are in its last lines."""
    texts, pack = env.pack.texts, env.pack
    body = [found.summary]
    for point in found.points:
        claim = point.claim
        body.append(f"{point.text}\n{graded(texts, claim)}" if claim else point.text)
    if found.try_:
        names = ", ".join(pack.routine_by_id[name].name for name in found.try_)
        body.append(texts["learn.try"].replace("{names}", names))
    more = tuple(Button(pack.explainer_by_id[name].title[:80], f"/learn/{name}") for name in found.see_also[:5])
    return Card(found.title, tuple(body), (more,) if more else ())


ROUTES: Mapping[str, Callable[[Visit], tuple[Spoken, ...]]] = {
    "content": content,
    "people": crisis.people_to_talk_to,
    "setup": setup.setup,
    "feedback": feedback.feedback,
    "progress": progress.progress,
    "community": community.page,
    "checkin": prompts.page,
    "checkins": checkin_pages.page,
    "where": where.page,
    "tips": tips,
}
"""By the first part of their path: whole features, each in a file of its own."""

PAGES: dict[str, Page] = {
    "about": about,
    "me": me,
    "me/see": see,
    "me/delete": ask_delete,
    "me/delete/yes": delete,
    "report": report,
    "worried": worried,
}
