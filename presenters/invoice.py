"""An invoice and what was paid on it, as scripts read them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from ledger.events import InvoiceEvent
from ledger.events.documents import Charge, InvoiceLine
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Currency
from ledger.settlement.invoice import Invoice
from ledger.terms.tax import TaxScheme
from presenters.account_sentences import invoice_sentence
from presenters.changes import ChangeShape, change_shape
from presenters.charges import (
    BandShape,
    TaxDueShape,
    TreatmentShape,
    band_shapes,
    tax_due_shapes,
    treatment_shape,
)
from presenters.payment import PaymentShape, payment_shape
from presenters.shape import Amount, Decimals, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.entry import Entry
    from ledger.events import Event
    from ledger.house.records import Followed
    from projections.invoices import BuyerDocument


class InvoiceLineShape(Shape):
    """A line of an invoice."""

    number: int
    """Its place on the invoice, from 1."""
    charge: Charge
    """The kind of charge."""
    lot: LotId | None
    """The lot that it is for."""
    description: str
    """The words for the buyer."""
    pieces: int
    """How many pieces are paid for, where sold times the money."""
    each: Amount
    """The price of a piece."""
    bands: tuple[BandShape, ...]
    """The slices of the hammer price, where bands made up the amount."""
    minimum: Amount
    """The amount that lifts the bands to their minimum; 0 where they reach it."""
    flat: Amount
    """The flat fee in the amount."""
    surcharge: Amount
    """The surcharge of the channel in the amount."""
    amount: Amount
    """The charge before tax."""
    scheme: TaxScheme
    """How the line is taxed."""
    taxes: tuple[TaxDueShape, ...]
    """The taxes on the line."""
    treatment: TreatmentShape | None
    """How the line stands to VAT; null on lines that were issued before it was kept."""
    supplied_on: date | None
    """The day of the supply: of the hammer, or of the charge; null as above."""
    total: Amount
    """The amount with its taxes."""
    taken_back: bool
    """Whether a credit note took the line back."""
    position: int
    """The event that the line follows from."""


class InvoiceShape(Shape):
    """An invoice as it was issued, and how it stands."""

    document: str
    """The number of the invoice or credit note."""
    kind: str
    """``invoice``, or in a list ``credit note``."""
    invoice: InvoiceId
    """The invoice; of a credit note, the invoice that it credits."""
    sale: SaleId
    """The sale that is invoiced."""
    session: int | None
    """The session that is invoiced; null: the whole sale."""
    paddle: Paddle
    """The paddle that owes it."""
    client: ClientId
    """The client who holds the paddle."""
    currency: str
    """The currency of every amount, by ISO 4217."""
    jurisdiction: str
    """The jurisdiction that taxes the buyer."""
    buyer_vat_id: str | None
    """The VAT number of the buyer; null where none is on file."""
    issued_on: date
    """The day of issue."""
    due_on: date | None
    """The day it is due; null for a credit note."""
    lines: tuple[InvoiceLineShape, ...]
    """Its lines, as they were issued."""
    total: Amount
    """The amount invoiced, with tax."""
    credited: Amount
    """The amount that credit notes took back."""
    late_charges: Amount
    """Late fees and interest that were charged, less what was waived."""
    due: Amount
    """The amount owed before payments: credits taken off, late charges added."""
    received: Amount
    """What payments pay of it, cleared or not; refunds are not taken off."""
    cleared: Amount
    """The part of that in cleared funds."""
    refunded: Amount
    """The amount paid back to the buyer."""
    balance: Amount
    """What is still to come in: what is due, less what was received and not refunded;
    below zero, the invoice is overpaid."""
    paid: bool
    """Whether cleared funds cover all that is due."""
    payments: tuple[PaymentShape, ...]
    """The payments on it, as they came."""
    position: int
    """The event that issued it."""
    changes: tuple[ChangeShape, ...]
    """Every event that issued, paid, credited or charged it, and by whom."""


class InvoiceSummaryShape(Shape):
    """An invoice or credit note in the list of a sale; nothing is due on the latter."""

    of: ClassVar = InvoiceShape

    document: str
    kind: str
    invoice: InvoiceId
    sale: SaleId
    session: int | None
    paddle: Paddle
    client: ClientId
    currency: str
    issued_on: date
    due_on: date | None
    total: Amount
    credited: Amount
    late_charges: Amount
    due: Amount
    received: Amount
    cleared: Amount
    refunded: Amount
    balance: Amount
    paid: bool
    position: int


class InvoicePaymentsShape(Shape):
    """An invoice and its payments."""

    of: ClassVar = InvoiceShape

    invoice: InvoiceId
    paddle: Paddle
    currency: str
    due_on: date | None
    late_charges: Amount
    due: Amount
    received: Amount
    cleared: Amount
    refunded: Amount
    balance: Amount
    paid: bool
    payments: tuple[PaymentShape, ...]


def invoice_shape(history: Sequence[Followed[Invoice]]) -> InvoiceShape:
    """Return an invoice with all that became of it as its shape."""
    invoice = history[-1].after
    issued, money = invoice.issued, Decimals(invoice.issued.currency)
    return InvoiceShape(
        document=issued.invoice,
        kind="invoice",
        invoice=issued.invoice,
        sale=issued.sale,
        session=issued.session,
        paddle=issued.paddle,
        client=issued.client,
        currency=issued.currency.code,
        jurisdiction=issued.jurisdiction,
        buyer_vat_id=issued.buyer_vat_id,
        issued_on=issued.issued_on,
        due_on=issued.due_on,
        lines=tuple(_line_shape(line, invoice, money) for line in issued.lines),
        total=money(invoice.total),
        credited=money(invoice.credited_amount),
        late_charges=money(invoice.late_charges),
        due=money(invoice.due),
        received=money(invoice.received + invoice.refunded),
        cleared=money(invoice.good + invoice.refunded),
        refunded=money(invoice.refunded),
        balance=money(invoice.balance),
        paid=invoice.paid,
        payments=tuple(payment_shape(payment, money) for payment in invoice.payments),
        position=history[0].entry.position,
        changes=tuple(
            change_shape(entry, _sentence(entry, issued.currency))
            for entry, _ in history
        ),
    )


def _sentence(entry: Entry[Event], currency: Currency) -> str:
    event = entry.event
    assert isinstance(event, InvoiceEvent), "an invoice's history is its own"
    return invoice_sentence(event, currency)


def invoice_payments_shape(invoice: Invoice) -> InvoicePaymentsShape:
    """Return what was paid on an invoice as its shape."""
    money = Decimals(invoice.issued.currency)
    return InvoicePaymentsShape(
        invoice=invoice.id,
        paddle=invoice.issued.paddle,
        currency=invoice.issued.currency.code,
        due_on=invoice.issued.due_on,
        late_charges=money(invoice.late_charges),
        due=money(invoice.due),
        received=money(invoice.received + invoice.refunded),
        cleared=money(invoice.good + invoice.refunded),
        refunded=money(invoice.refunded),
        balance=money(invoice.balance),
        paid=invoice.paid,
        payments=tuple(payment_shape(payment, money) for payment in invoice.payments),
    )


def invoice_summary_shape(document: BuyerDocument) -> InvoiceSummaryShape:
    """Return an invoice or credit note, as the view lists it, as its shape."""
    money = Decimals(Currency(document.currency))
    due = document.balance + document.received - document.refunded
    return InvoiceSummaryShape(
        document=document.document,
        kind=document.kind.value,
        invoice=document.invoice,
        sale=document.sale,
        session=document.session,
        paddle=document.paddle,
        client=document.client,
        currency=document.currency,
        issued_on=document.issued_on,
        due_on=document.due_on,
        total=money(document.total),
        credited=money(document.credited),
        late_charges=money(document.late_charges),
        due=money(due),
        received=money(document.received),
        cleared=money(document.cleared),
        refunded=money(document.refunded),
        balance=money(document.balance),
        paid=document.paid,
        position=document.position,
    )


def _line_shape(
    line: InvoiceLine, invoice: Invoice, money: Decimals
) -> InvoiceLineShape:
    return InvoiceLineShape(
        number=line.number,
        charge=line.charge,
        lot=line.lot,
        description=line.said,
        pieces=line.pieces,
        each=money(line.each),
        bands=band_shapes(line.slices, money),
        minimum=money(line.minimum),
        flat=money(line.flat),
        surcharge=money(line.surcharge),
        amount=money(line.amount),
        scheme=line.scheme,
        taxes=tax_due_shapes(line.taxes, money),
        treatment=treatment_shape(line.treatment),
        supplied_on=line.supplied_on,
        total=money(line.gross),
        taken_back=line.number in invoice.credited,
        position=line.source,
    )
