"""A real Postgres server in a folder that goes away, where `initdb` is found; as another user when run as root."""

import glob
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PASSWORD = "a-word:that/no?log#shows"
QUOTED = "a-word%3Athat%2Fno%3Flog%23shows"


def why_not() -> str | None:
    """Why no server can be started here."""
    try:
        import psycopg
    except ImportError:
        return "psycopg is not installed"
    del psycopg
    if not hasattr(os, "geteuid"):
        return "servers are started on Linux and macOS only"
    if programs() is None:
        return "Postgres's initdb was not found"
    return "there is no unprivileged user to run Postgres as" if os.geteuid() == 0 and _user() is None else None


def programs() -> Path | None:
    """The folder of initdb and postgres."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin") + glob.glob("/opt/homebrew/opt/postgresql*/bin"))
    return next((Path(folder) for folder in reversed(folders) if Path(folder, "initdb").exists()), None)


def _user() -> Any:
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _as_user() -> dict[str, Any]:
    """Postgres refuses to run as root."""
    user = _user() if os.geteuid() == 0 else None
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """A server on a free port of this machine; `database` makes a new one, `stop` and `start` do what they say."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self._sync = f"fsync={'on' if durable else 'off'}"
        self.port = _free_port()
        self._process: subprocess.Popen[Any] | None = None
        self._made = 0
        bin = programs()
        assert bin is not None
        self._bin = bin

    def prepare(self) -> None:
        word = self.folder / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        how = ["--no-sync", "--auth=scram-sha-256", "--username=owner", f"--pwfile={word}", "--encoding=UTF8"]
        done = subprocess.run(
            [self._bin / "initdb", "-D", self.folder / "data", *how, "--locale=C"],
            cwd="/", capture_output=True, check=False, **_as_user(),
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def start(self) -> None:
        quick = [self._sync, "max_connections=40", "shared_buffers=16MB", "autovacuum=off", "logging_collector=off"]
        own = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        options = [part for option in (*quick, *own) for part in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._bin / "postgres", "-D", self.folder / "data", *options],
                cwd="/", stdout=log, stderr=log, **_as_user(),
            )  # fmt: skip
        end = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < end, (self.folder / "log").read_text()
            time.sleep(0.05)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """At once, as in a crash."""
        if self._process is not None:
            import signal

            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
            self._process = None

    def url(self, database: str, *, role: str = "owner", word: str = QUOTED) -> str:
        return f"postgresql://{role}:{word}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template1") -> str:
        """The URL of a new, empty database; or of one like `template`, to which nobody may be connected."""
        self._made += 1
        name = f"made_{self._made}"
        self.leave(template)
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def leave(self, database: str) -> None:
        """End every session there and wait until it is gone: one that has hung up may not have been noticed yet."""
        self.run(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{database}'")

    def run(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the owner; its rows."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as raw:
            cursor = raw.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def running(*, durable: bool = False) -> Generator[Server]:
    """A server for the length of a block; only a `durable` one waits for the disk."""
    folder = Path(tempfile.mkdtemp(prefix="easeback-pg-", dir="/tmp"))
    user = _as_user()
    if user:
        os.chown(folder, user["user"], user["group"])
    server = Server(folder, durable=durable)
    try:
        server.prepare()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
