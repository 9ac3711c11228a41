"""The amount of what a second person approves: it is a part of what they are asked.

Where a command leaves it out, it means all that stands once it is carried out: another
sum than who approves it looked at, as soon as anything is paid meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ledger.entry import lot_stream
from ledger.events import (
    CreditNoteIssued,
    FundsRefunded,
    InvoiceWrittenOff,
    LateFeeWaived,
    LotResold,
    MaximumsOpened,
    PayoutMade,
    total_of,
)
from ledger.house.command import Command
from ledger.house.transaction import HouseTransaction
from ledger.identity import BidId, LotId
from ledger.lot.openings import opened_before
from ledger.lot.resale import claim_to_sell_to
from ledger.money import Money
from ledger.refusals import AmountNeeded

RESALE = "resell a lot"
_SAY_HOW_MUCH: Mapping[str, tuple[str, ...]] = {
    "credit an invoice": ("lots", "lines"),
    RESALE: ("price",),
}
"""The arguments that say how much, where that is not ``amount``; one is enough."""


def leaves_amount_out(command: Command) -> bool:
    """Say whether a command has an amount, and leaves it to what stands."""
    names = _SAY_HOW_MUCH.get(command.verb.name, ("amount",))
    given = [command.arguments[name] for name in names if name in command.arguments]
    return bool(given) and not any(given)


def is_sealed(command: Command, transaction: HouseTransaction) -> bool:
    """Say whether the amount that is left out is a maximum that nobody was given yet.

    Whoever asks has not seen it either. Raises what refuses a resale of the lot.
    """
    if command.verb.name != RESALE:
        return False
    name = cast("LotId", command.arguments["lot"])
    bid = cast("BidId | None", command.arguments["bid"])
    lot = transaction.lot(name)
    claim = claim_to_sell_to(lot, bid)
    opened = transaction.stored_events(lot_stream(name), MaximumsOpened)
    bids, _ = opened_before(each.event for each in opened)
    return lot.listing.sealed and not claim.live and claim.bid not in bids


def amount_needed(command: Command, transaction: HouseTransaction) -> AmountNeeded:
    """Return what refuses a command that leaves its amount out, with what stands now.

    The command is decided for that, so the transaction goes no further. Raises what it
    is refused with itself.
    """
    command.decide(transaction)
    return AmountNeeded(verb=command.verb.name, stands=_amount_of(transaction))


def _amount_of(transaction: HouseTransaction) -> Money:
    """Return how much a command gives up, or lets out."""
    for _, _, event in transaction.recorded:
        match event:
            case CreditNoteIssued(currency=currency, lines=lines):
                return Money(total_of(lines), currency)
            case (
                FundsRefunded(currency=currency, amount=amount)
                | InvoiceWrittenOff(currency=currency, amount=amount)
                | LateFeeWaived(currency=currency, amount=amount)
                | PayoutMade(currency=currency, amount=amount)
            ):
                return Money(amount, currency)
            case LotResold(lot=lot, price=price):
                return transaction.lot(lot).money(price)
    raise AssertionError("what takes a second person and has an amount is one of these")
