"""`python -m bot`: the verbs of the command line. What each needs is imported when it is called."""

import argparse
import asyncio
import contextlib
import functools
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from bot.settings import Settings

Acts = Mapping[str, Callable[[], str]]

BROKEN = 1
"""Exit code where what was looked at has errors."""
USAGE = 2
"""Exit code where the host has to change something before it can work."""
INTERRUPTED = 130

HELP = """\
  try      talk to the bot in your browser, without Discord
  run      run the bot on Discord
  ask      show what the bot takes a message for
  check    read the content and show every mistake in it
  schema   write the JSON Schemas by which editors complete and check content
  doctor   look at everything that the bot needs, and say what to do
  db       migrate, back up, restore or check the database
"""

HOME = Path(__file__).resolve().parent.parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code is 0, BROKEN or USAGE."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        return complain(f"Easeback needs Python 3.11, 3.12 or 3.13; this is {sys.version.split()[0]}.")
    from bot.settings import SettingsError

    options = parser().parse_args(argv)
    try:
        code = options.act(options)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has seen enough (`| head`). Nothing more can be written, at the end of the program neither.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN
    except SettingsError as error:
        return complain(*error.problems)
    except ModuleNotFoundError as error:
        if (error.name or "bot").partition(".")[0] == "bot":
            raise
        return complain(f"The package {error.name} is missing: run `pip install -r requirements.txt` first.")


def complain(*sentences: str) -> int:
    """Tell the host what to do."""
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    return USAGE


class Parser(argparse.ArgumentParser):
    """A parser whose complaint comes with the list of verbs."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, then how it is done."""
        wrong = re.search("invalid choice: ('[^']*')", message)
        told = f"There is no {wrong[1]} here" if wrong else message[:1].upper() + message[1:]
        complain(f"{told}.", "", self.format_help().rstrip())
        raise SystemExit(USAGE)


def parser() -> argparse.ArgumentParser:
    """All verbs and their options."""
    top = Parser(prog="python -m bot", usage="python -m bot VERB", add_help=False)
    top.formatter_class = argparse.RawDescriptionHelpFormatter
    top.description, top.epilog = "Verbs:\n" + HELP, "Each verb takes --help."
    top.add_argument("-h", "--help", action="help", help=argparse.SUPPRESS)
    top.set_defaults(act=functools.partial(_help, top))
    verbs = top.add_subparsers(metavar="", help=argparse.SUPPRESS)

    trial = verbs.add_parser("try", prog="python -m bot try")
    trial.add_argument("--port", type=_port, default=8420, help="of the page (default: 8420; 0: any free one)")
    trial.add_argument("--no-browser", action="store_true", help="only print the address")
    trial.add_argument("--data", type=Path, help="folder of the database (default: a new one in data/try)")
    trial.set_defaults(act=_try)
    run = verbs.add_parser("run", prog="python -m bot run")
    run.add_argument("--sync", action="store_true", help="send the commands to Discord even if they are the same")
    run.add_argument("--live", action="store_true", help="take up each save of content (in the try-out)")
    run.set_defaults(act=_run)
    ask = verbs.add_parser("ask", prog="python -m bot ask")
    ask.add_argument("text", nargs="*", help="the message")
    ask.add_argument("--jsonl", action="store_true", help='read lines like {"text": "..."} and answer each with one')
    ask.set_defaults(act=_ask)
    check = verbs.add_parser("check", prog="python -m bot check")
    check.add_argument("path", type=Path, nargs="?", help="content folder (default: the one in use)")
    check.add_argument("--format", choices=("text", "json", "github"), default="text", help="of the list of mistakes")
    check.set_defaults(act=_check)
    schema = verbs.add_parser("schema", prog="python -m bot schema")
    schema.add_argument("folder", type=Path, nargs="?", default=HOME / "content" / "schema", help="where to write them")
    schema.set_defaults(act=_schema)
    verbs.add_parser("doctor", prog="python -m bot doctor").set_defaults(act=_doctor)
    _add_db(verbs.add_parser("db", prog="python -m bot db"))
    return top


def _add_db(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(act=_db)
    what = parser.add_subparsers(dest="what", metavar="migrate|backup|restore|check|rekey", required=True)
    what.add_parser("migrate", help="bring the database to the newest shape")
    backup = what.add_parser("backup", help="copy the database, also while the bot runs")
    backup.add_argument("file", type=Path, nargs="?", help="the copy (default: a new one in `backups` beside it)")
    restore = what.add_parser("restore", help="put a copy in its place, while no bot runs; what was there is kept")
    restore.add_argument("file", type=Path, help="the copy")
    what.add_parser("rekey", help="lock what members report with another EASEBACK_KEY, while no bot runs")
    check = what.add_parser("check", help="look for damage, without changing anything")
    check.add_argument("file", type=Path, nargs="?", help="a copy (default: the database)")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port: use a number from 1024 to 65535")
    return int(text)


def _help(top: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    del options
    print(top.format_help().rstrip())
    return USAGE


def near(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _settings() -> "Settings":
    from dataclasses import replace

    from bot.settings import from_env

    settings = from_env(os.environ)
    return replace(settings, content=near(settings.content))


def _run(options: argparse.Namespace) -> int:
    settings = _settings()
    missing = settings.missing_to_run()
    if missing:
        return complain(*(missing[:1] if settings.token is None else missing))
    from dataclasses import replace

    from bot.ops import memory

    memory.begin()
    from bot import app

    settings = replace(settings, live=options.live and settings.is_tryout)
    return app.start(settings, os.environ, sync=options.sync)


def _check(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.ops.check import check

    found, is_ok = check(options.path or _settings().content, datetime.now(UTC).date(), options.format)
    if found:
        print(found)
    return 0 if is_ok else BROKEN


def _schema(options: argparse.Namespace) -> int:
    from bot.library.schema import write

    for path in write(options.folder):
        print(near(path))
    return 0


def _ask(options: argparse.Namespace) -> int:
    from bot.library.load import load_pack
    from bot.ops.ask import NoMessageError, answer, answer_lines

    if options.jsonl == bool(options.text):
        return complain("Give the message after `ask`, or --jsonl and one message a line on the input.")
    loaded = load_pack(_settings().content)
    if loaded.pack is None:
        print(loaded.report(), file=sys.stderr)
        return BROKEN
    if not options.jsonl:
        print(answer(loaded.pack, " ".join(options.text)))
        return 0
    try:
        for line in answer_lines(loaded.pack, sys.stdin):
            print(line, flush=True)
    except NoMessageError as error:
        return complain(str(error))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from bot.ops.doctor import examine
    from bot.ops.finding import is_healthy, report

    del options
    findings = asyncio.run(examine(_settings(), os.environ))
    print(report(findings))
    return 0 if is_healthy(findings) else BROKEN


def _db(options: argparse.Namespace) -> int:
    from bot.storage.errors import StorageError

    settings = _settings()
    try:
        # A file that is named is a copy, wherever the rows are.
        on_server = settings.database_url is not None and not (options.what == "check" and options.file)
        print((_acts_on_server if on_server else _acts_on_file)(options, settings)[options.what]())
    except StorageError as error:
        print(error.sentence, file=sys.stderr)
        return BROKEN
    return 0


def _acts_on_server(options: argparse.Namespace, settings: "Settings") -> Acts:
    from bot.ops import database_server as server
    from bot.ops.keeping import keeping
    from bot.storage.places import server_of

    del options
    master = keeping(settings, os.environ).master
    place = server_of(settings.database, settings.database_url or "")
    return {
        "migrate": lambda: server.migrate(place, master),
        "backup": server.back_up,
        "restore": server.restore,
        "check": lambda: server.check(place, master),
        "rekey": lambda: server.rekey(place, settings.key, settings.key_old),
    }


def _acts_on_file(options: argparse.Namespace, settings: "Settings") -> Acts:
    from bot.ops import database

    path = settings.database
    return {
        "migrate": lambda: database.migrate(path),
        "backup": lambda: database.back_up(path, options.file),
        "restore": lambda: database.restore(path, options.file),
        "check": lambda: database.check(options.file or path),
        "rekey": lambda: database.rekey(path, settings.key, settings.key_old),
    }


def _try(options: argparse.Namespace) -> int:
    from bot.library.load import load_pack
    from bot.playground import PortInUse

    content = _settings().content
    loaded = load_pack(content)
    if loaded.pack is None:
        print(loaded.report(), file=sys.stderr)
        return BROKEN
    data: Path = options.data or HOME / "data" / "try" / time.strftime("%Y%m%d-%H%M%S")
    with contextlib.suppress(asyncio.CancelledError):
        try:
            asyncio.run(_serve(options.port, data.resolve(), content.resolve(), browser=not options.no_browser))
        except PortInUse as error:
            return complain(str(error))
    return 0


async def _serve(port: int, data: Path, content: Path, *, browser: bool) -> None:
    from bot.ops.stop import cancel_on_signals
    from bot.playground import serve

    def ready(url: str) -> None:
        print(f"Easeback try-out: {url}", flush=True)
        print(f"What you log is kept in {near(data / 'easeback.db')}. Ctrl+C ends the try-out.", flush=True)
        if browser:
            _open_browser(url)

    # The page begins with no commands, whatever the database remembers: so they are always synced.
    argv = [sys.executable, "-m", "bot", "run", "--sync", "--live"]
    # What is tried out never gets into the database of real members.
    env = {"EASEBACK_DATA": str(data), "EASEBACK_CONTENT": str(content), "DATABASE_URL": ""}
    with cancel_on_signals():
        await serve(port, argv, env, cwd=HOME, on_ready=ready)


def _open_browser(url: str) -> None:
    """Not where there is no screen: a text browser would take over the terminal."""
    import threading
    import webbrowser

    if sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
