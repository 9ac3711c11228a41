"""What is installed, and from which commands, is written down in one place each."""

from __future__ import annotations

import re
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

REQUIREMENTS = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(one for group in PROJECT["dependency-groups"].values() for one in group),
]


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_dependency_is_pinned(requirement):
    package = re.match(r"[\w.-]+", requirement)[0].lower()
    pinned = {pin.partition("==")[0].lower() for pin in PINS}
    assert package in pinned, "Add it, and what it needs, to constraints.txt."


def test_a_pin_is_a_name_and_a_version():
    others = [pin for pin in PINS if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)]
    assert others == [], "Write only name==version."
    assert sorted(PINS, key=str.lower) == PINS


def test_a_wheel_holds_every_package():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    missing = packages - {"benchmarks", *wheel["only-include"]}
    assert missing == set(), "Add it to only-include in pyproject.toml."


def test_a_wheel_holds_the_example_sales():
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "examples" in wheel["only-include"]
    assert wheel["sources"] == {"examples": "commands/examples"}, (
        "commands/demo.py looks for them there."
    )


def test_mypy_reads_every_package():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    missing = packages - set(PROJECT["tool"]["mypy"]["files"])
    assert missing == set(), "Add it to files of tool.mypy in pyproject.toml."


def test_ci_runs_what_anybody_can_run():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    called = re.findall(r"^((?:bare )?make [\w-]+)$", script, re.MULTILINE)
    assert called == [
        *("bare make demo", "bare make test", "make outside", "make browsers"),
        "make on-server",
        "make check",
    ]
    targets = set(re.findall(r"^([\w-]+):", makefile, re.MULTILINE))
    assert {line.rpartition(" ")[2] for line in called} <= targets


def test_ci_plays_the_commands_of_the_readme_on_a_bare_machine():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (bare,) = re.findall(r"^bare\(\) { env -i (.*) \"\$@\"; }$", script, re.MULTILINE)
    assert re.findall(r"\b[A-Z]+(?==)", bare) == ["HOME", "PATH", "TERM"]
    commands = re.findall(r"^\$ (make .*)$", readme, re.MULTILINE)
    assert commands == re.findall(r"^bare (make .*)$", script, re.MULTILINE)


def test_what_pages_bring_along_from_elsewhere_is_the_release_that_is_named():
    static = ROOT / "web" / "static"
    listed = (static / "README.md").read_text(encoding="utf-8")
    pinned = re.findall(r"^([0-9a-f]{64})  (\S+)$", listed, re.MULTILINE)
    assert {name for _, name in pinned} == {
        *("htmx.min.js", "hx-sse.min.js", "htmx.LICENSE"),
    }
    for digest, name in pinned:
        assert sha256((static / name).read_bytes()).hexdigest() == digest, name
