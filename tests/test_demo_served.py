"""The demo that is served: somebody of each role signs in with what was printed."""

from __future__ import annotations

import json
import os
import signal
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ledger.identity import Role
from tests.clerk import process

pytestmark = pytest.mark.slow

EVERYBODY = {*(f"u-{role}" for role in Role), "C-1042", "C-1187"} - {
    f"u-{Role.SYSTEM}",
    f"u-{Role.BIDDER}",
}


@contextmanager
def demo_served(folder):
    """Serve the demo; return its address, each password, and where each begins."""
    words = ["demo", "--dir", "demo", "--serve", "--port", "0"]
    places = {"PYTHONPATH": os.getcwd()}  # noqa: PTH109
    started = process(words, cwd=folder, env=places)
    printed, address = {}, None
    try:
        for line in started.stdout:
            match line.split():
                case [who, password, begin] if who in EVERYBODY:
                    printed[who] = password, begin
                case ["Serving", _, "at", at, *_]:
                    address = at.rstrip(".")
                    break
        assert address is not None, started.stderr.read()
        yield address, printed
    finally:
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=60)
        assert "Traceback" not in err, err


def role_of(address, name, password):
    """Sign in, and return the role that it was in."""
    said = json.dumps({"name": name, "password": password}).encode()
    headers = {"content-type": "application/json"}
    with urlopen(Request(f"{address}/api/v1/session", said, headers)) as answer:  # noqa: S310
        return json.load(answer)["role"]


def test_somebody_of_each_role_signs_in_with_what_was_printed(tmp_path, monkeypatch):
    monkeypatch.delenv("LOTLEDGER_KEYS", raising=False)
    with demo_served(tmp_path) as (address, printed):
        assert set(printed) == EVERYBODY
        for name, (password, begin) in printed.items():
            role = Role.BIDDER if name.startswith("C-") else name.removeprefix("u-")
            assert role_of(address, name, password) == role
            with urlopen(f"{address}{begin}") as page:  # noqa: S310
                assert page.status == 200
        today = printed["u-clerk"][1]
        with urlopen(f"{address}/api/v1{today}/catalogue") as lots:  # noqa: S310
            open_lots = [lot for lot in json.load(lots) if lot["stage"] == "open"]
        assert len(open_lots) == 15
        former = printed["u-clerk"][0]
    assert (tmp_path / "demo-keys").is_dir()
    with demo_served(tmp_path) as (address, printed):
        assert role_of(address, "u-clerk", printed["u-clerk"][0]) == Role.CLERK
        with pytest.raises(HTTPError, match="401"):
            role_of(address, "u-clerk", former)
