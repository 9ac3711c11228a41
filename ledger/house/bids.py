"""Commands about bidding: take a bid, take many, close a lot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import groupby

from ledger.entry import lot_stream
from ledger.events import BidPlaced, ClosingExtended, LotEvent
from ledger.events.ledger import Times
from ledger.house import receipts
from ledger.house.aggregates import Aggregates, terms_for
from ledger.house.command import Decide, command
from ledger.house.commitments import Commitments
from ledger.house.row_by_row import RowByRow
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel, LotId, Paddle, sale_of
from ledger.lot import Lot, bidding, hammer, timed
from ledger.lot.bidding import Bidder
from ledger.lot.slip import LotSlip, Slip
from ledger.money import Minor
from ledger.refusals import ReceiptNeedsReason, Refusal
from ledger.sale import Holder, Sale
from ledger.terms.sessions import ExtensionScope
from ledger.value import replace


@command("place a bid", one_bid=True, corrects="authorised_by")
def bid(
    lot: LotId,
    *,
    paddle: Paddle,
    maximum: Minor,
    at: datetime,
    channel: Channel = Channel.INTERNET,
    received_at: datetime | None = None,
    static: bool = False,
    break_tie: bool = False,
    authorised_by: str | None = None,
    read_at: datetime | None = None,
) -> Decide:
    """Take one bid, entered ``at``; a refused one is recorded too, then raised.

    A receipt is stated by ``received_at``; ``read_at`` is when a service read the bid.
    """
    slip = Slip(
        paddle=paddle,
        submitted=maximum,
        channel=channel,
        received_at=received_at or at,
        entered_at=at,
        static=static,
        break_tie=break_tie,
    )
    stated = () if received_at is None else ((channel, received_at),)

    def decide(transaction: HouseTransaction) -> None:
        current_lot, sale = transaction.lot(lot), transaction.sale(sale_of(lot))
        receipts.must_be_allowed(transaction, sale, stated, authorised_by=authorised_by)
        taken = slip
        if not stated:
            entered_at = in_order(transaction, current_lot, at)
            taken = replace(slip, received_at=entered_at, entered_at=entered_at)
            if read_by(transaction, read_at, at):
                taken = replace(taken, read_at=read_at)
        _record_bid(transaction, current_lot, taken, sale=sale)

    return decide


def in_order(aggregates: Aggregates, lot: Lot, at: datetime) -> datetime:
    """Return when a bid counts as entered: never before one that stands before it.

    Where nobody states a receipt, ties go by the order of the log, whatever a clock
    that was set back says. A ledger of the first release keeps what it was told.
    """
    latest = lot.claims.latest
    if latest is None or aggregates.ledger().times is Times.TOLD:
        return at
    return max(at, latest)


def read_by(
    transaction: HouseTransaction, read_at: datetime | None, at: datetime
) -> bool:
    """Say whether a service read a bid before it was entered, in a live ledger."""
    return read_at is not None and read_at < at and transaction.ledger().live


SENT = tuple("lot paddle submitted channel received_at static break_tie".split())
"""What tells a slip of a list from others, in the order in which it is told."""


def _slips_as_sent(slips: Sequence[LotSlip]) -> list[object]:
    """Return slips without when they were entered.

    A bid sent again later is the same bid, unless it says when it was received.
    """
    return [(each.lot, *_slip_as_sent(each.slip)) for each in slips]


def _slip_as_sent(slip: Slip) -> tuple[object, ...]:
    stated = slip.received_at != slip.entered_at
    return (
        slip.paddle,
        slip.submitted,
        slip.channel,
        slip.received_at.astimezone(UTC) if stated else None,
        slip.static,
        slip.break_tie,
    )


def _entered(moment: datetime, slips: Sequence[LotSlip], **_: object) -> list[LotSlip]:
    """Return slips as entered at another moment."""
    return [replace(each, slip=replace(each.slip, entered_at=moment)) for each in slips]


@command(
    "place bids",
    corrects="authorised_by",
    identity={"slips": _slips_as_sent},
    anew=_entered,
)
def take_bids(slips: Sequence[LotSlip], *, authorised_by: str | None = None) -> Decide:
    """Take many bids in one transaction, in the order given.

    Refused bids are recorded among the others and stop nobody; an unknown lot or sale
    is a refusal of the whole. All their receipts are stated.
    """

    def decide(transaction: HouseTransaction) -> None:
        # No bid changes its sale: each is looked up once.
        sale_named = cache(transaction.sale)
        bound = cache(lambda sale: _commitments(transaction, sale_named(sale)))
        if authorised_by is None and transaction.ledger().live:
            _receipts_must_be_allowed(transaction, slips)
        for lot_slip in slips:
            current_lot = transaction.lot(lot_slip.lot)
            _record_bid(
                transaction,
                current_lot,
                lot_slip.slip,
                sale=sale_named(sale_of(lot_slip.lot)),
                commitments=bound(sale_of(lot_slip.lot)),
            )

    return decide


def _receipts_must_be_allowed(
    transaction: HouseTransaction, slips: Sequence[LotSlip]
) -> None:
    """Refuse every bid whose receipt one person alone may not state."""
    numbered = enumerate(slips)
    with RowByRow() as rows:
        for sale, group in groupby(numbered, key=lambda each: sale_of(each[1].lot)):
            of_sale = list(group)
            stated = [(each.slip.channel, each.slip.received_at) for _, each in of_sale]
            exceptions = receipts.exceptions(
                transaction, transaction.sale(sale), stated
            )
            for (number, _), exception in zip(of_sale, exceptions, strict=False):
                if exception:
                    rows.refuse(number, ReceiptNeedsReason())


@command("close a lot")
def close_lot(lot: LotId, *, at: datetime) -> Decide:
    """Sell a lot, or pass it, once its bidding has ended."""

    def decide(transaction: HouseTransaction) -> None:
        current_lot = transaction.lot(lot)
        under = terms_for(transaction.sale(sale_of(lot)), current_lot)
        transaction.record(
            lot_stream(lot), hammer.close(current_lot, at=at, under=under)
        )

    return decide


def _record_bid(
    transaction: HouseTransaction,
    lot: Lot,
    slip: Slip,
    *,
    sale: Sale,
    commitments: Commitments | None = None,
) -> None:
    """Record a bid with what it led to, or the refusal it met."""
    events: tuple[LotEvent, ...]
    try:
        holder = sale.admit(slip.paddle)
        events = bidding.place_bid(
            lot,
            slip,
            bidder=bidder_of(
                transaction, sale, lot, slip.paddle, holder, commitments=commitments
            ),
            under=terms_for(sale, lot),
        )
    except Refusal as refusal:
        # A name for what was raised would keep all these frames alive: many are raised.
        zone = sale.terms.zone
        events = (bidding.refuse_bid(lot, slip, refusal.on_clock(zone)),)
    after = transaction.record(lot_stream(lot.id), events)
    if commitments is not None:
        commitments.take(after)
    moved = events[-1]
    if isinstance(moved, ClosingExtended) and moved.scope is not ExtensionScope.LOT:
        _extend_other_lots(transaction, sale, lot, events[0], moved)


def _extend_other_lots(
    transaction: HouseTransaction,
    sale: Sale,
    lot: Lot,
    bid: LotEvent,
    moved: ClosingExtended,
) -> None:
    """Let a late bid keep open the other lots that close together with its own."""
    soft = sale.terms.session(lot.listing.session).soft_close
    assert isinstance(bid, BidPlaced), "a bid that was taken moves a close"
    assert soft is not None, "the terms say so"
    # Who wins a lot by opening it, after its time, keeps no other open.
    if moved.ends_at <= bid.arrived_at:
        return
    for other in timed.kept_open_with(lot, transaction.lots(sale.id), soft=soft):
        transaction.record(
            lot_stream(other.id),
            timed.extensions_by_other_lot(other, bid, soft=soft),
        )


def refusal_ahead(
    aggregates: Aggregates,
    sale: Sale,
    lot: Lot,
    slip: Slip,
    *,
    commitments: Commitments,
) -> Refusal | None:
    """Return what a bid would be refused with; None where it would be taken."""
    try:
        bidder = bidder_of(
            aggregates,
            sale,
            lot,
            slip.paddle,
            sale.admit(slip.paddle),
            commitments=commitments,
        )
        bidding.claim_of(lot, slip, bidder=bidder, under=terms_for(sale, lot))
    except Refusal as refusal:
        return refusal.on_clock(sale.terms.zone)
    return None


def bidder_of(
    aggregates: Aggregates,
    sale: Sale,
    lot: Lot,
    paddle: Paddle,
    holder: Holder,
    *,
    commitments: Commitments | None = None,
) -> Bidder:
    """Return the bidder on a lot: their limit, and what their other lots leave."""
    if holder.limit is None:
        return Bidder(holder.client_class)
    if commitments is None:
        commitments = _commitments(aggregates, sale)
    left = max(0, holder.limit - commitments.beside(lot.id, paddle))
    return Bidder(holder.client_class, holder.limit, left)


def _commitments(aggregates: Aggregates, sale: Sale) -> Commitments:
    return Commitments(aggregates.lots(sale.id), sale.terms.rules.bidding)
