"""What a press brings back: the `custom_id` of buttons and modals, at most 100 characters, without personal data."""

import re
from dataclasses import dataclass

LIMIT = 100
_SESSION = re.compile(r"e:(\d{1,18}):(\d{1,9}):(\d{1,4})(?::([a-z]{1,20}))?", re.ASCII)
_MOST = (10**18, 10**9, 10**4)
_TOPIC = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}", re.ASCII)
_MARK = re.compile(r"~[0-9a-f]{1,16}\Z", re.ASCII)
_PATH = re.compile(r"/[A-Za-z0-9/_.-]{0,90}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SessionPress:
    """A choice of a session's card, by its position."""

    session_id: int
    revision: int
    position: int
    anyway: str | None = None
    """The action itself, where it counts on an old card, too."""


@dataclass(frozen=True, slots=True)
class PagePress:
    """A page that needs no row."""

    path: str


@dataclass(frozen=True, slots=True)
class OpenPress:
    """Start (or take up) the presser's own session; works for ever."""

    topic: str | None = None


Press = SessionPress | PagePress | OpenPress


def format_id(press: Press, *, copy: int = 0, mark: str = "") -> str:
    """The custom_id of a press; `copy` tells equal pages on one card apart, `mark` names the message where it fits."""
    match press:
        case SessionPress(session_id, revision, position, anyway):
            text = f"e:{session_id}:{revision}:{position}" + (f":{anyway}" if anyway else "")
            if not anyway and 0 <= session_id < _MOST[0] and 0 <= revision < _MOST[1] and 0 <= position < _MOST[2]:
                return _marked(text, mark)
        case PagePress(path):
            text = f"p:{path}" + (f"#{copy}" if copy else "")
        case OpenPress(topic):
            text = f"open:{topic or '-'}" + (f"#{copy}" if copy else "")
    if parse_id(text) != press or len(text) > LIMIT:
        raise ValueError(f"a button cannot carry {press!r}")
    return _marked(text, mark)


def _marked(text: str, mark: str) -> str:
    return f"{text}~{mark}" if mark and len(text) + 1 + len(mark) <= LIMIT else text


def mark_in(custom_id: str) -> str:
    """What names the message in which this was pressed; empty where nothing does."""
    found = _MARK.search(custom_id)
    return found[0][1:] if found else ""


def parse_id(custom_id: str) -> Press | None:
    """What a custom_id says, or None if it is not one of ours (damaged, or of a version long gone)."""
    custom_id = _MARK.sub("", custom_id)
    kind, _, rest = custom_id.partition(":")
    if kind == "e":
        return _session(custom_id)
    rest = re.sub(r"#\d{1,3}\Z", "", rest, flags=re.ASCII)
    if kind == "p" and _PATH.fullmatch(rest):
        return PagePress(rest)
    if kind == "open" and rest == "-":
        return OpenPress()
    return OpenPress(rest) if kind == "open" and _TOPIC.fullmatch(rest) else None


def _session(custom_id: str) -> SessionPress | None:
    found = _SESSION.fullmatch(custom_id)
    return SessionPress(int(found[1]), int(found[2]), int(found[3]), found[4]) if found else None
