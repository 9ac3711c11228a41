"""Settlement: a sale's buyers are invoiced, its consignors told, goods handed out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from ledger.entry import Attribution
from ledger.events import CreditNoteIssued, Event, InvoiceIssued, StatementIssued
from ledger.house import House, invoicing, issuing, payments, releasing
from ledger.house.answers import Receipts
from ledger.house.command import Command
from ledger.identity import InvoiceId, LotId, PaymentId, SaleId
from ledger.refusals import ApprovalNeeded
from ledger.store.durability import Durability
from ledger.value import replace
from ledger.vault.vault_file import VaultFile
from presenters.recorded import durability_of
from presenters.shape import Shape
from web.answers import receipt_text, what_was_recorded
from web.approving import ask
from web.fields import SecondPerson
from web.operation import Said, carries_out, does
from web.reading import LedgerReading
from web.steps_done import StepsDone


class DayBody(Said, frozen=True, kw_only=True):
    """On which day something is done."""

    on: date | None = None
    """The day; today, where nothing is said."""


class SettlingBody(DayBody, frozen=True, kw_only=True):
    """How a sale is settled."""

    session: Annotated[int, Meta(ge=1, le=9999)] | None = None
    """One session's buyers alone; the whole sale, where nothing is said."""


class CreditBody(DayBody, frozen=True, kw_only=True):
    """What is taken back of an invoice; all of it, where nothing is said."""

    lots: tuple[LotId, ...] = ()
    """These lots."""
    lines: tuple[Annotated[int, Meta(ge=1)], ...] = ()
    """These lines, by their numbers."""


class ReleaseBody(DayBody, frozen=True, kw_only=True):
    """How a lot leaves the house."""

    authorised_by: SecondPerson | None = None
    """The second person, where it is not paid for."""


class IssuedShape(Shape):
    """What settling came to for one buyer or consignor."""

    party: str
    """Whose it is: a paddle, or a consignor."""
    documents: tuple[str, ...]
    """The numbers of what was issued: invoices, credit notes, statements."""
    position: int
    """Where it is recorded; 0 where there was nothing to record."""
    repeated: bool
    """Whether it was recorded before, under the same key."""
    durable: Durability | None
    """Where it is: on the disk of one machine, on a standby as well, or under a
    checkpoint that a witness signed; null where nothing was recorded."""
    waits: bool
    """Whether more came after the key was used: send it again with another."""
    receipt: str | None
    """The house's word for it, a file to keep; null where nothing was recorded."""


def settle_sale(
    *,
    house: House,
    reading: LedgerReading,
    by: Attribution,
    vault: VaultFile,
    sale: SaleId,
    body: SettlingBody,
    done: StepsDone,
) -> list[IssuedShape]:
    """Invoice the buyers of a sale, and issue its statements: one document each.

    Each is durable before the next; sent again under the same key, it goes on where it
    stopped. What takes back an invoice may wait for a second person.
    """
    steps = issuing.documents(
        house, sale, session=body.session, on=body.on, at=reading.at
    )
    issued = []
    try:
        for each in issuing.issue(house, steps, by=by):
            done.add(", ".join(_documents(each.recorded.events)), each.recorded)
            issued.append(each)
    except ApprovalNeeded as needed:
        if not body.ask_approval:
            raise
        credits_, reason = issuing.credits_together(steps)
        asked_by = replace(by, reason=reason)
        raise ask(house, vault, credits_, asked_by, needed) from needed
    return [_issued_shape(each, Receipts(house)) for each in issued]


def _issued_shape(issued: issuing.Issued, receipts: Receipts) -> IssuedShape:
    return IssuedShape(
        party=issued.party,
        documents=_documents(issued.recorded.events),
        position=issued.recorded.last,
        repeated=issued.recorded.repeated,
        durable=durability_of(issued.recorded),
        waits=issued.waits,
        receipt=receipt_text(receipts, issued.recorded),
    )


def _documents(events: Sequence[Event]) -> tuple[str, ...]:
    numbers: list[str] = []
    for event in events:
        match event:
            case InvoiceIssued(invoice=number):
                numbers.append(number)
            case CreditNoteIssued(credit_note=number):
                numbers.append(number)
            case StatementIssued(statement=number):
                numbers.append(number)
    return tuple(numbers)


def credit_invoice(
    reading: LedgerReading, invoice: InvoiceId, body: CreditBody
) -> Command:
    """Take lots or lines of an invoice back, or all of it; needs a reason."""
    return invoicing.credit(
        invoice, at=reading.at, on=body.on, lots=body.lots, lines=body.lines
    )


def clear_payment(reading: LedgerReading, payment: PaymentId, body: DayBody) -> Command:
    """Note that the bank cleared a payment."""
    return payments.clear(payment, at=reading.at, on=body.on)


def reverse_payment(
    reading: LedgerReading, payment: PaymentId, body: DayBody
) -> Command:
    """Take back a payment that bounced or was charged back; needs a reason."""
    return payments.reverse(payment, at=reading.at, on=body.on)


def release_lot(reading: LedgerReading, lot: LotId, body: ReleaseBody) -> Command:
    """Let a lot leave the house."""
    return releasing.release(
        [lot], at=reading.at, on=body.on, authorised_by=body.authorised_by
    )


_PAYMENT = "/invoices/{invoice}/payments/{payment}"

OPERATIONS = (
    carries_out("/sales/{sale}/settlement", "invoice a buyer", settle_sale),
    does(
        "/invoices/{invoice}/credits",
        "credit an invoice",
        credit_invoice,
        what_was_recorded,
    ),
    does(f"{_PAYMENT}/clearing", "clear a payment", clear_payment, what_was_recorded),
    does(
        f"{_PAYMENT}/reversal", "reverse a payment", reverse_payment, what_was_recorded
    ),
    does(
        "/sales/{sale}/lots/{number}/release",
        "release lots",
        release_lot,
        what_was_recorded,
    ),
)
