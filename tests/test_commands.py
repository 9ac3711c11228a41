"""The command line as such: help, versions, exit codes, pipes, interruptions."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete

from commands.main import main
from tests.clerk import Clerk, clerk_of_a_sale, process
from tests.patience import PATIENCE

pytestmark = pytest.mark.slow

HEAVY = {"pydantic", "sqlalchemy", "eventsourcing", "rich", "msgspec"}
OURS = {"ledger", "presenters", "projections"}
AT_THE_DOOR = {
    "commands",
    "commands.errors",
    "commands.input_limit",
    "commands.main",
    "commands.places",
    "commands.streams",
    "ledger",
    "ledger.clock",
    "ledger.version",
    "ledger.visible",
}
"""Whatever is asked passes through these, and they are light."""
NAMES_ALONE = {
    *OURS,
    *AT_THE_DOOR,
    "ledger.identity",
    "ledger.indicators",
    "ledger.indicators.catalogue",
    "projections.exports",
    "projections.exports.registry",
    "projections.reports",
    "projections.reports.books",
    "projections.reports.books.registry",
    "projections.reports.formats",
}
"""The modules that help may know: they hold names, and nothing of a sale."""


@pytest.fixture(scope="module")
def clerk(tmp_path_factory):
    return clerk_of_a_sale(tmp_path_factory.mktemp("ledger"))


def every_command(group=main, path=()):
    yield path, group
    if isinstance(group, click.Group):
        for name in group.list_commands(click.Context(group)):
            command = group.get_command(click.Context(group), name)
            yield from every_command(command, (*path, name))


COMMANDS = dict(every_command())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(clerk, path):
    short, long = clerk.type([*path, "-h"]), clerk.type([*path, "--help"])
    assert short == long
    assert short.code == 0
    assert "Example: lotledger " in " ".join(short.out.split())
    assert max(map(len, short.out.splitlines())) <= 80


def loaded_by(tmp_path, *lines):
    """Return the modules that are loaded once lines of words have asked for help."""
    script = tmp_path / "help.py"
    script.write_text(
        "import sys, commands.main as room\n"
        f"for words in {[line.split() for line in lines]!r}:\n"
        "    try: room.main([*words, '--help'])\n"
        "    except SystemExit: pass\n"
        "print('loaded:', *sorted(sys.modules))\n"
    )
    code = f"exec(open({str(script)!r}).read())"
    told, _ = process([], code=code).communicate()
    loaded = set(told.rpartition("loaded:")[2].split())
    assert "click" in loaded
    return loaded


def test_help_waits_for_nothing_heavy(tmp_path):
    loaded = loaded_by(tmp_path, *map(" ".join, COMMANDS))
    assert not {name.partition(".")[0] for name in loaded} & HEAVY
    ours = {name for name in loaded if name.partition(".")[0] in OURS}
    assert ours <= NAMES_ALONE


def test_the_list_of_commands_enters_no_room(tmp_path):
    ours = ("commands", "presenters", "projections", "ledger", "msgspec")
    loaded = {n for n in loaded_by(tmp_path, "") if n.partition(".")[0] in ours}
    assert loaded <= AT_THE_DOOR


def test_it_names_its_version(clerk):
    answer = clerk("--version")
    assert answer.code == 0
    assert answer.out.startswith("lotledger")


ENDS = [
    ("lots MAY26", 0, None, "done"),
    ("lots NOPE", 1, "Refused (unknown-sale): ", "no such sale"),
    ("lot show MAY26/77", 1, "Refused (unknown-lot): ", "no such lot"),
    ("client show C-77", 1, "Refused (unknown-client): ", "no such client"),
    ("bids list MAY26/77", 1, "Refused (unknown-lot): ", "an auditor mistypes too"),
    ("bids list MAY26 --paddle 7", 1, "Refused (unknown-paddle): ", "the same"),
    ("catalogue import MAY26 nope.csv", 1, "Refused (faulty-file): ", "no such file"),
    ("terms premium nope 100", 1, "Refused (faulty-file): ", "no such preset"),
    ("paddle suspend MAY26 101", 1, "Refused (reason-needed): ", "a correction"),
    ("lots 'MAY 26'", 2, "Wrong usage (SALE): ", "a space in a name"),
    ("lot show MAY26-1", 2, "Wrong usage (SALE/LOT): ", "a hyphen for a stroke"),
    ("bids list MAY26/x", 2, "Wrong usage (SALE[/LOT]): ", "no number"),
    ("lot reserve MAY26/1 5,00", 2, "Wrong usage (AMOUNT|none): ", "a comma"),
    ("terms premium heritage-2025 1.5.0", 2, "Wrong usage (AMOUNT): ", "two points"),
    ("completion csh", 2, "Wrong usage ({bash|zsh|fish}): ", "another shell"),
    ("client add C-9 --kind dog", 2, "Wrong usage (--kind): ", "no such word"),
    ("lots", 2, "Usage: lotledger lots", "an argument is missing"),
    ("lots MAY26 --jsn", 2, "Usage: lotledger lots", "no such option"),
    ("lotz MAY26", 2, "Usage: lotledger", "no such command"),
]


@pytest.mark.parametrize(
    ("line", "code", "begins", "because"), ENDS, ids=[one[0] for one in ENDS]
)
def test_a_command_ends_as_scripts_may_rely_on(clerk, line, code, begins, because):
    answer = clerk(line)
    assert answer.code == code, because
    assert bool(answer.out) == (code == 0), "results are what standard output is for"
    if begins:
        assert answer.err.startswith(begins)
    if begins and not begins.startswith("Usage"):
        assert answer.err.count("\n") == 1, "one line"
        assert answer.err.endswith(
            (".\n", "TERMS\n", "SALE\n", "C-77\n", "CLIENT\n")
        ), "it says what to do"


READING = [
    "lots MAY26",
    "lots MAY26 --open",
    "lot show MAY26/2",
    "results MAY26",
    "bids list MAY26",
    "bids list MAY26/2 --paddle 101",
    "sale show MAY26",
    "client show C-2",
    "views status",
    "views check",
    "terms check heritage-2025",
    "terms presets",
    "terms premium christies-2025-09 750,000",
    "terms increments heritage-2025 --from 100 --to 1,000",
]


def scalars(value):
    match value:
        case dict():
            for one in value.values():
                yield from scalars(one)
        case list():
            for one in value:
                yield from scalars(one)
        case _:
            yield value


@pytest.mark.parametrize("line", READING)
def test_what_a_script_reads_has_no_floats_and_no_local_times(clerk, line):
    for scalar in scalars(clerk(f"{line} --json").json):
        assert not isinstance(scalar, float), "an amount is a decimal string"
        if isinstance(scalar, str) and scalar[4:5] == "-" and "T" in scalar[8:]:
            assert scalar.endswith("Z"), "a time names its zone"


@pytest.mark.parametrize("line", READING)
def test_a_table_has_nothing_behind_its_lines(clerk, line):
    lines = clerk.does(line).splitlines()
    assert lines
    assert [one for one in lines if one != one.rstrip()] == []


def test_a_login_name_stands_for_who_acts_unless_it_is_said(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does("bid MAY26/1 --paddle 101 --maximum 80 --actor Ann --at 2026-05-02T09Z")
    (line,) = clerk("bids list MAY26/1 --json").json
    assert (line["actor"], line["role"]) == ("Ann", "clerk")


def completed(words, begun):
    shell = BashComplete(main, {}, "lotledger", "_LOTLEDGER_COMPLETE")
    return [
        completion.value for completion in shell.get_completions(words.split(), begun)
    ]


@pytest.mark.parametrize(
    ("words", "begun", "offered"),
    [
        ("", "pad", ["paddle"]),
        ("terms premium", "e", ["ebay-2003"]),
        ("replay csv x.csv --terms", "h", ["heritage-2025"]),
        ("bid MAY26/1 --channel", "f", ["floor", "fax"]),
        ("bid MAY26/1", "--rec", ["--received-at", "--receipt"]),
        ("views rebuild", "bi", ["bids", "billing"]),
        ("terms check", "my-own", ["my-own"]),
    ],
)
def test_the_shell_completes(words, begun, offered):
    assert completed(words, begun) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_asks_by_our_name(clerk, shell):
    assert "_LOTLEDGER_COMPLETE" in clerk.does(f"completion {shell}")


def test_the_script_is_answered():
    asked = {
        "_LOTLEDGER_COMPLETE": "bash_complete",
        "COMP_WORDS": "lotledger bid MAY26/1 --channel in",
        "COMP_CWORD": "4",
    }
    told, _ = process([], env=asked).communicate()
    assert told == "plain,internet\n"


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_import_leaves_all_or_nothing(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    rows = [
        f"1,{101 + n % 2},{70 + 5 * n},mail,2026-05-02T10:00:00-05:00"
        for n in range(BIDS)
    ]
    text = "\n".join(["lot,paddle,maximum,channel,received_at", *rows])
    file, before = clerk.writes("bids.csv", text), clerk.events()
    words = ["--ledger", clerk.ledger, "bids", "import", "MAY26", file]
    lock, given_up_at = Path(f"{clerk.ledger}-lock"), time.monotonic() + PATIENCE
    importing = process(words)
    while not lock.exists() and importing.poll() is None:
        assert time.monotonic() < given_up_at, "it takes its turn to write"
        time.sleep(0.002)
    importing.send_signal(signal.SIGINT)
    _, told = importing.communicate()
    assert "Traceback" not in told
    assert (importing.returncode, "Aborted!" in told) in {(1, True), (0, False)}
    assert clerk.events() - before in {0, BIDS}
    clerk.does("bids import MAY26 {file}", file=file)
    assert clerk.events() - before == BIDS


BIDS = 200


def test_nothing_is_started_by_a_command_that_reads(tmp_path):
    clerk = Clerk(tmp_path)
    assert clerk("lots MAY26").code == 3
    assert list(tmp_path.iterdir()) == []
