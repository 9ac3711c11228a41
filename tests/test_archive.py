"""A base backup is made as the units of an archive say, by a user with a password."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.database_server import Server

pytest.importorskip("psycopg", reason="lotledger[postgresql] is missing")
pytestmark = [pytest.mark.slow, pytest.mark.server]

CLUSTER = Path(__file__).parents[1] / "deploy" / "cluster"
ARCHIVE = (CLUSTER / "archive.service").read_text("utf-8")
BACKUP = (CLUSTER / "base-backup.service").read_text("utf-8")
PAGE = (CLUSTER.parents[1] / "docs/how-to/survive-a-machine.md").read_text("utf-8")
HOME = "/srv/archive"
OWNED = "-o lotledger-archive -g lotledger-archive "
PASSWORD = "a-password-of-tests"  # noqa: S105 (of a server of tests)


@pytest.fixture
def own_server():
    """Start a server that lets whoever copies it in by a password alone."""
    server = Server()
    with server.connect() as connection:
        connection.execute(
            f"CREATE ROLE replicator REPLICATION LOGIN PASSWORD '{PASSWORD}'"
        )
        rules = server.data / "pg_hba.conf"
        rules.write_text(
            "local replication,all replicator scram-sha-256\nlocal all all trust\n"
        )
        connection.execute("SELECT pg_reload_conf()")
    yield server
    server.remove()


def as_user(server, home, words):
    """Run a command in a shell as the user that runs the server, never as root."""
    who = server.data.stat()
    user = {"user": who.st_uid, "group": who.st_gid, "extra_groups": []}
    return subprocess.run(  # noqa: S603 (ourselves)
        ["/bin/sh", "-c", words],
        **(user if os.geteuid() == 0 else {}),
        cwd="/",
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )


def commands():
    """Return what the unit's comment makes: folders and a password, by anybody."""
    lines = re.findall(r"^#   (.*(?:install) .*)$", ARCHIVE, re.MULTILINE)
    assert all(f"$ {line}" in PAGE for line in lines), "the page says the same"
    return [line.replace(OWNED, "") for line in lines]


def test_a_base_backup_is_made_as_the_units_say(own_server):
    home = own_server.folder / "archive"
    home.mkdir()
    if os.geteuid() == 0:
        shutil.chown(home, own_server.data.owner())
    made = commands()
    assert len(made) == 2
    for line in made:
        here = line.replace(HOME, str(home))
        here = here.replace("REPLICATION-PASSWORD", PASSWORD)
        assert as_user(own_server, home, here).returncode == 0
    (start,) = re.findall(r"^ExecStart=(.*)$", BACKUP, re.MULTILINE)
    *_, words = shlex.split(start)
    words = words.replace("%%", "%").replace(HOME, str(home))
    words = words.replace("machine-1,machine-2,machine-3", str(own_server.data))
    words = words.replace("/usr/lib/postgresql/15/bin", str(own_server.programs))
    answer = as_user(own_server, home, words)
    assert answer.returncode == 0, answer.stderr
    (backup,) = (home / "base").iterdir()
    assert (backup / "backup_manifest").exists()
    assert not backup.name.endswith(".new")
    (home / ".pgpass").unlink()
    assert "no password supplied" in as_user(own_server, home, words).stderr
