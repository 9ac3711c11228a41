"""The facts of a lot on its page: its bidding, its books, who is interested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events.vocabulary import Stage
from presenters.lot import (
    RESERVE_WORDS,
    bidder_to_show,
    own_lot_bids,
    premium_of,
    price_to_show,
)
from presenters.standing import rule_words
from presenters.times import zoned_time
from presenters.words import counted, if_any

if TYPE_CHECKING:
    from ledger.lot.state import Lot
    from ledger.sale import Sale


def lot_facts(lot: Lot, sale: Sale, position: int) -> list[tuple[str, object]]:
    """Write a lot as names and values: its bidding, its books, who is interested."""
    own = ", ".join(own_lot_bids(lot, sale))
    return [
        *_bidding_facts(lot),
        *_receipt_facts(lot, sale.terms.zone),
        *([("consignor's bids", own)] if own else []),
        *_books_facts(lot),
        *_intake_facts(lot),
        *_interest_facts(lot, position, sale.terms.zone),
    ]


def _bidding_facts(lot: Lot) -> list[tuple[str, object]]:
    """Say how far the bidding got, and why; asking is over once the lot is closed."""
    money, standing = lot.listing.currency.write, lot.standing
    leader = None if standing is None else standing.leader
    facts: list[tuple[str, object]] = [
        ("lot", f"{lot.id}  {lot.listing.title}"),
        ("stage", lot.stage.value),
        ("price", if_any(money, price_to_show(lot)) or "no bids"),
    ]
    if lot.sold is not None:
        facts += [("hammer", money(lot.sold.hammer)), ("buyer", lot.sold.buyer)]
    elif lot.stage is Stage.OPEN:
        facts += [("leader", leader or "nobody"), ("asking", money(lot.asking))]
    else:
        facts += [("highest bidder", leader or "nobody")]
    return [
        *facts,
        ("premium due", if_any(money, premium_of(lot)) or "nothing"),
        ("why", "no bid yet" if standing is None else rule_words(standing.rule)),
    ]


def _receipt_facts(lot: Lot, zone: str) -> list[tuple[str, object]]:
    """Say that the leader's or the buyer's bid came when somebody stated, if so."""
    claim = lot.stated_by(bidder_to_show(lot))
    if claim is None or claim.entered_at is None:
        return []
    came, entered = (zoned_time(t, zone) for t in (claim.received_at, claim.entered_at))
    return [("receipt", f"{claim.bid} stated as {came}, entered {entered}")]


def _books_facts(lot: Lot) -> list[tuple[str, object]]:
    """Say how far a lot's invoice and its proceeds have come; before them, nothing."""
    books = lot.books
    invoiced, released, settled = books.invoiced, books.released, books.settled
    facts: list[tuple[str, object]] = []
    if invoiced is not None:
        facts += [
            ("invoice", invoiced.invoice),
            ("paid", books.paid_on or "not with cleared funds"),
        ]
    elif released is not None or (lot.sold is not None and settled is not None):
        facts += [("invoice", "none now")]
    if released is not None:
        ships = f"ships from {released.ships_from} to {released.ships_until}"
        if released.authorised_by is not None:
            ships += f"; before payment, with {released.authorised_by}"
        facts += [("released", f"{released.released_on}, {ships}")]
    if settled is not None:
        net = lot.listing.currency.write(settled.net)
        facts += [("settled", f"{settled.statement}, {net} for {settled.consignor}")]
    return facts


def _intake_facts(lot: Lot) -> list[tuple[str, object]]:
    """Say how a lot came in, and that it is without reserve, where that is on file."""
    facts: list[tuple[str, object]] = []
    if (came := lot.received) is not None:
        from_whom = f"{came.received_on} from {came.deliverer}"
        facts += [("received", f"{from_whom}, owned by {came.owner}")]
        facts += [("kept in", came.storage)]
    if lot.without_reserve:
        facts += [("without reserve", "expressly")]
    if lot.pictures:
        facts += [("pictures", len(lot.pictures))]
    return facts


def _interest_facts(lot: Lot, position: int, zone: str) -> list[tuple[str, object]]:
    followed = counted(len(lot.trackers), "client") if lot.trackers else "nobody"
    ends = "bidding ends" if lot.stage is Stage.OPEN else "bidding ended"
    return [
        ("reserve", RESERVE_WORDS[lot.reserve_met]),
        ("bids", len(lot.claims)),
        ("registered", _registration_words(lot)),
        ("followed by", followed),
        (ends, zoned_time(lot.ends_at, zone)),
        ("as of position", position),
    ]


def _registration_words(lot: Lot) -> str:
    """Say which paddles will bid when the lot comes up, and on which line."""
    bidders = (
        f"{bidder.paddle} {bidder.channel.way}"
        + ("" if bidder.phone_line is None else f" on line {bidder.phone_line}")
        for bidder in lot.registrations
    )
    return ", ".join(bidders) or "nobody"
