"""What `doctor` says of the host's people to talk to in a crisis."""

from datetime import date
from pathlib import Path

from bot.core.crisis import Listed, overdue
from bot.library.crisis_file import read_crisis
from bot.ops.finding import Finding

SUBJECT = "Crisis"
_FILL = "Write people to talk to, or a directory, into a file, and set EASEBACK_CRISIS to it: README, 'In a crisis'."


def crisis_file(path: Path | None, today: date) -> Finding:
    """Whether there is anybody to talk to, and whether somebody has looked lately."""
    if path is None:
        return Finding(SUBJECT, "no people to talk to are listed by the host; servers can list their own", _FILL, 18)
    read = read_crisis(path, today)
    if read.listed is None:
        first = next(problem for problem in read.problems if problem.is_error)
        place = f"{first.file}:{first.line}:{first.column}"
        return Finding(SUBJECT, f"{place}: {first.message}", f"Mend {path}: the bot does not start with it.", 76)
    return _listed(read.listed, path, today)


def _listed(listed: Listed, path: Path, today: date) -> Finding:
    if listed.is_empty:
        return Finding(SUBJECT, f"{path} lists nobody", _FILL, 18)
    old = overdue(listed.resources, today, listed.max_age_days)
    if old:
        text = f"{len(old)} of {len(listed.resources)} not checked for over {listed.max_age_days} days"
        todo = f"Call or look at {', '.join(one.name for one in old[:3])}, then set verified_on in {path}."
        return Finding(SUBJECT, text, todo, 16)
    return Finding(SUBJECT, f"{len(listed.resources)} listed, all checked lately")
