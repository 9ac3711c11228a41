"""What the service starts has the options that it was given itself."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import subprocess
from pathlib import Path

import pytest

from commands.serve import serve
from commands.service_processes import OF_WHO_LISTENS, options_again
from tests.patience import PATIENCE
from web import processes
from web.handing_over import Work
from web.processes import ServiceProcess

GIVEN = {
    "proxy": ["--proxy", "https://bids.example.com"],
    "proxy_from": ["--proxy-from", "10.89.8.1", "--proxy-from", "fd00::/64"],
    "log": ["--log"],
    "rate": ["--bids-a-second", "7"],
    "oidc": ["--oidc", "one.toml", "--oidc", "two.toml"],
    "settings": ["--settings", "house.toml"],
}
HANDED = "handed"


def parsed(words):
    with serve.make_context("serve", list(words)) as context:
        return context.params, options_again(context)


@pytest.mark.parametrize("option", [each.name for each in serve.params])
def test_every_option_is_handed_on_or_is_of_who_listens(option):
    assert (option in GIVEN) + (option in OF_WHO_LISTENS) + (option == HANDED) == 1


@pytest.mark.parametrize("option", GIVEN)
def test_an_option_is_given_again_as_it_was_given(option):
    given, words = parsed(GIVEN[option])
    assert given[option] != parsed([])[0][option]
    assert parsed(words)[0] == given


def test_what_only_who_listens_does_is_done_by_no_other():
    listens = ["--host", "192.0.2.1", "--port", "8001"]
    words = [*listens, "--close-due", "MAY26", "--workers", "3"]
    assert parsed(parsed(words)[1])[0] == parsed([])[0]


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize(
    ("module", "needed"), [(subprocess, "Popen"), (socket, "socketpair")]
)
def test_one_that_cannot_be_started_again_is_tried_once_more(
    monkeypatch, capsys, module, needed
):
    """The machine has no room for a process, or for another open file, for a moment."""
    monkeypatch.setattr(processes, "AGAIN_SECONDS", 0.01)
    works, tried = getattr(module, needed), []

    def sometimes(*given, **more):
        tried.append(given)
        if len(tried) == 2:
            raise OSError(errno.EAGAIN, "no room")
        return works(*given, **more)

    async def ends_and_is_started():
        process = ServiceProcess("questions", Work.QUESTIONS, ["-c", ""], os.environ)
        monkeypatch.setattr(module, needed, sometimes)
        process.start()
        process.watch()
        while process.starts < 3:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.01)
        monkeypatch.setattr(module, needed, works)
        process.leave()
        process.wait()

    before = open_files()
    asyncio.run(asyncio.wait_for(ends_and_is_started(), PATIENCE))
    assert open_files() == before
    assert len(tried) == 4
    said = capsys.readouterr().err
    assert said.count("has no other in its place yet, no room: it is tried again.") == 1
