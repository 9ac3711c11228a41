"""A file that cannot be written is named and stays as it was; no half of it is left."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import click
import pytest

from commands.errors import Refused
from commands.main import main
from commands.written_file import write_file
from tests.settling_clerk import DAY, clerk_who_settled

pytestmark = pytest.mark.slow

FULL = Path("/dev/full")
has_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no full disk")
INVOICE = "TH-2026-00001"


@pytest.fixture
def full_after():
    """Let no file of this process grow beyond so many bytes, as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("before", [None, b"the report of yesterday"])
@pytest.mark.parametrize("size", [100_000, 3])
def test_a_disk_that_fills_half_way_leaves_what_was_there(
    tmp_path, full_after, before, size
):
    place = tmp_path / "report.csv"
    if before is not None:
        place.write_bytes(before)
    full_after(size)
    with pytest.raises(Refused) as no:
        write_file(place, b"x" * 200_000)
    full_after(resource.RLIM_INFINITY)
    assert no.value.message == (
        f"{place} cannot be written: File too large. It is as it was; see to its disk "
        "and folder, or name another place."
    )
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before][
        : bool(before)
    ]


def test_a_link_stays_a_link_and_a_file_keeps_who_may_read_it(tmp_path):
    kept, link = tmp_path / "kept.csv", tmp_path / "latest.csv"
    kept.write_bytes(b"before")
    kept.chmod(0o640)
    link.symlink_to(kept)
    write_file(link, b"after")
    assert link.is_symlink()
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (b"after", 0o640)


def test_what_is_no_file_is_written_to(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, b"a report")
    assert os.read(reader, 100) == b"a report"
    os.close(reader)


WRITERS = {
    "report --out": "report receipts MAY26 --format csv --out full.csv",
    "register sheet --out": "register sheet MAY26 --out full.csv --format csv",
    "audit history --out": "audit history MAY26/1 --out full.csv --format csv",
    "audit prove --out": "audit prove 3 --out full.csv",
    "audit consistency --out": "audit consistency 3 --out full.csv",
    "audit timestamp --request": "audit timestamp --request full.csv",
    "audit meetings --out": "audit meetings MAY26 --out full.csv --format csv",
    "audit indicators --out": "audit indicators MAY26 --out full.csv --format csv",
    "audit fairness --out": "audit fairness MAY26 --out full.csv --format csv",
    "audit envelopes --out": "audit envelopes MAY26 --out full.csv --format csv",
    "audit seals --out": "audit seals MAY26 --out full.csv --format csv",
    "audit procedures --out": "audit procedures --out full.csv",
    "replay lot --html": "replay lot MAY26/1 --html full.csv",
    "replay lot --plot": "replay lot MAY26/1 --plot full.svg",
    "dispute summary --out": "dispute summary MAY26/D1 --out full.csv",
    "print --out": f"print {INVOICE} --out .",
}
"""Every option that names what is written, and a line that writes it to a full disk."""
BESIDE = {
    "audit tiles folder": "a folder of files",
    "audit cosign --out": "it needs a checkpoint: test_commands_witness.py",
    "audit timestamp --out": "it needs an authority: test_commands_witness.py",
    "audit pack --out": "many files in one: test_pack.py",
    "audit receipt --out": "a receipt takes the place of nothing: test_receipts.py",
    "bid --receipt": "a receipt takes the place of nothing: test_receipts.py",
    "bids import --receipts": "a folder of files",
    "correct retract --receipt": "a receipt takes the place of nothing",
    "correct strike --receipt": "a receipt takes the place of nothing",
    "live bid --receipt": "a receipt takes the place of nothing",
    "demo --dir": "the ledger stands there too",
    "backup file": "copied whole",
    "payout-file --out": "it needs payees: test_payout_file.py",
    "client export --out": "it needs a vault: test_people.py",
    "token new --header": "it takes the place of nothing: test_tokens.py",
    "webhook add --secret": "it takes the place of nothing: test_webhooks.py",
}


@has_full
@pytest.mark.parametrize("line", WRITERS.values(), ids=WRITERS)
def test_every_command_names_the_file_that_it_cannot_write(tmp_path, monkeypatch, line):
    clerk = clerk_who_settled(tmp_path)
    clerk.does(f"dispute open MAY26/1 --question Why? {DAY}")
    monkeypatch.chdir(tmp_path)
    for name in ("full.csv", "full.svg", f"{INVOICE}.pdf"):
        (tmp_path / name).symlink_to(FULL)
    answer = clerk(line)
    assert (answer.code, answer.err.count("\n")) == (1, 1), answer
    assert answer.err.startswith("Stopped: ")
    assert " cannot be written: No space left on device. It is as it was" in answer.err


def test_every_option_that_names_what_is_written_is_walked():
    named = set(written_by(main, click.Context(main), ()))
    assert named - set(BESIDE) == set(WRITERS)


READ = {
    *("--oidc", "--settings", "--names", "--mapping", "--file", "file"),
    *("files", "terms"),
    *("--csv", "--document", "--inventory", "--from", "--tls-cert", "--tls-key"),
    # Every command that records has it: test_approvals.py.
    "--ask-approval",
}


def written_by(command, context, words):
    """Name the options of all commands below that take a place to write to."""
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            each = command.get_command(context, name)
            yield from written_by(each, context, (*words, name))
        return
    for option in command.params:
        place = isinstance(option.type, click.Path) and not option.type.exists
        if place and (option.opts[0] not in READ or words == ("backup",)):
            yield " ".join((*words, option.opts[0]))
