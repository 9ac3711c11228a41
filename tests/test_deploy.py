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
import yaml
from sqlalchemy import make_url

from benchmarks.failover.missing import PATRONI
from commands.main import main

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "cluster"
MACHINES = ("machine-1", "machine-2", "machine-3")
UNITS = (
    *("lotledger.service", "lotledger-witness.service", "lotledger-witness.timer"),
    *("cluster/patroni.service", "cluster/archive.service"),
    *("cluster/base-backup.service", "cluster/base-backup.timer"),
)
PAGE = (ROOT / "docs" / "how-to" / "survive-a-machine.md").read_text("utf-8")
PROGRAM = re.compile(r"/usr/(?:local|lib)/\S*bin/(?:lotledger|patroni|pg_\w+)")
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
    units = [tmp_path / Path(name).name for name in UNITS]
    for name, unit in zip(UNITS, units, strict=True):
        # It looks for the program, which is not installed for everybody here.
        text = (DEPLOY / name).read_text("utf-8")
        unit.write_text(PROGRAM.sub(sys.executable, text), "utf-8")
    words = [analyze, "verify", *map(str, units)]
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


# Three machines


def read_yaml(name):
    return yaml.safe_load((CLUSTER / name).read_text("utf-8"))


def environment(name):
    lines = (CLUSTER / name).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line.startswith("ETCD_"))


def test_a_commit_waits_for_standbys_that_may_take_over():
    dcs = read_yaml("cluster.yml")["bootstrap"]["dcs"]
    assert dcs["synchronous_mode"] == "quorum"
    assert dcs["synchronous_mode_strict"] is True
    assert dcs["synchronous_node_count"] == 1
    parameters = dcs["postgresql"]["parameters"]
    for setting in ("synchronous_commit", "fsync", "full_page_writes"):
        assert parameters[setting] == "on"
    # A primary that cannot reach etcd stops before another may lead.
    assert dcs["loop_wait"] + 2 * dcs["retry_timeout"] < dcs["ttl"]


def test_the_files_name_the_same_hosts():
    cluster, machine = read_yaml("cluster.yml"), read_yaml("machine.yml")
    etcd = environment("etcd.env")
    names = [host.partition(":")[0] for host in cluster["etcd3"]["hosts"]]
    assert names == ["etcd-1", "etcd-2", "etcd-3"]
    assert etcd["ETCD_NAME"] == names[0]
    every = ",".join(f"{name}=http://{name}:2380" for name in names)
    assert etcd["ETCD_INITIAL_CLUSTER"] == every
    assert machine["name"] == MACHINES[0]
    for service in ("restapi", "postgresql"):
        assert machine[service]["connect_address"].startswith(f"{MACHINES[0]}:")
    assert not {"listen", "connect_address"} & cluster["postgresql"].keys()


def test_the_service_asks_all_machines_for_the_one_that_leads():
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string((CLUSTER / "lotledger.conf").read_text("utf-8"))
    name, _, url = read["Service"]["Environment"].partition("=")
    assert name == "LOTLEDGER_URL"
    asked = make_url(url)
    assert list(asked.query["host"]) == [f"{each}:5432" for each in MACHINES]
    assert asked.query["target_session_attrs"] == "read-write"
    assert asked.password is None
    assert url in PAGE
    words = shlex.split(read["Service"]["ExecStart"])[1:]
    assert parsed(words, "serve")["workers"] == 2


def test_an_archive_is_no_standby():
    text = (CLUSTER / "archive.service").read_text("utf-8")
    (starts,) = re.findall(r"^ExecStart=.*$", text, re.MULTILINE)
    assert "--synchronous" not in starts
    slots = read_yaml("cluster.yml")["bootstrap"]["dcs"]["slots"]
    assert re.search(r"--slot=(\w+)", starts)[1] in slots


@pytest.mark.parametrize("file", sorted(CLUSTER.iterdir()), ids=lambda file: file.name)
def test_the_page_names_every_file(file):
    assert f"`deploy/cluster/{file.name}`" in PAGE


def test_the_page_says_what_it_was_tried_with():
    tried = (CLUSTER / "cluster.yml").read_text("utf-8").partition("Tried with ")[2]
    for version in re.findall(r"\d+\.\d+(?:\.\d+)?", tried.partition("\n\n")[0]):
        assert version in PAGE
    assert f"patroni[etcd3,psycopg3]=={PATRONI}" in PAGE
    assert f"patroni[etcd3,psycopg3]=={PATRONI}" in (
        CLUSTER / "patroni.service"
    ).read_text("utf-8")


def test_the_page_says_the_numbers_of_the_files():
    dcs = read_yaml("cluster.yml")["bootstrap"]["dcs"]
    for name in ("ttl", "loop_wait", "retry_timeout", "synchronous_node_count"):
        assert f"`{name}` | {dcs[name]} |" in PAGE
