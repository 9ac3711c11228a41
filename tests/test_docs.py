"""Docs are run: sessions typed, scenarios played, links followed, reference printed."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import sys
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import click
import pytest

from commands.main import SUBCOMMANDS
from ledger.events import NAMES
from tests.doc_sessions import FENCE, played
from tests.printed import REFERENCE, printed
from tests.printed.answers import ASKED, OF_ITS_OWN
from tests.printed.commands import commands
from tests.printed.refusals import refusals
from tests.printed.said import MEANINGS, USED
from tests.scripts import perform

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TUTORIAL = DOCS / "tutorial.md"
CLOSING = "## 8. Close the sale"
FROM_THERE = (
    "starts from the sale of the [tutorial](../tutorial.md), before it is closed."
)

WRITTEN = [TUTORIAL, *DOCS.glob("how-to/*.md"), *DOCS.glob("explanation/*.md")]
SESSIONS = sorted(path for path in WRITTEN if "```console" in path.read_text("utf-8"))
SCENARIOS = sorted(p for p in WRITTEN if "```scenario" in p.read_text("utf-8"))
PAGES = sorted({*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("examples/*/*.md")})
COMMANDS = dict(commands())
OTHERS = re.compile(
    r"^(?:import|from) (duckdb|duckdb_extensions|pandas)\b", re.MULTILINE
)
"""What a script in the docs needs that lotledger does not: only tests install it."""


def name(path):
    return path.relative_to(ROOT).as_posix()


def typed(page, folder):
    """Play a page in a folder, from there."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return played(page, folder)
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory):
    """Play the tutorial once: the page, its sale before the close, and after it."""
    before = tmp_path_factory.mktemp("tutorial") / "before"
    before.mkdir()
    head, closing, tail = TUTORIAL.read_text("utf-8").partition(CLOSING)
    told = typed(head, before)
    after = copytree(before, before.with_name("after"))
    return told + typed(closing + tail, after), before, after


# What is shown is what happens.


def test_the_tutorial_is_what_happens(tutorial, request):
    told, _, _ = tutorial
    if request.config.getoption("--golden-update"):
        TUTORIAL.write_text(told, "utf-8")
    assert TUTORIAL.read_text("utf-8") == told


@pytest.mark.parametrize("path", [p for p in SESSIONS if p != TUTORIAL], ids=name)
def test_a_session_is_what_happens(path, tutorial, tmp_path, request, monkeypatch):
    page, folder = path.read_text("utf-8"), tmp_path / "here"
    for package in dict.fromkeys(OTHERS.findall(page)):
        pytest.importorskip(package, reason=f"{name(path)} needs {package}")
    # Another program keeps what it unpacks in the home of whoever runs it.
    monkeypatch.setenv("HOME", str(tmp_path))
    # Pages that go on with one sale go on with one ledger: each has keys of its own.
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    if FROM_THERE in page:
        copytree(tutorial[1], folder)
    else:
        folder.mkdir()
    told = typed(page, folder)
    if request.config.getoption("--golden-update"):
        path.write_text(told, "utf-8")
    assert path.read_text("utf-8") == told


@pytest.mark.parametrize("path", SCENARIOS, ids=name)
def test_a_scenario_is_what_happens(path):
    page = path.read_text("utf-8")
    for script in re.findall(r"```scenario\n(.*?)```", page, re.DOTALL):
        assert script == perform(script)


def test_a_session_that_shows_something_else_is_noticed(tmp_path):
    page = (
        "```console\n$ lotledger terms increments ebay-2003 --from 1 --to 1\n{}\n```\n"
    )
    assert typed(page.format("$1"), tmp_path) == page.format("$1")
    assert typed(page.format("..."), tmp_path) == page.format("...")
    assert typed(page.format("$2"), tmp_path) == page.format("$1")
    with pytest.raises(AssertionError, match="cannot type: rm"):
        typed("```console\n$ rm lotledger.db\n```\n", tmp_path)


# The reference.


BY_HAND = {"packs.md"}
"""What is no page of the code's: a format, as it is specified."""


@pytest.fixture(scope="module")
def pages(tutorial):
    return printed(tutorial[2])


def test_the_reference_is_current(pages):
    written = {path.name: path.read_text("utf-8") for path in REFERENCE.glob("*.md")}
    assert written.keys() - BY_HAND == pages.keys()
    for page, text in pages.items():
        assert written[page] == text, f"{page} is not. Print it with: make reference"


@pytest.mark.usefixtures("pages")
def test_no_meaning_is_about_nothing():
    known = {(section, key) for section, keys in MEANINGS.items() for key in keys}
    assert known - USED == set(), "Take it out of tests/printed/meanings.toml."


def test_every_event_and_every_refusal_is_in_the_reference(pages):
    headings = set(re.findall(r"^### (.+)$", pages["events.md"], re.MULTILINE))
    assert set(NAMES) - headings == set()
    headings = set(re.findall(r"^### (.+)$", pages["refusals.md"], re.MULTILINE))
    assert {kind.code for kind in refusals()} - headings == set()


def test_every_command_that_answers_scripts_is_in_the_reference():
    answers = {
        " ".join(path[1:])
        for path, command in COMMANDS.items()
        if any("--json" in param.opts for param in command.params)
    }
    assert answers == {*ASKED, *OF_ITS_OWN}


# The help.


def test_every_option_explains_itself():
    silent = [
        (*path, param.name)
        for path, command in COMMANDS.items()
        for param in (command, *command.params)
        if not isinstance(param, click.Argument) and not param.help
    ]
    assert silent == []


def test_every_example_can_be_typed():
    for path, command in COMMANDS.items():
        _, _, example = command.help.partition("Example: ")
        assert example, f"{path}: show one line that works, behind Example:"
        for line in example.split(", then: "):
            words = shlex.split(line.partition(" >> ")[0])
            assert tuple(words[: len(path)]) == path, "An example is of its own command"
            parse(words)


def parse(words):
    """Read a line as click would, down to the last argument, and do nothing."""
    path = max((p for p in COMMANDS if p == tuple(words[: len(p)])), key=len)
    command = COMMANDS[path]
    assert not isinstance(command, click.Group), f"{shlex.join(words)} does nothing"
    command.make_context(path[-1], words[len(path) :])


@pytest.mark.parametrize("room", SUBCOMMANDS)
def test_a_command_says_the_same_of_itself_everywhere(room):
    place, line = SUBCOMMANDS[room]
    module = importlib.import_module(place.partition(":")[0])
    assert module.__doc__.splitlines()[0] == line
    command = COMMANDS["lotledger", room]
    if isinstance(command, click.Group):
        assert command.help.splitlines()[0] == line


# Links and sources.


def anchors(path):
    """Name the headings of a page as GitHub does."""
    inside, found = False, set()
    for line in path.read_text("utf-8").splitlines():
        inside ^= line.startswith("```")
        if line.startswith("#") and not inside:
            heading = line.lstrip("#").strip().lower()
            heading = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
            found.add(re.sub(r"[^\w\- ]", "", heading).replace(" ", "-"))
    return found


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path):
    page = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", page):
        if "://" in link:
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), f"{link}: there is no {place}"
        assert not anchor or anchor in anchors(target), f"{link}: no such heading"


def test_every_page_can_be_found():
    index = (DOCS / "index.md").read_text("utf-8")
    listed = {(DOCS / link).resolve() for link in re.findall(r"\]\(([^)#]+)\)", index)}
    missing = {name(p) for p in DOCS.rglob("*.md")} - {name(p) for p in listed}
    assert missing == {"docs/index.md"}


def test_decisions_are_counted_one_by_one():
    pages = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(page.name.partition("-")[0]) for page in pages]
    headings = [page.read_text("utf-8").partition(".")[0] for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    assert headings == [f"# {number}" for number in numbers]


def test_every_source_that_is_cited_can_be_looked_up():
    digest = (DOCS / "rules-and-sources.md").read_text("utf-8")
    sections = set(re.findall(r"^##+ ([\d.]+) ", digest, re.MULTILINE))
    sources = set(re.findall(r"^\| S(\d+) \|", digest, re.MULTILINE))
    text = "\n".join(
        path.read_text("utf-8")
        for folder in (
            "ledger",
            "projections",
            "presenters",
            "commands",
            "examples",
            "docs",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".md"}
    )
    assert set(re.findall(r"\[S(\d+)\]", text)) - sources == set()
    assert set(re.findall(r"rulebook (\d(?:\.\d)?)", text)) - sections == set()


def test_fences_are_of_a_kind_that_is_checked():
    kinds = {"console", "scenario", "toml", "csv", "python", "json", "text", "sh", ""}
    for path in WRITTEN:
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("```"):
                assert (fence := FENCE.match(line)), f"{name(path)}: {line}"
                assert fence[2] in kinds, f"{name(path)}: {line}"


def print_again():
    """Write docs/reference anew, from the code and the tutorial's sale."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        typed(TUTORIAL.read_text("utf-8"), folder)
        for page, text in printed(folder).items():
            (REFERENCE / page).write_text(text, "utf-8")
    sys.stdout.write(f"Printed {name(REFERENCE)} again.\n")


if __name__ == "__main__":
    print_again()
