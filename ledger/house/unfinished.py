"""What stands in the way of closing a season: what only its own ledger can finish."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from ledger.dispute import Dispute
from ledger.entry import Attribution
from ledger.house.settling import BuyersPlan, plan_buyers, statements
from ledger.identity import SaleId
from ledger.ledger import must_go_on
from ledger.refusals import Refusal
from ledger.value import value

if TYPE_CHECKING:
    from ledger.house.house import House


class Unfinished(StrEnum):
    """What kind of thing is not finished."""

    PERIOD = "period"
    """The books are open, so that anything may still be dated in the season."""
    SALE = "sale"
    """A sale goes on."""
    SETTLEMENT = "settlement"
    """Something was sold or charged, and no document says so yet."""
    DISPUTE = "dispute"
    """A dispute is open: its replays need the bids."""
    DAY = "day"
    """Something counts on a day after the last one that is locked."""


@value(kw_only=True)
class InTheWay:
    """One thing that is to be finished before the season is closed."""

    kind: Unfinished
    about: str
    """The sale, the dispute or the document; empty where it is the whole house."""
    what: str
    """It as half a sentence."""
    to_do: str
    """The command that finishes it."""


def in_the_way(house: House, by: Attribution) -> Iterator[InTheWay]:
    """Yield what is to be finished before a season is closed; raises LedgerHasEnded."""
    must_go_on(house.ledger())
    if house.periods().locked_through is None:
        yield InTheWay(
            kind=Unfinished.PERIOD,
            about="",
            what="the books are not locked through the last day of the season",
            to_do="lotledger period lock DAY",
        )
    for sale in house.sale_names():
        yield from _of_sale(house, sale, by)
    for dispute in house.states("dispute:"):
        yield from _of_dispute(dispute)


def _of_sale(house: House, sale: SaleId, by: Attribution) -> Iterator[InTheWay]:
    if house.sale(sale).closed_at is None:
        yield InTheWay(
            kind=Unfinished.SALE,
            about=sale,
            what=f"sale {sale} is not closed",
            to_do=f"lotledger sale close {sale}",
        )
        return
    if house.sale(sale).settlement is None and not _sold_anything(house, sale):
        return
    try:
        waiting = [*_unissued(plan_buyers(house, sale))]
        waiting += _unstated(house, sale, by)
    except Refusal as no:
        waiting = [str(no).rstrip(".")]
    for what in waiting:
        yield InTheWay(
            kind=Unfinished.SETTLEMENT,
            about=sale,
            what=f"sale {sale}: {what}",
            to_do=f"lotledger settle {sale}",
        )


def _sold_anything(house: House, sale: SaleId) -> bool:
    return any(lot.sold is not None for lot in house.lots(sale))


def _unissued(plan: BuyersPlan) -> Iterator[str]:
    for credit in plan.credits:
        yield f"invoice {credit.invoice} is to be credited, {credit.reason}"
    for invoice in plan.invoices:
        yield f"paddle {invoice.paddle} is to be invoiced"


def _unstated(house: House, sale: SaleId, by: Attribution) -> Iterator[str]:
    for document in statements(house, sale, on=None, at=by.recorded_at):
        try:
            waits = bool(house.dry_run(document.command, by=by))
        except Refusal:
            # It would be issued, and met something: that is in the way as well.
            waits = True
        if waits:
            yield f"a statement to {document.party} is to be issued"


def _of_dispute(dispute: Dispute) -> Iterator[InTheWay]:
    if dispute.signed_off is None:
        name = dispute.opened.dispute
        yield InTheWay(
            kind=Unfinished.DISPUTE,
            about=name,
            what=f"dispute {name} is open",
            to_do=f"lotledger dispute sign-off {name}",
        )
