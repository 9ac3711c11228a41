"""Stated receipts: who may say that a bid came at another time than it was entered.

A letter lies in the bag before anybody types it, so on paper a receipt is stated as a
matter of course, from the day on which the sale was announced. Everywhere else, and
before that day, it is an exception that decides ties: it takes a reason and two people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from ledger.entry import sale_stream
from ledger.house.transaction import HouseTransaction
from ledger.identity import Channel
from ledger.refusals import ReceiptNeedsReason
from ledger.sale import Sale

PAPER = (Channel.MAIL, Channel.FAX)


def must_be_allowed(
    transaction: HouseTransaction,
    sale: Sale,
    stated: Iterable[tuple[Channel, datetime]],
    *,
    authorised_by: str | None,
) -> None:
    """Refuse receipts that one person alone may not state; raises ReceiptNeedsReason.

    Where times are told, receipts are told as well.
    """
    if authorised_by is None and any(exceptions(transaction, sale, stated)):
        raise ReceiptNeedsReason


def exceptions(
    transaction: HouseTransaction,
    sale: Sale,
    stated: Iterable[tuple[Channel, datetime]],
) -> Iterator[bool]:
    """Say of each receipt of a live ledger whether one person may not state it."""
    if not transaction.ledger().live:
        return
    zone = ZoneInfo(sale.terms.zone)
    announced_at = transaction.begun_at(sale_stream(sale.id))
    announced_on = announced_at.astimezone(zone).date()
    for channel, received_at in stated:
        on = received_at.astimezone(zone).date()
        yield channel not in PAPER or on < announced_on
