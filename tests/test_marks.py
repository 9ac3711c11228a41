"""Marks that the log and its keys hold: nobody guesses from them what was bid."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

import pytest

from ledger.house import House, bids, lots
from ledger.house.command import PLAIN, digest
from ledger.house.stamp import Recording
from ledger.keys.folder import KeyFolder
from ledger.refusals import KeyUsed, RecordedRefusal, VaultClosed
from ledger.vault.opening import make_vault
from tests.sale_of_tests import LEDGER, by, lot, new_house, place, sale_of_tests
from tests.story import clock, usd
from tests.stranger import stranger

pytestmark = pytest.mark.slow

NOW = clock("10:00")


def bid(amount):
    """Bid some amount, which is refused: that is recorded, and answers its key."""
    return bids.bid(lot(1), paddle="101", maximum=usd(amount), at=NOW)


def reserve(amount):
    return lots.set_reserve(lot(1), usd(amount))


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "data" / "keys")


@pytest.fixture
def opened(tmp_path, keys):
    """Open a live ledger, as often as it is asked for."""
    (tmp_path / "ledger").mkdir()
    houses = []

    def opened(folder=keys):
        house = House.open(
            place(tmp_path / "ledger"),
            new_id=LEDGER,
            recording=Recording(clock=lambda: NOW),
            keys=folder,
        )
        houses.append(house)
        return house

    yield opened
    for house in houses:
        house.close()


@pytest.fixture
def with_vault(tmp_path, keys):
    folder = keys.of_ledger(LEDGER)
    make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None).close()


def begun(house):
    house.do(sale_of_tests(), by=by())
    return house


def kept(tmp_path):
    """Read the digests that a ledger keeps, as whoever has its file does."""
    with stranger(place(tmp_path / "ledger")) as connection:
        rows = connection.execute("SELECT digest FROM command_keys").fetchall()
    return {digest for (digest,) in rows}


def guesses(command_of):
    """Return what whoever tries every amount comes to."""
    plain = [digest(command_of(amount)) for amount in range(100, 1000)]
    marks = [each.removeprefix(PLAIN) for each in plain]
    return {*plain, *marks, *(sha256(each.encode()).hexdigest() for each in marks)}


@pytest.mark.usefixtures("with_vault")
@pytest.mark.parametrize(
    "command_of",
    [bid, reserve],
)
def test_nobody_guesses_an_amount_from_the_digest_of_a_command(
    opened, tmp_path, command_of
):
    house = begun(opened())
    with suppress(RecordedRefusal):
        house.do(command_of(250), by=by("a-key"))
    assert kept(tmp_path)
    assert not kept(tmp_path) & guesses(command_of)


@pytest.mark.usefixtures("with_vault")
def test_a_repeat_is_known_by_the_key_of_the_ledger(opened):
    first = begun(opened()).do(reserve(250), by=by("a-key"))
    again = opened().do(reserve(250), by=by("a-key"))
    assert again.repeated
    assert again.first == first.first
    with pytest.raises(KeyUsed):
        opened().do(reserve(300), by=by("a-key"))


@pytest.mark.usefixtures("with_vault")
def test_without_the_vault_no_repeat_is_known_and_nothing_is_recorded(opened, tmp_path):
    head = begun(opened()).do(reserve(250), by=by("a-key")).last
    elsewhere = opened(KeyFolder(tmp_path / "elsewhere"))
    with pytest.raises(VaultClosed):
        elsewhere.do(reserve(250), by=by("a-key"))
    assert elsewhere.head() == head


def test_what_was_kept_before_the_vault_is_still_a_repeat(opened, tmp_path, keys):
    begun(opened()).do(reserve(250), by=by("a-key"))
    folder = keys.of_ledger(LEDGER)
    make_vault(folder, LEDGER, apart_from=tmp_path / "ledger", words=None).close()
    assert opened().do(reserve(250), by=by("a-key")).repeated


@pytest.mark.usefixtures("with_vault")
def test_the_vault_makes_the_mark_of_a_text(opened):
    mark = begun(opened()).keys_at_hand.mark_of("bids")
    assert mark != sha256(b"bids").hexdigest()
    assert opened().keys_at_hand.mark_of("bids") == mark


def test_the_marks_of_a_rehearsal_are_the_same_each_time(tmp_path):
    marks = set()
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        with new_house(tmp_path / folder) as house:
            marks.add(house.keys_at_hand.mark_of("bids"))
    assert len(marks) == 1
    assert marks != {sha256(b"bids").hexdigest()}
