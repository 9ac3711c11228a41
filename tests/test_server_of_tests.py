"""The server of the tests leaves nothing behind, however whoever started it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.database_server import driver, must_be_installed, server
from tests.live_service import until
from tests.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.server]

_STARTS = """
from tests.database_server import Server
server = Server()
print(server.folder, server.process.pid, flush=True)
input()
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_whoever_is_ended_leaves_no_server_behind(how):
    driver()
    must_be_installed()
    with subprocess.Popen(  # noqa: S603 (ourselves)
        [sys.executable, "-c", _STARTS],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as started:
        folder, number = started.stdout.readline().split()
        assert Path(folder).is_dir()
        started.send_signal(how)
    until(lambda: not Path(folder).exists())
    until(lambda: is_gone(int(number)))


def is_gone(number):
    """Say whether a process is gone, or only waits to be noticed."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{number}/status")
    return status.exists() and "State:\tZ" in status.read_text()


def test_it_has_all_that_it_shares_in_its_own_folder():
    driver()
    with server().connect() as connection:
        (kind,) = connection.execute("SHOW dynamic_shared_memory_type").fetchone()
    assert kind == "mmap"
    assert list((server().data / "pg_dynshmem").iterdir())
