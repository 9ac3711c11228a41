"""Write-offs: what the house gives up of an invoice, and takes back.

A little that a bank kept counts as paid, as far as the house says; a bad debt does not,
and takes two people. Whether tax is given back by the state is not guessed: none is.
"""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.write_offs import InvoiceWrittenOff, WriteOff, WriteOffReversed
from ledger.money import Minor
from ledger.refusals import (
    BadDebtNeedsTwo,
    NoTolerance,
    OverTolerance,
    UnknownWriteOff,
)
from ledger.settlement.funds import must_follow
from ledger.settlement.invoice import Invoice
from ledger.settlement.open_amounts import amount_open
from ledger.settlement.payments import whose


def write_off(
    invoice: Invoice,
    amount: Minor | None,
    *,
    kind: WriteOff,
    tolerance: Minor | None,
    on: date,
    authorised_by: str | None,
    at: datetime,
) -> tuple[InvoiceWrittenOff]:
    """Give up what is open on an invoice, or a part of it.

    The tolerance is for all that was kept of one invoice together.
    """
    part = amount_open(invoice, amount)
    must_follow(f"Invoice {invoice.id}", invoice.issued.issued_on, on)
    if kind is WriteOff.BAD_DEBT and authorised_by is None:
        raise BadDebtNeedsTwo(invoice=invoice.id)
    if kind is WriteOff.SHORT_PAYMENT:
        _must_be_within(invoice, invoice.short + part, tolerance)
    written = InvoiceWrittenOff(
        **whose(invoice),
        write_off=len(invoice.write_offs) + 1,
        kind=kind,
        amount=part,
        written_off_on=on,
        authorised_by=authorised_by,
        at=at,
    )
    return (written,)


def _must_be_within(invoice: Invoice, amount: Minor, tolerance: Minor | None) -> None:
    if tolerance is None:
        raise NoTolerance(sale=invoice.issued.sale)
    if amount > tolerance:
        raise OverTolerance(
            invoice=invoice.id,
            amount=invoice.money(amount),
            tolerance=invoice.money(tolerance),
        )


def reverse(
    invoice: Invoice, number: int, *, on: date, at: datetime
) -> tuple[WriteOffReversed]:
    """Owe again what was given up; raises UnknownWriteOff."""
    for written in invoice.write_offs:
        if written.write_off == number and number not in invoice.write_offs_back:
            must_follow(f"Write-off {number}", written.written_off_on, on)
            back = WriteOffReversed(
                **whose(invoice),
                write_off=number,
                kind=written.kind,
                amount=written.amount,
                reversed_on=on,
                at=at,
            )
            return (back,)
    raise UnknownWriteOff(invoice=invoice.id, write_off=number)
