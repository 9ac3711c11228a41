"""The demo that is served: somebody of each role signs in with what was printed."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ledger.identity import Role
from tests.served_demo import EVERYBODY, demo_served

pytestmark = pytest.mark.slow


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
