"""A PostgreSQL server of the tests' own: started when the first test asks for one."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.patience import PATIENCE

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/usr/local/bin")
ROLE = "ledger"
_CLEANS = """
read -r nothing
pid=$(head -n 1 "$1/data/postmaster.pid")
case $(ps -o args= -p "$pid") in *"$1"*)
    kill -QUIT "$pid"
    while ps -o args= -p "$pid" | grep -qF "$1"; do sleep 0.1; done
esac
rm -rf "$1"
"""
"""What is done once nobody writes to it any more: whoever started it may be killed."""
_numbers = count(1)


@cache
def programs() -> Path | None:
    """Return where the programs of the newest server are, None where there is none."""
    found = [
        path.parent
        for place in PLACES
        for path in Path("/").glob(f"{place[1:]}/postgres")
    ]
    if (named := shutil.which("postgres")) is not None:
        found.append(Path(named).parent)
    return max(found, key=_version, default=None)


def _version(folder: Path) -> int:
    return max((int(part) for part in folder.parts if part.isdigit()), default=0)


def must_be_installed() -> Path:
    """Skip a test where no server is installed."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server is installed: apt install postgresql")
    return found


@cache
def driver() -> Any:
    """Return what connects to a server; skip a test where it is not installed."""
    return pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")


class Server:
    """One server, in a folder of its own, reached by a socket in it alone.

    Its folder is made in another one: in memory, unless it is named.
    """

    def __init__(self, within: Path | None = None) -> None:
        self.programs = must_be_installed()
        # A server does not run as root, and may not enter what is root's alone.
        memory = Path("/dev/shm")  # noqa: S108 (nobody else's: mkdtemp makes it)
        if within is None and memory.is_dir():
            within = memory
        self.folder = Path(mkdtemp(prefix="ledger-server-", dir=within))
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.data.mkdir()
        if os.geteuid() == 0:
            shutil.chown(self.data, _user())
        self.data.chmod(0o700)
        self.process: subprocess.Popen[bytes] | None = None
        self._cleaner = subprocess.Popen(  # noqa: S603 (ourselves)
            ["/bin/sh", "-c", _CLEANS, "sh", str(self.folder)],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        atexit.register(self.remove)
        self._fill()
        self.start()

    def _fill(self) -> None:
        self._run(
            "initdb",
            "-D",
            self.data,
            "-U",
            ROLE,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--data-checksums",
            "--no-sync",
        )

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(  # noqa: S603 (ourselves)
            [*_as_user(), str(self.programs / program), *map(str, words)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env=_ENVIRONMENT,
        )

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        words = [
            "-D",
            self.data,
            "-k",
            self.data,
            "-c",
            "listen_addresses=",
            "-c",
            "max_connections=200",
            "-c",
            "shared_buffers=64MB",
            "-c",
            "wal_retrieve_retry_interval=100ms",
            # In its folder: what a server that is killed leaves elsewhere stays there.
            "-c",
            "dynamic_shared_memory_type=mmap",
            # No database lives so long.
            "-c",
            "autovacuum=off",
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (ourselves)
                [*_as_user(), str(self.programs / "postgres"), *map(str, words)],
                cwd="/",
                env=_ENVIRONMENT,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(driver().OperationalError):
                self.connect().close()
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text())

    def _words(self, database: str) -> str:
        return f"host={self.data} user={ROLE} dbname={database}"

    def connect(self, database: str = "postgres"):
        """Open a connection of a stranger, which commits each statement."""
        return driver().connect(self._words(database), autocommit=True)

    def new_database(self, template: str = "template0") -> str:
        """Make an empty database, or a copy of one; return its name."""
        name = f"ledger_{os.getpid()}_{next(_numbers)}"
        with self.connect() as connection:
            # Its files are copied, which is quicker than writing all to the log first.
            how = f"TEMPLATE {template} STRATEGY file_copy"
            connection.execute(f"CREATE DATABASE {name} {how}")
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        with self.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, database: str, role: str = ROLE) -> str:
        """Name a database as a ledger."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.data}"

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server, and wait until it is gone."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(PATIENCE)
            self.process = None

    def remove(self) -> None:
        """Stop the server, and leave nothing behind."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._cleaner.communicate()


class StandbyServer(Server):
    """A server that follows another, and repeats what that has committed."""

    def __init__(self, primary: Server, name: str) -> None:
        self._primary, self._name = primary, name
        super().__init__()

    def _fill(self) -> None:
        self._run(
            "pg_basebackup",
            "-D",
            self.data,
            "-d",
            f"host={self._primary.data} user={ROLE} application_name={self._name}",
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--no-sync",
        )
        # The other server's own, of the socket that stands beside its data.
        (self.data / ".s.PGSQL.5432.lock").unlink()

    def catch_up(self) -> None:
        """Wait until it has repeated all that the other has committed by now."""
        with self._primary.connect() as connection:
            asked = "SELECT pg_current_wal_flush_lsn()"
            (upto,) = connection.execute(asked).fetchone()
        with self.connect() as connection:
            reached = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn"
            while connection.execute(reached, (upto,)).fetchone() != (True,):
                time.sleep(0.02)


_ENVIRONMENT = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


@cache
def _user() -> str:
    """Return a user that may run a server."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


def _as_user() -> list[str]:
    """Return the words that let a program run as somebody who is not root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={_user()}", "--regid=nogroup", "--clear-groups", "--"]


@cache
def server() -> Server:
    """Return the one server of this process."""
    return Server()


def new_ledger() -> str:
    """Name a ledger that is not begun yet, in a database of its own."""
    return server().url(server().new_database())


@contextmanager
def pooled(place: str) -> Iterator[str]:
    """Let a pgbouncer stand before a ledger, in transaction mode; return its place."""
    program = shutil.which("pgbouncer", path=f"{os.defpath}:/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer is installed: apt install pgbouncer")
    data, database = server().data, make_url(place).database
    settings = data / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n{database} = host={data} user={ROLE}\n[pgbouncer]\n"
        f"unix_socket_dir = {data}\nlisten_port = 6543\nlisten_addr =\n"
        "auth_type = any\npool_mode = transaction\ndefault_pool_size = 20\n"
        "ignore_startup_parameters = extra_float_digits\n",
        encoding="utf-8",
    )
    settings.chmod(0o644)
    with subprocess.Popen(  # noqa: S603 (ourselves)
        [*_as_user(), program, "-q", str(settings)],
        cwd="/",
        env=_ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            end = time.monotonic() + PATIENCE
            while not (data / ".s.PGSQL.6543").exists():
                assert time.monotonic() < end, "it never listened"
                time.sleep(0.05)
            yield f"{place}&port=6543"
        finally:
            process.kill()
            (data / ".s.PGSQL.6543").unlink()
