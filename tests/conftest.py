"""Shared by every test: readable story failures, new goldens, a longer simulation."""

import os
import signal
from tempfile import TemporaryDirectory

import pytest

from tests import ledger_places, on_server, seeds

# A ledger of the tests is begun as a rehearsal, so that they say what time it is.
os.environ["LOTLEDGER_REHEARSAL"] = "1"

# And nothing is kept among what whoever runs the tests keeps.
KEYS = TemporaryDirectory(prefix="lotledger-keys-")
os.environ["LOTLEDGER_KEYS"] = KEYS.name

pytest.register_assert_rewrite("tests.story")


def pytest_addoption(parser):
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="Write what really happened into the golden files, to review as a diff.",
    )
    parser.addoption(
        "--on-server",
        action="store_true",
        help="Keep the ledgers of tests on a database server that is started for them.",
    )
    parser.addoption(
        "--sales",
        type=int,
        default=300,
        metavar="N",
        help="How many random lots the simulation plays, one for each seed.",
    )


def pytest_configure(config):
    if config.option.on_server:
        # For the processes that tests start as well.
        os.environ["LOTLEDGER_TESTS_ON_SERVER"] = "1"
        # A test that fails half way, as it must on a server, leaves some open.
        for unclosed in ("<psycopg.* was deleted while still open", "unclosed <socket"):
            config.addinivalue_line(
                "filterwarnings", f"ignore:{unclosed}:ResourceWarning"
            )
    seeds.only["fast"] = config.option.markexpr == "not slow"


ALL_SLOW = "\npytestmark = pytest.mark.slow\n"


def pytest_ignore_collect(collection_path, config):
    """Leave a file closed that has no test to take: opening takes longest."""
    if config.option.on_server:
        return on_server.is_left_closed(collection_path) or None
    if config.option.markexpr == "not slow" and collection_path.suffix == ".py":
        return ALL_SLOW in collection_path.read_text(encoding="utf-8") or None
    return None


def pytest_collection_modifyitems(config, items):
    """Take on a server what keeps a ledger."""
    if config.option.on_server:
        taken = on_server.taken(items)
        left = set(items).difference(taken)
        config.hook.pytest_deselected(items=left)
        items[:] = taken


@pytest.fixture
def tmp_path(tmp_path, monkeypatch):
    """Give a folder, and let go of the databases of the ledgers in it.

    What a file has beside it, a server keeps there as well.
    """
    if ledger_places.on_server():
        monkeypatch.setenv("LOTLEDGER_FILES", str(tmp_path))
    yield tmp_path
    ledger_places.let_go(tmp_path)


@pytest.fixture
def interruptible():
    """Let an interruption come through: what a shell runs beside itself ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
