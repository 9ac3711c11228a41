"""The payments of buyers, as far as a bank may take them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ledger.events.banking import BankEntry, PaymentDoubted
from ledger.identity import InvoiceId, PaymentId
from ledger.money import Currency, Minor
from ledger.settlement.bank.known import entry_of
from ledger.settlement.bank.match import Match
from ledger.settlement.invoice import Invoice
from ledger.value import value


@value(kw_only=True)
class BuyerPayment:
    """A payment of a buyer, as far as the bank may take it back."""

    payment: PaymentId
    invoice: InvoiceId
    currency: Currency
    amount: Minor
    day: date
    reference: str | None
    entry: BankEntry | None
    reversed_on: date | None = None
    doubts: tuple[PaymentDoubted, ...] = ()
    decided: int = 0
    """How many of these doubts somebody has decided."""

    @property
    def undecided(self) -> tuple[PaymentDoubted, ...]:
        """The doubts that wait for somebody to decide."""
        return self.doubts[self.decided :]


def payments_of(invoices: Iterable[Invoice]) -> Iterator[BuyerPayment]:
    """List the payments that came from a bank; money of a deposit is none."""
    for invoice in invoices:
        for payment in invoice.payments:
            got = payment.received
            if got.source is not None:
                continue
            yield BuyerPayment(
                payment=payment.id,
                invoice=invoice.id,
                currency=got.currency,
                amount=got.paid,
                day=got.received_on,
                reference=got.reference,
                entry=entry_of(got),
                reversed_on=payment.reversed_on,
                doubts=payment.doubts,
                decided=payment.decided,
            )


def booked_here(match: Match) -> BuyerPayment:
    """Return a payment that the same file brings."""
    assert match.invoice is not None, "what is booked pays an invoice"
    line = match.line
    return BuyerPayment(
        payment=match.payments[0],
        invoice=match.invoice,
        currency=line.currency,
        amount=line.amount,
        day=line.day,
        reference=line.mark,
        entry=line.known_by,
    )
