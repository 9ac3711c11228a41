"""A live sale whose amounts are sealed, with its vault at hand and without."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from commands.main import main
from ledger.events import Birth
from ledger.house import House, corrections
from ledger.house.keys_at_hand import KeysAtHand
from ledger.house.replays import SaleReplay
from ledger.house.shown import opened_amounts
from ledger.house.stamp import Recording
from ledger.identity import BidId
from ledger.keys.folder import KeyFolder
from ledger.refusals import KeyErased, VaultClosed
from ledger.terms.bidding import StrikePolicy
from ledger.vault.secrets import DerivedSecrets, KeyKind, NoVault
from tests.masked_lots import without_amounts
from tests.sale_of_tests import LEDGER, SALE, bid, by, lot, place, sale_of_tests, usd
from tests.story import clock

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "ledger").mkdir()
    keys = KeyFolder(tmp_path / "keys")
    with opened(tmp_path, keys) as house:
        house.do(sale_of_tests(), by=by())
        house.do(bid(1, "101", 150), by=by("first"))
        house.do(bid(1, "102", 130), by=by())
    return tmp_path


def opened(folder, keys=None):
    recording = Recording(birth=Birth.REHEARSAL)
    return House.open(
        place(folder / "ledger"), new_id=LEDGER, recording=recording, keys=keys
    )


def test_a_lot_is_read_by_whoever_has_the_keys(folder):
    with opened(folder) as house:
        found = house.lot(lot(1))
        assert found.lead is not None
        assert found.lead.maximum == usd(150)
        assert found.under is not None
        assert found.under.maximum == usd(130)
        assert [
            event.maximum for event in opened_amounts(house, [lot(1)]).values()
        ] == [
            usd(150),
            usd(130),
        ]


def test_a_repeat_is_answered_as_the_first_time_was(folder):
    with opened(folder) as house:
        again = house.do(bid(1, "101", 150), by=by("first"))
        assert again.repeated
        assert again.events[0].maximum == usd(150)


def test_without_its_keys_a_lot_is_read_masked_and_takes_no_bid(folder, monkeypatch):
    closed = NoVault(why="it is elsewhere", to_do="Fetch it.")
    monkeypatch.setattr(KeysAtHand, "secrets", lambda *_: closed)
    with opened(folder) as house:
        found = house.lot(lot(1))
        assert (found.price, found.lead.paddle) == (usd(140), "101")
        assert found.lead.read is None
        assert opened_amounts(house, [lot(1)]) == {}
        before = house.head()
        with pytest.raises(VaultClosed, match="it is elsewhere"):
            house.do(bid(1, "103", 200), by=by())
        assert house.head() == before
        recount = SaleReplay(house, SALE).recompute(lot(1))
        assert recount.differences == []
        assert (recount.sealed, recount.erased) == (2, 0)


@pytest.mark.parametrize("line", ["replay lot MAY26/1", "audit verify"])
def test_what_is_not_decided_again_says_who_could(folder, monkeypatch, line):
    """Without its keys a replay and a verification call maximums sealed."""
    words = ["--ledger", place(folder / "ledger"), *line.split()]
    readable = "Readable by anybody: this is a rehearsal"
    with_keys = CliRunner().invoke(main, words)
    assert (with_keys.exit_code, readable in with_keys.output) == (0, False)
    closed = NoVault(why="it is elsewhere", to_do="Fetch it.")
    monkeypatch.setattr(KeysAtHand, "secrets", lambda *_: closed)
    without = CliRunner().invoke(main, words)
    assert (without.exit_code, readable in without.output) == (0, True)


def test_without_its_keys_nothing_is_shown_and_that_is_no_look(folder, monkeypatch):
    words = ["--ledger", place(folder / "ledger"), "bids", "list", "MAY26/1"]
    with opened(folder) as house:
        before = house.head()
    with monkeypatch.context() as away:
        closed = NoVault(why="it is elsewhere", to_do="Fetch it.")
        away.setattr(KeysAtHand, "secrets", lambda *_: closed)
        masked = CliRunner().invoke(main, words)
    assert "$150" not in masked.stdout
    with opened(folder) as house:
        assert house.head() == before
    assert "$150" in CliRunner().invoke(main, words).stdout
    with opened(folder) as house:
        assert house.head() == before + 1


def test_what_was_erased_is_not_recomputed(folder, monkeypatch):
    key = DerivedSecrets.key

    def erased(self, kind, subject):
        if (kind, subject) == (KeyKind.CLIENT, "C-101"):
            raise KeyErased(kind=kind.value, subject=subject)
        return key(self, kind, subject)

    monkeypatch.setattr(DerivedSecrets, "key", erased)
    with opened(folder) as house:
        found = house.lot(lot(1))
        assert (found.price, found.lead.paddle, found.under.paddle) == (
            usd(140),
            "101",
            "102",
        )
        recount = SaleReplay(house, SALE).recompute(lot(1))
        assert (recount.erased, recount.differences) == (1, [])


def test_who_is_under_the_leader_once_they_are_struck_is_told_by_the_record(
    folder, monkeypatch
):
    """The one who led before stays above who came later, and met them."""
    with opened(folder) as house:
        for paddle, most in (("101", 800), ("103", 300), ("103", 1000), ("102", 900)):
            house.do(bid(2, paddle, most), by=by())
        struck = corrections.strike(
            lot(2),
            BidId("2#3"),
            policy=StrikePolicy.STRIKE_ONE,
            at=clock("11:00"),
            authorised_by="Ann",
        )
        house.do(struck, by=by(reason="a slip"))
        ours = house.lot(lot(2))
    assert [ours.lead.paddle, ours.under.paddle] == ["102", "101"]
    closed = NoVault(why="it is elsewhere", to_do="Fetch it.")
    monkeypatch.setattr(KeysAtHand, "secrets", lambda *_: closed)
    with opened(folder) as house:
        assert without_amounts(house.lot(lot(2))) == without_amounts(ours)
