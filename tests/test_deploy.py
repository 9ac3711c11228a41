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
UNIT = (ROOT / "deploy" / "lotledger.service").read_text("utf-8")
CONTAINER = (ROOT / "deploy" / "Containerfile").read_text("utf-8")


def parsed(words):
    """Read the words of a service as click does, down to the last option."""
    context = main.make_context("lotledger", list(words))
    serve = main.get_command(context, "serve")
    rest = list(words)[list(words).index("serve") + 1 :]
    with serve.make_context("serve", rest, parent=context) as read:
        return read.params


def test_the_unit_starts_the_service_and_stops_it_with_time():
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(UNIT)
    service = unit["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert Path(program).name == "lotledger"
    assert parsed(words)["workers"] == 2
    keys = re.search(r"LOTLEDGER_KEYS=(\S+)", service["Environment"])[1]
    folder = Path(words[words.index("--ledger") + 1]).parent
    assert not folder.is_relative_to(keys)
    assert int(service["TimeoutStopSec"]) > 10
    assert service["UMask"] == "0077"


def test_systemd_reads_the_unit(tmp_path):
    if (analyze := which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not here: apt install systemd")
    unit = tmp_path / "lotledger.service"
    # It looks for the program, which is not installed for everybody here.
    unit.write_text(UNIT.replace("/usr/local/bin/lotledger", sys.executable), "utf-8")
    words = [analyze, "verify", str(unit)]
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
    assert parsed(words)["workers"] == 2
