"""What is handed out to run the service says what the commands know."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from shutil import which

import pytest

from commands.main import main

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = ("lotledger.service", "lotledger-witness.service", "lotledger-witness.timer")
CONTAINER = (DEPLOY / "Containerfile").read_text("utf-8")


def parsed(words, *command):
    """Read the words of a command as click does, down to the last option."""
    context = main.make_context("lotledger", list(words))
    asked = main
    for name in command:
        asked = asked.get_command(context, name)
    rest = list(words)[list(words).index(command[-1]) + 1 :]
    with asked.make_context(command[-1], rest, parent=context) as read:
        return read.params


def started(unit):
    """Return how a unit starts a program: its settings, and the words of that."""
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string((DEPLOY / unit).read_text("utf-8"))
    service = read["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "lotledger"
    keys = re.search(r"LOTLEDGER_KEYS=(\S+)", service["Environment"])[1]
    folder = Path(words[words.index("--ledger") + 1]).parent
    assert not folder.is_relative_to(keys)
    assert service["UMask"] == "0077"
    return service, words


def test_the_unit_starts_the_service_and_stops_it_with_time():
    service, words = started("lotledger.service")
    assert parsed(words, "serve")["workers"] == 2
    assert int(service["TimeoutStopSec"]) > 10


def test_a_unit_asks_the_witness_about_the_ledger_that_is_served():
    service, words = started("lotledger-witness.service")
    served, of_service = started("lotledger.service")
    assert parsed(words, "audit", "ask-witness")["url"].startswith("https://")
    for setting in ("User", "Environment", "StateDirectory"):
        assert service[setting] == served[setting]
    assert words[:2] == of_service[:2]


def test_systemd_reads_the_units(tmp_path):
    if (analyze := which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not here: apt install systemd")
    for name in UNITS:
        # It looks for the program, which is not installed for everybody here.
        text = (DEPLOY / name).read_text("utf-8")
        text = text.replace("/usr/local/bin/lotledger", sys.executable)
        (tmp_path / name).write_text(text, "utf-8")
    words = [analyze, "verify", *(str(tmp_path / name) for name in UNITS)]
    verified = subprocess.run(words, check=False, capture_output=True, text=True)  # noqa: S603 (our own)
    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.parametrize("line", ["CMD", "podman run"])
def test_the_container_starts_the_service(line):
    if line == "CMD":
        words = json.loads(re.search(r"^CMD (\[.*\])$", CONTAINER, re.MULTILINE)[1])
    else:
        text = CONTAINER.partition(line)[2].partition("\n#\n")[0]
        words = shlex.split(text.replace("\\\n#", " "))
        words = words[words.index("serve") :]
    assert parsed(words, "serve")["workers"] == 2
