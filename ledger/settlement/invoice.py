"""A buyer's invoice, and what became of it: credited, paid, reversed, late."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias, assert_never

from ledger.events.banking import PaymentDoubted, PaymentUpheld
from ledger.events.buyer import (
    InvoiceCredited,
    InvoiceEvent,
    InvoiceIssued,
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from ledger.events.documents import Charge, InvoiceLine, total_of
from ledger.events.e_invoices import EInvoiceIssued
from ledger.events.reminder import ReminderSent
from ledger.events.write_offs import (
    InvoiceWrittenOff,
    PaymentPutBack,
    WriteOff,
    WriteOffReversed,
)
from ledger.identity import InvoiceId, LotId, PaymentId
from ledger.money import Minor, Money
from ledger.value import replace, value

PaymentChange: TypeAlias = (
    PaymentCleared
    | PaymentReversed
    | PaymentMoved
    | PaymentPutBack
    | PaymentDoubted
    | PaymentUpheld
)
"""What becomes of a payment."""


@value
class Payment:
    """Money that came in for an invoice, and how good it is."""

    received: PaymentReceived
    left: Minor
    """The part that pays this invoice: less its fee, what was moved or reversed."""
    cleared_on: date | None = None
    reversed_on: date | None = None
    fee_back: Minor = 0
    """What of its fee was taken back, with a part of it."""
    moved_to: tuple[PaymentId, ...] = ()
    """The payments that parts of it became, on the invoices they were meant for."""
    put_back_to: tuple[str, ...] = ()
    """The money, or the set-offs, that parts of it are again or became."""
    doubts: tuple[PaymentDoubted, ...] = ()
    """What a bank's files said against it."""
    decided: int = 0
    """How many of these doubts somebody has decided."""

    @property
    def id(self) -> PaymentId:
        """The payment's name: ``HA-2025-00017/P1``."""
        return self.received.payment

    @property
    def good(self) -> Minor:
        """The part of it that has cleared."""
        return 0 if self.cleared_on is None else self.left

    @property
    def doubted(self) -> bool:
        """Say whether a bank's file took it back, and nobody has decided yet."""
        return self.decided < len(self.doubts)

    @property
    def sure(self) -> Minor:
        """The part of it that has cleared, and that no bank's file took back."""
        return 0 if self.doubted else self.good


@value
class Invoice:
    """An invoice as the house knows it at one moment."""

    issued: InvoiceIssued
    credited: frozenset[int] = frozenset()
    """The numbers of the lines that were taken back."""
    credited_amount: Minor = 0
    notes: tuple[InvoiceCredited, ...] = ()
    """The credit notes that took them back."""
    payments: tuple[Payment, ...] = ()
    late: tuple[LateFeeCharged, ...] = ()
    waived: Minor = 0
    """The late charges that were taken back."""
    refunded: Minor = 0
    fees_refunded: Minor = 0
    """What ways to pay had cost, and was given back with refunds."""
    given_back: tuple[PaymentRefunded, ...] = ()
    write_offs: tuple[InvoiceWrittenOff, ...] = ()
    write_offs_back: frozenset[int] = frozenset()
    """The write-offs that were reversed."""
    reminders: tuple[ReminderSent, ...] = ()
    e_invoices: tuple[EInvoiceIssued, ...] = ()

    @property
    def id(self) -> InvoiceId:
        """The number of the invoice."""
        return self.issued.invoice

    @property
    def total(self) -> Minor:
        """The sum that was invoiced, with tax."""
        return total_of(self.issued.lines)

    @property
    def due(self) -> Minor:
        """The sum owed before payments: credits taken off, late charges added."""
        return self.total - self.credited_amount + self.late_charges

    @property
    def late_charges(self) -> Minor:
        """The late fees and interest, less what was waived."""
        return sum(charge.amount for charge in self.late) - self.waived

    @property
    def received(self) -> Minor:
        """The money that came in and was not taken back, cleared or not."""
        return sum(payment.left for payment in self.payments) - self.refunded

    @property
    def good(self) -> Minor:
        """The money that came in and has cleared."""
        return sum(payment.good for payment in self.payments) - self.refunded

    @property
    def sure(self) -> Minor:
        """The money that has cleared, and that no bank's file took back since."""
        return sum(payment.sure for payment in self.payments) - self.refunded

    @property
    def standing_write_offs(self) -> tuple[InvoiceWrittenOff, ...]:
        """The write-offs that were not reversed."""
        return tuple(
            each
            for each in self.write_offs
            if each.write_off not in self.write_offs_back
        )

    @property
    def written_off(self) -> Minor:
        """The sum that the house gave up."""
        return sum(each.amount for each in self.standing_write_offs)

    @property
    def short(self) -> Minor:
        """The part of it that counts as paid: a bank on the way kept it."""
        return sum(
            each.amount
            for each in self.standing_write_offs
            if each.kind is WriteOff.SHORT_PAYMENT
        )

    @property
    def balance(self) -> Minor:
        """The sum that is still to come in; below zero it is overpaid."""
        return self.due - self.received - self.written_off

    @property
    def paid(self) -> bool:
        """Say whether money that is sure covers all that is due."""
        return self.sure + self.short >= self.due

    @property
    def paid_on(self) -> date:
        """The day the last payment that counts cleared; where nothing is due, of issue.

        Only asked of an invoice that is paid.
        """
        days = [payment.cleared_on for payment in self.payments if payment.left]
        days += [
            each.written_off_on
            for each in self.standing_write_offs
            if each.kind is WriteOff.SHORT_PAYMENT
        ]
        good = [day for day in days if day is not None]
        return max(good, default=self.issued.issued_on)

    @property
    def lines_left(self) -> tuple[InvoiceLine, ...]:
        """The lines that were not taken back."""
        return tuple(
            line for line in self.issued.lines if line.number not in self.credited
        )

    @property
    def lots(self) -> tuple[LotId, ...]:
        """The lots that stand on it."""
        return tuple(
            line.lot
            for line in self.lines_left
            if line.charge is Charge.HAMMER and line.lot is not None
        )

    def payment(self, payment: PaymentId) -> Payment | None:
        """Find a payment by its name."""
        return next((each for each in self.payments if each.id == payment), None)

    def money(self, amount: Minor) -> Money:
        """Return an amount as money, in the invoice's currency."""
        return Money(amount, self.issued.currency)


def evolve(invoice: Invoice | None, event: InvoiceEvent) -> Invoice:
    """Return the invoice as it stands after one more event."""
    if isinstance(event, InvoiceIssued):
        assert invoice is None, "an invoice is issued once"
        return Invoice(event)
    assert invoice is not None, "an invoice's history begins when it is issued"
    match event:
        case InvoiceCredited(lines=lines, amount=amount):
            return replace(
                invoice,
                credited=invoice.credited.union(lines),
                credited_amount=invoice.credited_amount + amount,
                notes=(*invoice.notes, event),
            )
        case LateFeeCharged():
            return replace(invoice, late=(*invoice.late, event))
        case LateFeeWaived(amount=amount):
            return replace(invoice, waived=invoice.waived + amount)
        case PaymentRefunded(overpaid=overpaid, fee=fee):
            return replace(
                invoice,
                refunded=invoice.refunded + overpaid,
                fees_refunded=invoice.fees_refunded + (fee or 0),
                given_back=(*invoice.given_back, event),
            )
        case PaymentReceived(paid=paid, fee=fee):
            # What was taken from a deposit is good: no bank has to clear it.
            good_on = event.received_on if event.source is not None else None
            payment = Payment(event, paid - fee, good_on)
            return replace(invoice, payments=(*invoice.payments, payment))
        case ReminderSent():
            return replace(invoice, reminders=(*invoice.reminders, event))
        case EInvoiceIssued():
            return replace(invoice, e_invoices=(*invoice.e_invoices, event))
        case InvoiceWrittenOff():
            return replace(invoice, write_offs=(*invoice.write_offs, event))
        case WriteOffReversed(write_off=number):
            return replace(invoice, write_offs_back=invoice.write_offs_back | {number})
        case _:
            return _with_payment_changed(invoice, event)


def _with_payment_changed(invoice: Invoice, event: PaymentChange) -> Invoice:
    payments = [_payment_after(payment, event) for payment in invoice.payments]
    return replace(invoice, payments=tuple(payments))


def _payment_after(payment: Payment, event: PaymentChange) -> Payment:
    if payment.id != event.payment:
        return payment
    decided = len(payment.doubts)
    match event:
        case PaymentCleared(cleared_on=day):
            return replace(payment, cleared_on=day)
        case PaymentReversed(amount=amount, fee=fee, part=True):
            left, fee_back = payment.left - (amount - fee), payment.fee_back + fee
            return replace(payment, left=left, fee_back=fee_back, decided=decided)
        case PaymentReversed(reversed_on=day):
            return replace(payment, left=0, reversed_on=day, decided=decided)
        case PaymentMoved(amount=amount, to=became):
            moved_to = (*payment.moved_to, became)
            return replace(payment, left=payment.left - amount, moved_to=moved_to)
        case PaymentPutBack(amount=amount, to=went_to):
            put_back_to = (*payment.put_back_to, went_to)
            left = payment.left - amount
            return replace(payment, left=left, put_back_to=put_back_to)
        case PaymentDoubted():
            return replace(payment, doubts=(*payment.doubts, event))
        case PaymentUpheld():
            return replace(payment, decided=decided)
        case _:
            assert_never(event)
