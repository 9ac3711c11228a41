"""Open what was sealed, once a lot is closed: as its terms say, or two people do."""

from __future__ import annotations

from collections.abc import Sequence

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
from ledger.house.command import Decide, command
from ledger.house.transaction import HouseTransaction
from ledger.identity import BidId, LotId, sale_of
from ledger.lot import Lot
from ledger.lot.openings import (
    OPENINGS_MAX,
    SealInStream,
    due,
    named_to_open,
    opened_before,
)
from ledger.refusals import KeyErased
from ledger.terms.bidding import Openings
from ledger.value import replace

_KINDS = (*SEALABLE, MaximumsOpened, ReserveOpened)


@command("open sealed amounts", corrects=True)
def open_by_hand(
    lot: LotId,
    *,
    bids: Sequence[BidId] = (),
    reserve: bool = False,
    everything: bool = False,
    authorised_by: str,
) -> Decide:
    """Open sealed bids of a closed lot, its reserve, or everything, to everybody.

    As a court may order; it cannot be taken back. A reason is needed. What was erased
    is opened by nobody.
    """

    def decide(transaction: HouseTransaction) -> None:
        current, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        stream = lot_stream(lot)
        seals = named_to_open(
            current,
            transaction.stored_events(stream, *_KINDS),
            bids=bids,
            reserve=reserve,
            everything=everything,
            under=terms_for(sale, current),
            is_over=not session_is_on(sale, current),
        )
        opened = _opened(transaction, current, seals, authorised_by=authorised_by)
        _must_be_all(opened, bids, seals)
        transaction.record(stream, opened)

    return decide


def _must_be_all(
    opened: Sequence[OpeningEvent],
    bids: Sequence[BidId],
    seals: Sequence[SealInStream],
) -> None:
    """Refuse what was named and opens no more; raises KeyErased."""
    names, _ = opened_before(opened)
    for seal in seals:
        bid = getattr(seal.event, "bid", None)
        is_named = bid in bids or not opened
        if is_named and bid not in names and seal.event.seal is not None:
            raise KeyErased(kind="client", subject=seal.event.seal.key)


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
    opened = _opened(transaction, lot, seals, authorised_by=None)
    transaction.record(stream, opened)


def _opened(
    transaction: HouseTransaction,
    lot: Lot,
    seals: Sequence[SealInStream],
    *,
    authorised_by: str | None,
) -> list[OpeningEvent]:
    """Open seals for everybody: bids, then reserves, each in the order they came."""
    openings: list[Opening] = []
    reserves: list[OpeningEvent] = []
    for seal in seals:
        content = transaction.content(seal.event, lot_stream(lot.id), seal.version)
        if content is None:
            continue
        if isinstance(seal.event, ReserveSet):
            opened = _reserve_opened(lot, seal, *content)
            reserves.append(replace(opened, authorised_by=authorised_by))
        else:
            openings.append(_opening(seal, seal.event.bid, *content))
    bids = [
        MaximumsOpened(
            lot=lot.id,
            currency=lot.listing.currency,
            openings=tuple(openings[first : first + OPENINGS_MAX]),
            authorised_by=authorised_by,
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
