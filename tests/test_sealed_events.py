"""One text of an event with a seal, and its two readings."""

from __future__ import annotations

from uuid import UUID

import pytest

from ledger.damage import LedgerDamaged
from ledger.entry import StreamId
from ledger.events.lot import BidRefused
from ledger.events.sealed import as_stored, sealed_part
from ledger.events.vocabulary import Rule
from ledger.house.seals import Seals
from ledger.identity import BidId, Channel
from ledger.lot import evolve
from ledger.seal import Unread
from ledger.store.beginnings import event_id
from ledger.store.codec import Codec, name_of
from ledger.store.opened import unwrapped
from ledger.value import replace
from ledger.vault.secrets import DerivedSecrets
from tests.sale_of_tests import LEDGER, by
from tests.story import bid, catalogued, clock, leads, reserved

SEALS = Seals(
    lambda: LEDGER, lambda _: DerivedSecrets(LEDGER, is_erased=lambda *_: False)
)

LOT = evolve.evolve(None, catalogued())
STREAM = StreamId(f"lot:{LOT.id}")
PLACED = bid(2, "P7", 777, leads("P7", 320, asks=340, why=Rule.OPENING))
REFUSED = BidRefused(
    lot=LOT.id,
    bid=BidId("14#3"),
    paddle=PLACED.paddle,
    submitted=77_700,
    static=False,
    break_tie=False,
    live=False,
    cut=False,
    channel=Channel.INTERNET,
    received_at=clock("14:01"),
    entered_at=clock("14:01"),
    code="below-asking",
    said="A maximum of $777 does not reach it.",
)
EVENTS = [PLACED, REFUSED, replace(reserved(777), lot=LOT.id)]


def stored(event, codec, *, version=5, client="C-1042", earns=False):
    sealed = SEALS.sealed(
        event,
        LOT.listing.currency,
        stream=STREAM,
        version=version,
        client=client,
        earns=earns,
    )
    name = name_of(event)
    text = codec.write(
        as_stored(sealed),
        name=name,
        stream=STREAM,
        version=version,
        id_=event_id(UUID(LEDGER), STREAM, version),
        ledger=LEDGER,
        by=by(),
        causation=None,
    )
    return (9, STREAM, version, name, text)


@pytest.fixture
def codec():
    codec = Codec()
    codec.opener = SEALS
    return codec


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_all_read_it_without_its_amounts_and_the_house_with_them(codec, event):
    row = stored(event, codec)
    assert b"777" not in row[4].replace(codec.stored_event(row).seal.text.encode(), b"")
    assert codec.stored_event(row) != event
    (house,) = unwrapped(codec.opened_events([row]))
    assert replace(house, seal=None) == event
    assert sealed_part(house) == sealed_part(event)


def test_a_seal_from_another_place_stops_the_house(codec):
    position, stream, version, name, text = stored(PLACED, codec, version=5)
    other = codec.stored_event((position, stream, version, name, text))
    with pytest.raises(LedgerDamaged):
        SEALS.opened(other, stream=STREAM, version=6)


def test_a_lot_is_loaded_whose_tie_an_erased_bidder_broke(codec):
    """The price is above a maximum that nobody can read any more."""
    broke = leads("P7", 797, asks=817, why=Rule.TIE_BROKEN)
    row = stored(replace(PLACED, break_tie=True, standing=broke), codec)
    codec.opener = Seals(
        lambda: LEDGER,
        lambda _: DerivedSecrets(LEDGER, is_erased=lambda *_: True),
    )
    (event,) = unwrapped(codec.followed_events([row]))
    lot = evolve.evolve(LOT, event)
    assert (lot.lead.paddle, lot.price) == ("P7", broke.price)
    assert lot.lead.read is None
    with pytest.raises(Unread):
        _ = lot.lead.maximum
