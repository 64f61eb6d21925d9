"""Pages that need no session, by their paths: those with a file of their own, and about, learn and report here."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.cards import Button, Card, FormValues
from bot.core.content.explainer import Explainer
from bot.core.effects import Show, Spoken
from bot.core.graded import graded
from bot.core.records import Surface
from bot.flows import checkins as checkin_pages
from bot.flows import community, crisis, feedback, progress, prompts, setup
from bot.flows.desk.pages import content
from bot.flows.env import Env, Who
from bot.flows.me import page as me
from bot.flows.tips import page as tips
from bot.flows.visit import Visit
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


def report(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """How to report a problem."""
    return _text(env, "report")


def worried(tx: Tx, env: Env, now: datetime, who: Who) -> Show:
    """For someone who is worried about another person."""
    return _text(env, "worried", _button(env, "worried.life", "/people/other"))


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
    "tips": tips,
    "me": me,
}
"""By the first part of their path: whole features, each in a file of its own."""

PAGES: dict[str, Page] = {
    "about": about,
    "report": report,
    "worried": worried,
}
