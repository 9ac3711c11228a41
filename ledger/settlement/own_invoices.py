"""Consignors' own invoices for the tax on hammers, where the house writes none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from ledger.events.consignment import ConsignorInvoiceFiled
from ledger.events.documents import StatementLine
from ledger.identity import LotId
from ledger.money import Currency, Minor, Money
from ledger.refusals import InvoiceDiffers, NoInvoiceAwaited
from ledger.settlement.consignment import Consignment


def own_invoice_for(account: Consignment, lot: LotId) -> str | None:
    """Return the consignor's own invoice for a lot; None where none is on file."""
    named = (filed.invoice for filed in account.invoices if lot in filed.lots)
    return next(named, None)


def file_invoice(
    account: Consignment,
    number: str,
    *,
    lots: Sequence[LotId] | None,
    tax: Minor,
    currency: Currency,
    dated: date,
    at: datetime,
) -> tuple[ConsignorInvoiceFiled, ...]:
    """File an invoice for lots that await one; without lots, for all that do.

    The same again changes nothing. Raises NoInvoiceAwaited where none is awaited, and
    InvoiceDiffers where it charges another tax than was stated.
    """
    filed = [each for each in account.invoices if each.invoice == number]
    if any((each.tax, each.dated) == (tax, dated) for each in filed):
        return ()
    awaiting = {line.lot: line for line in _awaiting(account)}
    named = tuple(awaiting) if lots is None else tuple(dict.fromkeys(lots))
    if not named or not awaiting.keys() >= set(named):
        raise NoInvoiceAwaited(sale=account.sale, consignor=account.consignor)
    stated = sum(
        due.amount + due.included for lot in named for due in awaiting[lot].input_taxes
    )
    if tax != stated:
        raise InvoiceDiffers(
            invoice=number, tax=Money(tax, currency), stated=Money(stated, currency)
        )
    event = ConsignorInvoiceFiled(
        sale=account.sale,
        consignor=account.consignor,
        currency=currency,
        invoice=number,
        lots=tuple(lot for lot in named if lot is not None),
        tax=tax,
        dated=dated,
        at=at,
    )
    return (event,)


def _awaiting(account: Consignment) -> Iterator[StatementLine]:
    """Yield the hammer lines that stand, and whose tax waits for an invoice."""
    for stated in account.stated_lots().values():
        for line in stated.lines:
            is_on_file = line.lot is not None and own_invoice_for(account, line.lot)
            if line.awaits_invoice and not is_on_file:
                yield line
