"""A live ledger whose key and heads are kept elsewhere, as a house keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from ledger.house import House, ledgers, lots
from ledger.house.checkpoints import publish
from ledger.house.stamp import Recording
from ledger.keys.folder import KeyFolder
from ledger.keys.heads import Heads
from ledger.keys.key_files import keep_key
from ledger.proof.note import SigningKey
from tests.sale_of_tests import LEDGER, by, lot, place, sale_of_tests
from tests.story import clock

NAME = "house.example/log"
KEY = SigningKey(NAME, bytes(range(32)))
NEXT_KEY = SigningKey(NAME, bytes(range(1, 33)))


def keys_of(folder: Path) -> KeyFolder:
    """Name the folder of keys beside the folder of a ledger."""
    return KeyFolder(folder / "keys")


def heads_of(folder: Path) -> Heads:
    """Return the heads that are kept of the ledger."""
    return Heads(keys_of(folder).of_ledger(LEDGER))


def opened(folder: Path, file: str | None = None, **more: object) -> House:
    """Open the ledger of a folder, or another file, with its keys."""
    recording = Recording(clock=lambda: clock("10:00"))
    usual = {"keys": keys_of(folder), "publish": publish, "recording": recording}
    return House.open(file or place(folder), **{**usual, **more})


@contextmanager
def signing_house(folder: Path) -> Iterator[House]:
    """Begin a live ledger that has a key, and a sale of three lots."""
    with opened(folder, new_id=LEDGER) as house:
        house.do(sale_of_tests(), by=by())
        adopt(house)
        yield house


def adopt(house: House, key: SigningKey = KEY) -> None:
    """Keep a key, and sign with it from now on."""
    folder = house.published.folder
    keep_key(folder, key, apart_from=house.folder)
    ask = ledgers.rotate_key if house.ledger().signing_key else ledgers.adopt_key
    house.do(ask(key.verifier.text), by=by())


def close_lot(house: House, number: int) -> None:
    """Withdraw a lot, which is the quickest way to close one."""
    house.do(lots.withdraw(lot(number)), by=by(reason="Broken"))


def moment() -> datetime:
    """Return the moment at which it all happens."""
    return clock("10:00")
