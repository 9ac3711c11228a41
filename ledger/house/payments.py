"""Commands about buyers' money: payments, their corrections, late charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ledger.entry import invoice_stream, lot_stream
from ledger.events import BankEntry, InvoiceEvent, LateFeeCharged
from ledger.house.aggregates import Aggregates
from ledger.house.command import Decide, command
from ledger.house.payment_parts import moved_parts, reverse_kept, shares
from ledger.house.rebilling import overdue_of_clients
from ledger.house.transaction import HouseTransaction
from ledger.identity import InvoiceId, PaymentId, SaleId, invoice_of
from ledger.lot import Lot, books
from ledger.money import Minor
from ledger.refusals import NotThatDayYet, PaidBeforeInvoice
from ledger.sale import Sale
from ledger.settlement import lateness, moving, payments, refunds
from ledger.settlement.invoice import Invoice
from ledger.terms.payment_terms import PaymentTerms


@command("receive a payment", corrects="before_invoice")
def receive(
    invoice: InvoiceId,
    *,
    paid: Minor,
    method: str,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
    cleared: date | bool = False,
    before_invoice: bool | None = None,
    entry: BankEntry | None = None,
) -> Decide:
    """Take money for an invoice; ``cleared``: it is good, that day or on another.

    Without a day it came on that of ``at``, on the saleroom's calendar. It came once
    the invoice was issued, or else a reason is needed.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        sale = transaction.sale(current_invoice.issued.sale)
        day = given_day(sale, on, at)
        _must_follow(current_invoice, day, unless=before_invoice)
        received = payments.receive(
            current_invoice,
            paid=paid,
            method=method,
            methods=terms_of(sale, current_invoice).methods,
            on=day,
            at=at,
            reference=reference,
            entry=entry,
        )
        after = transaction.record(invoice_stream(invoice), received)
        if cleared:
            good_on = day if cleared is True else given_day(sale, cleared, at)
            good = payments.clear(after, received[0].payment, on=good_on, at=at)
            record_on_invoice(transaction, invoice, good, at=at)

    return decide


def _must_follow(invoice: Invoice, day: date, *, unless: bool | None) -> None:
    issued_on = invoice.issued.issued_on
    if day < issued_on and not unless:
        raise PaidBeforeInvoice(invoice=invoice.id, issued_on=issued_on, on=day)


def given_day(sale: Sale, on: date | None, at: datetime) -> date:
    """Return a day that was given, or that of ``at``; raises NotThatDayYet."""
    current = day_of(sale, at)
    if on is not None and on > current:
        raise NotThatDayYet(on=on, current=current)
    return on or current


@command("clear a payment")
def clear(payment: PaymentId, *, at: datetime, on: date | None = None) -> Decide:
    """Note that the bank cleared a payment, and with it the parts that were moved."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice_of(payment))
        day = given_day(transaction.sale(current_invoice.issued.sale), on, at)
        _clear_payment(transaction, payment, on=day, at=at)
        for part in moved_parts(transaction, payment):
            if part.cleared_on is None:
                _clear_payment(
                    transaction, part.id, on=max(day, part.received.received_on), at=at
                )

    return decide


def _clear_payment(
    transaction: HouseTransaction, payment: PaymentId, *, on: date, at: datetime
) -> None:
    current_invoice = transaction.invoice(invoice_of(payment))
    cleared = payments.clear(current_invoice, payment, on=on, at=at)
    record_on_invoice(transaction, current_invoice.id, cleared, at=at)


@command("reverse a payment", corrects=True)
def reverse(
    payment: PaymentId,
    *,
    at: datetime,
    on: date | None = None,
    amount: Minor | None = None,
) -> Decide:
    """Take back a payment that bounced or was charged back; a reason is needed.

    Without an amount the bank takes it back whole: so do we, with the parts that were
    moved. Of an amount these bear what is not left of the payment itself.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice_of(payment))
        day = given_day(transaction.sale(current_invoice.issued.sale), on, at)
        parts = moved_parts(transaction, payment)
        for name, taken in shares(current_invoice, payment, parts, amount):
            of = transaction.invoice(invoice_of(name))
            moved_on = [p.received.received_on for p in parts if p.id == name]
            reversed_ = payments.reverse(
                of, name, amount=taken, on=max([day, *moved_on]), at=at
            )
            record_on_invoice(transaction, of.id, reversed_, at=at)
            if taken is None:
                reverse_kept(transaction, of, name, on=day, at=at)

    return decide


@command("move a payment", corrects=True)
def move(
    payment: PaymentId,
    to: InvoiceId,
    *,
    at: datetime,
    on: date | None = None,
    amount: Minor | None = None,
) -> Decide:
    """Move a payment, or part of it, to the invoice it was for; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice_of(payment))
        target = transaction.invoice(to)
        day = given_day(transaction.sale(current_invoice.issued.sale), on, at)
        moved = moving.move(
            current_invoice, payment, target, amount=amount, on=day, at=at
        )
        record_on_invoice(transaction, current_invoice.id, moved.leaves, at=at)
        record_on_invoice(transaction, target.id, moved.arrives, at=at)

    return decide


@command("refund a payment", corrects=True)
def refund(
    invoice: InvoiceId,
    *,
    amount: Minor,
    method: str,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
    with_fee: bool | None = None,
) -> Decide:
    """Give back what was paid too much and is good; a reason is needed.

    With what the way to pay had cost of that, where ``with_fee`` says so.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        sale = transaction.sale(current_invoice.issued.sale)
        refunded = refunds.refund(
            current_invoice,
            amount=amount,
            method=method,
            methods=terms_of(sale, current_invoice).methods,
            on=given_day(sale, on, at),
            at=at,
            reference=reference,
            with_fee=bool(with_fee),
        )
        record_on_invoice(transaction, invoice, refunded, at=at)

    return decide


@command("charge what is late")
def charge_late(
    sale: SaleId,
    *,
    at: datetime,
    on: date | None = None,
    invoice: InvoiceId | None = None,
) -> Decide:
    """Charge the late fee and interest on every invoice that is overdue, or on one.

    Nobody who is in credit pays for being late: what a client paid too much elsewhere
    is taken off what is overdue.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        day = on or day_of(current_sale, at)
        if invoice is not None:
            late = [transaction.invoice(invoice)]
        else:
            invoices = transaction.invoices(sale)
            late = [each for each in invoices if lateness.overdue(each, day)]
        clients = [each.issued.client for each in late]
        left = overdue_of_clients(transaction, clients, on=day)
        for overdue in late:
            if not left[overdue.id] and invoice is None:
                continue
            base = left[overdue.id]
            charged = late_charge(transaction, overdue, base=base, on=day, at=at)
            record_on_invoice(transaction, overdue.id, charged, at=at)

    return decide


def late_charge(
    aggregates: Aggregates, overdue: Invoice, *, base: Minor, on: date, at: datetime
) -> tuple[LateFeeCharged, ...]:
    """Charge what is overdue on an invoice, by the terms that its buyer accepted."""
    terms = terms_of(aggregates.sale(overdue.issued.sale), overdue)
    return lateness.charge_late(
        overdue,
        fee=terms.late_fee,
        per_year=terms.interest_per_year,
        on=on,
        at=at,
        base=base,
    )


@command("waive a late charge", corrects=True)
def waive(
    invoice: InvoiceId,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Take back late charges of an invoice, or a part of them; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        current_invoice = transaction.invoice(invoice)
        day = on or day_of(transaction.sale(current_invoice.issued.sale), at)
        waived = lateness.waive(current_invoice, amount=amount, on=day, at=at)
        record_on_invoice(transaction, invoice, waived, at=at)

    return decide


def settle_lots(
    transaction: HouseTransaction, invoice: Invoice, *, at: datetime
) -> None:
    """Note on each lot of an invoice whether it is paid for, as it stands now."""
    for name in invoice.lots:
        lot: Lot = transaction.lot(name)
        if invoice.paid:
            events = books.pay(lot, paid_on=invoice.paid_on, at=at)
        else:
            events = books.fall_through(lot, at=at)
        transaction.record(lot_stream(name), events)


def terms_of(sale: Sale, invoice: Invoice) -> PaymentTerms:
    """Return what the terms promised about paying when an invoice was written."""
    return sale.terms_of(invoice.issued.terms).rules.settlement


def day_of(sale: Sale, at: datetime) -> date:
    """Return the date in the saleroom at a moment."""
    return at.astimezone(ZoneInfo(sale.terms.zone)).date()


def record_on_invoice(
    transaction: HouseTransaction,
    invoice: InvoiceId,
    events: Sequence[InvoiceEvent],
    *,
    at: datetime,
) -> None:
    """Record what became of an invoice, and whether its lots are paid for now."""
    after = transaction.record(invoice_stream(invoice), events)
    settle_lots(transaction, after, at=at)
