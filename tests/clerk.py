"""A clerk at the terminal: types commands, and keeps what comes back."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from functools import cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from click.testing import CliRunner

from commands.main import main
from ledger.house import House
from tests import ledger_places
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
MAIN = "from commands.main import main; main(prog_name='lotledger')"
TERMS = """\
sale = "MAY26"
title = "A May sale"
house = "The house"
zone = "America/Chicago"
preset = "heritage-2025"

[[sessions]]
number = 1
name = "Morning"
lots = "1-99"
kind = "floor"
starts = "2026-05-20 10:00"
proxies_end = "10 minutes before"
channels = ["floor", "phone", "mail", "fax", "internet", "live"]
"""
CATALOGUE = """\
lot,title,low_estimate,high_estimate,opening,reserve,quantity
1,A chair,150,250,60,,1
2,A table,800,1200,400,700,1
3,Six spoons,100,200,50,,1
"""
CLIENTS = """\
client,kind,client_class,paddle,credit_limit
C-1,person,,101,
C-2,firm,dealer,102,
C-3,person,,103,500
"""
ANNOUNCED = "2026-05-01T09:00-05:00"
CLOSED = "2026-05-20T18:00-05:00"


class Answer(NamedTuple):
    """What a command said, where, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What standard output says, to a script."""
        return json.loads(self.out)


class Clerk:
    """Somebody who keeps one ledger, in one folder."""

    def __init__(self, folder, place=None):
        self.folder = Path(folder)
        self.ledger = place or self._usual_place()

    def _usual_place(self):
        name = ledger_places.place(self.folder)
        return name if "://" in name else Path(name)

    @property
    def views(self):
        """The file that its views are kept in."""
        return Path(f"{self.ledger}-views")

    def __call__(self, line, **quoted):
        """Type a line; what stands in {brackets} is quoted for the shell."""
        words = line.format(**{n: shlex.quote(str(v)) for n, v in quoted.items()})
        return self.type(shlex.split(words))

    def type(self, words):
        """Type words; whatever happens, there is no traceback."""
        given = ["--ledger", str(self.ledger), *words]
        who = {"LOTLEDGER_ACTOR": "Sue", "LOTLEDGER_ROLE": None}
        result = CliRunner(env=who).invoke(main, given, prog_name="lotledger")
        if not isinstance(result.exception, SystemExit | None):
            raise result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def does(self, line, **quoted):
        """Type a line that must go well, and return its answer."""
        said = self(line, **quoted)
        assert said.code == 0, said.err
        return said.out

    def writes(self, name, text):
        """Write a file, and return where it is."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def events(self):
        """Count what the ledger holds."""
        with House.open(str(self.ledger)) as house:
            return house.head()

    def begin(self, listed=CATALOGUE, terms=TERMS):
        """Announce a sale of three lots to three paddles."""
        terms = self.writes("terms.toml", terms)
        catalogue = self.writes("catalogue.csv", listed)
        clients = self.writes("clients.csv", CLIENTS)
        self.does("sale announce {f} --at {at}", f=terms, at=ANNOUNCED)
        self.does("catalogue import MAY26 {f} --at {at}", f=catalogue, at=ANNOUNCED)
        self.does("client import MAY26 {f} --at {at}", f=clients, at=ANNOUNCED)


def prepared(prepare):
    """Let a ledger be made once: every test gets a copy, which is quicker."""

    @cache
    def files():
        with TemporaryDirectory() as folder:
            prepare(clerk := Clerk(folder))
            return clerk.ledger.read_bytes(), clerk.views.read_bytes()

    def made(place):
        with TemporaryDirectory() as folder:
            prepare(Clerk(folder, place))

    @wraps(prepare)
    def copied(folder):
        if ledger_places.on_server():
            key = prepare.__module__, prepare.__name__
            return Clerk(folder, ledger_places.copied(Path(folder), key, made))
        clerk = Clerk(folder)
        for file, content in zip((clerk.ledger, clerk.views), files(), strict=True):
            file.write_bytes(content)
        return clerk

    return copied


@prepared
def clerk_of_a_sale(clerk):
    """Return a clerk whose ledger has the sale of three lots in it, and no bids."""
    clerk.begin()
    clerk.does("lots MAY26")


def process(words, **more):
    """Start the command in a process of its own; a variable of None is taken away."""
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    env = {name: value for name, value in env.items() if value is not None}
    command = [sys.executable, "-c", more.pop("code", MAIN), *map(str, words)]
    return subprocess.Popen(command, env=env, **{**given, **more})  # noqa: S603 (ourselves)


def dismiss(server):
    """Say no more to a process that serves, and wait until it has come to its end."""
    server.stdin.close()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(PATIENCE)
    server.stdout.close()
