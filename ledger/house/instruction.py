"""An instruction: what somebody asks the house to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.client import Client
from ledger.entry import (
    client_stream,
    invoice_stream,
    lot_stream,
    sale_stream,
    series_stream,
)
from ledger.events import BidRefused
from ledger.identity import ClientId, InvoiceId, LotId, SaleId, SeriesId
from ledger.lot import Lot, Stage
from ledger.lot.bidding import UnderTerms
from ledger.refusals import (
    LotMovedOn,
    RecordedRefusal,
    UnknownClient,
    UnknownInvoice,
    UnknownLot,
    UnknownSale,
)
from ledger.sale import Sale
from ledger.settlement import series as numbers
from ledger.settlement.invoice import Invoice
from ledger.store.desk import Desk
from ledger.store.writer import Recorded


@dataclass(frozen=True, slots=True)
class Instruction:
    """The words of an instruction, and how it is decided.

    Two instructions with the same words are the same instruction: that is what a
    command key is held against. ``corrects`` names a correction, which needs a reason;
    ``authorised_by`` the second person, who is not the one that acts; ``in_own_name``
    what nobody says for another.
    """

    words: str | Callable[[], str]
    decide: Callable[[Desk], object]
    corrects: str | None = None
    one_bid: bool = False
    authorised_by: str | None = None
    in_own_name: bool = False

    def answer(self, recorded: Recorded) -> Recorded:
        """Return what was recorded; raises the refusal that a single bid met."""
        if self.one_bid and isinstance(last := recorded.events[-1], BidRefused):
            raise RecordedRefusal(bid_code=last.code, said=last.said)
        return recorded


def together(words: str, instructions: Sequence[Instruction]) -> Instruction:
    """Carry several instructions out as one: all, or none."""

    def decide(desk: Desk) -> None:
        for one in instructions:
            one.decide(desk)

    return Instruction(words, decide)


def as_seen(instruction: Instruction, seen: Lot) -> Instruction:
    """Carry an instruction out only on a lot that stands as somebody saw it.

    Otherwise it raises LotMovedOn, so that no hammer falls on a bid nobody looked at.
    """

    def decide(desk: Desk) -> None:
        found = lot_on(desk, seen.id)
        if (found.stage, found.standing, found.up) != (
            seen.stage,
            seen.standing,
            seen.up,
        ):
            raise LotMovedOn(lot=seen.id, now=_now(found))
        instruction.decide(desk)

    return replace(instruction, decide=decide)


def _now(lot: Lot) -> str:
    """Say where a lot stands, in half a sentence."""
    standing = lot.standing
    if lot.stage is not Stage.OPEN:
        return f"it is {lot.stage}"
    if standing is None or standing.price is None:
        return f"it asks {lot.money(lot.asking)}"
    return f"{standing.leader or 'nobody'} leads at {lot.money(standing.price)}"


def sale_on(desk: Desk, sale: SaleId) -> Sale:
    """Take a sale to the desk; raises UnknownSale."""
    found: Sale | None = desk.state(sale_stream(sale))
    if found is None:
        raise UnknownSale(sale=sale)
    return found


def lot_on(desk: Desk, lot: LotId) -> Lot:
    """Take a lot to the desk; raises UnknownLot."""
    found: Lot | None = desk.state(lot_stream(lot))
    if found is None:
        raise UnknownLot(lot=lot)
    return found


def lots_on(desk: Desk, sale: SaleId) -> list[Lot]:
    """Take every lot of a sale to the desk, in sale order."""
    found: list[Lot] = [desk.state(stream) for stream in desk.streams(f"lot:{sale}/")]
    return sorted(found, key=lambda lot: lot.listing.order)


def client_on(desk: Desk, client: ClientId) -> Client:
    """Take a client's file to the desk; raises UnknownClient."""
    found: Client | None = desk.state(client_stream(client))
    if found is None:
        raise UnknownClient(client=client)
    return found


def invoice_on(desk: Desk, invoice: InvoiceId) -> Invoice:
    """Take a bill to the desk; raises UnknownInvoice."""
    found: Invoice | None = desk.state(invoice_stream(invoice))
    if found is None:
        raise UnknownInvoice(invoice=invoice)
    return found


def draw_number(desk: Desk, series: SeriesId) -> str:
    """Draw the next number of a series, in the transaction of what it is drawn for."""
    stream = series_stream(series)
    drawn = numbers.draw(desk.state(stream), series)
    desk.record(stream, drawn)
    return drawn[0].document


def terms_for(sale: Sale, lot: Lot) -> UnderTerms:
    """Return the rules in force for a lot."""
    session = sale.terms.session(lot.listing.session)
    return UnderTerms(sale.terms.rules, sale.version, session)
