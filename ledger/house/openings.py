"""Open what was sealed, once a lot is closed: as much of it as its terms say."""

from __future__ import annotations

from ledger.entry import lot_stream
from ledger.events.lot import ReserveSet
from ledger.events.openings import (
    MaximumsOpened,
    Opening,
    OpeningEvent,
    ReserveOpened,
)
from ledger.events.sealed import SEALABLE, Sealed
from ledger.house.aggregates import session_is_on, terms_for
from ledger.house.transaction import HouseTransaction
from ledger.identity import BidId, LotId, sale_of
from ledger.lot import Lot
from ledger.lot.openings import OPENINGS_MAX, SealInStream, due
from ledger.terms.bidding import Openings

_KINDS = (*SEALABLE, MaximumsOpened, ReserveOpened)


def open_seals(transaction: HouseTransaction, name: LotId) -> None:
    """Record the openings that a lot's terms ask for once it is closed, if any are due.

    A lot that may be put up again waits until its session is over. What was erased
    stays shut. Raises VaultClosed.
    """
    lot, sale = transaction.lot(name), transaction.sale(sale_of(name))
    under = terms_for(sale, lot)
    if not lot.listing.sealed or under.rules.bidding.openings is Openings.NONE:
        return
    stream = lot_stream(name)
    history = transaction.stored_events(stream, *_KINDS)
    seals = due(lot, history, under=under, is_over=not session_is_on(sale, lot))
    transaction.record(stream, _opened(transaction, lot, seals))


def _opened(
    transaction: HouseTransaction, lot: Lot, seals: tuple[SealInStream, ...]
) -> list[OpeningEvent]:
    """Open seals for everybody: bids, then reserves, each in the order they came."""
    openings: list[Opening] = []
    reserves: list[OpeningEvent] = []
    for seal in seals:
        if (content := _content(transaction, lot, seal)) is None:
            continue
        if isinstance(seal.event, ReserveSet):
            reserves.append(_reserve_opened(lot, seal, *content))
        else:
            openings.append(_opening(seal, seal.event.bid, *content))
    bids = [
        MaximumsOpened(
            lot=lot.id,
            currency=lot.listing.currency,
            openings=tuple(openings[first : first + OPENINGS_MAX]),
        )
        for first in range(0, len(openings), OPENINGS_MAX)
    ]
    return [*bids, *reserves]


def _opening(seal: SealInStream, bid: BidId, part: Sealed, nonce: bytes) -> Opening:
    assert part.amount is not None, "a bid is of an amount"
    return Opening(
        position=seal.position,
        bid=bid,
        submitted=part.amount,
        maximum=part.maximum,
        nonce=nonce.hex(),
        client_class=part.client_class,
    )


def _reserve_opened(
    lot: Lot, seal: SealInStream, part: Sealed, nonce: bytes
) -> ReserveOpened:
    return ReserveOpened(
        lot=lot.id,
        currency=lot.listing.currency,
        position=seal.position,
        set_as=seal.version,
        reserve=part.amount,
        nonce=nonce.hex(),
    )


def _content(
    transaction: HouseTransaction, lot: Lot, seal: SealInStream
) -> tuple[Sealed, bytes] | None:
    opener = transaction.known.codec.opener
    assert opener is not None, "a sealed lot is decided on by what opens it"
    return opener.content(seal.event, stream=lot_stream(lot.id), version=seal.version)
