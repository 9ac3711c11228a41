"""Documents as they were issued, set in type: as files, whoever asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from ledger.events import (
    CreditNoteIssued,
    EInvoiceForm,
    InvoiceCredited,
    InvoiceIssued,
    PaymentReceived,
    StatementIssued,
)
from ledger.house.days_sold import days_sold, sessions_sold
from ledger.house.records import Followed, Records
from ledger.identity import (
    CREDIT_NOTE_ID,
    PAYMENT_ID,
    REMINDER_ID,
    STATEMENT_ID,
    ClientId,
    CreditNoteId,
    InvoiceId,
    PaymentId,
    StatementId,
    invoice_of,
)
from ledger.money import Currency
from ledger.refusals import UnknownPayment, UnknownReminder
from ledger.settlement.consignment import account_stated
from ledger.settlement.invoice import Invoice
from ledger.terms.house import DocumentLocale, HouseSettings, Letterhead, Names
from projections.client_accounts import AccountLine
from projections.documents import printing
from projections.documents.since import SinceIssued, since_issued


class AsIssued(NamedTuple):
    """An e-invoice as it is handed out."""

    xml: bytes
    is_of_today: bool
    """Whether names and settings give the same today, so that a PDF agrees with it."""


class HandsOut(Protocol):
    """What hands e-invoices out as they were issued."""

    def handed_out(
        self,
        event: InvoiceIssued | CreditNoteIssued | StatementIssued,
        form: EInvoiceForm,
        facts: Mapping[str, Any],
    ) -> AsIssued:
        """Return an e-invoice as issued; issue what the facts give where none was."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document in the formats that were asked for."""

    pdf: bytes | None
    xml: bytes | None = None
    why_no_invoice: str | None = None
    """Why there is no e-invoice of it, where one was asked for."""


class IssuedDocuments:
    """The documents of a ledger, printed with the settings of one house."""

    def __init__(
        self,
        records: Records,
        settings: HouseSettings,
        names: Names,
        locale: str | None = None,
        e_invoices: HandsOut | None = None,
        *,
        balance: bool = False,
    ) -> None:
        self._records, self._settings, self._names = records, settings, names
        self._balance, self._e_invoices = balance, e_invoices
        self._locale = None if locale is None else DocumentLocale(locale)

    def printed(self, number: str, form: str = "pdf") -> Rendered:
        """Print one document by its number, and as the e-invoice that is asked for.

        Raises NotPrinted, NotAnEInvoice, and the refusal of a number nobody knows.
        """
        if PAYMENT_ID.fullmatch(number):
            return Rendered(self._receipt(PaymentId(number)))
        if REMINDER_ID.fullmatch(number):
            return Rendered(self._reminder(number))
        if STATEMENT_ID.fullmatch(number):
            return self._statement(self._records.statement(StatementId(number)), form)
        if CREDIT_NOTE_ID.fullmatch(number):
            note = self._records.credit_note(CreditNoteId(number))
            sold_on = days_sold(self._records, note.sale, note.lines)
            where = self._settings_of(sold_on)
            xml, alone = self._e_invoice(note, where, form)
            if alone:
                return Rendered(None, xml)
            return Rendered(self._credit_note(note, where, xml), xml)
        history = self._records.invoice_history(InvoiceId(number))
        invoice = history[0].after.issued
        sold_on = days_sold(self._records, invoice.sale, invoice.lines)
        where = self._settings_of(sold_on)
        xml, alone = self._e_invoice(invoice, where, form)
        if alone:
            return Rendered(None, xml)
        since = self._since(history)
        sessions = sessions_sold(self._records, invoice.sale, invoice.lines)
        pdf = printing.invoice_pdf(
            invoice, **where, sessions=sessions, since=since, xml=xml
        )
        return Rendered(pdf, xml)

    def _statement(self, statement: StatementIssued, form: str) -> Rendered:
        """Print a statement; where it is self-billed, it may be an e-invoice too."""
        sold_on = days_sold(self._records, statement.sale, statement.lines)
        where = self._settings_of(sold_on)
        why = None if form == "pdf" else _why_no_invoice(statement, form)
        if form == "pdf" or why is not None:
            xml, is_of_today = None, True
        else:
            xml, is_of_today = self._handed_out(statement, where, EInvoiceForm(form))
        if not is_of_today:
            return Rendered(None, xml)
        account = account_stated(self._records.account_at(statement), statement)
        made = printing.statement_pdf(statement, account=account, **where, xml=xml)
        return Rendered(made, xml, why)

    def _receipt(self, payment: PaymentId) -> bytes:
        """Print a receipt: whether the money is good, and what it left open."""
        history = self._records.invoice_history(invoice_of(payment))
        last = history[-1].after.payment(payment)
        for step in history:
            event = step.entry.event
            if isinstance(event, PaymentReceived) and event.payment == payment:
                assert last is not None, "what was received is known"
                where = self._settings_of(())
                del where["sold_on"]
                return printing.receipt_pdf(
                    event,
                    **where,
                    position=step.entry.position,
                    cleared=last.cleared_on is not None,
                    reversed_on=last.reversed_on,
                    balance=step.after.balance,
                )
        raise UnknownPayment(payment=payment)

    def _reminder(self, number: str) -> bytes:
        name, _, counted = number.partition("/N")
        invoice = self._records.invoice(InvoiceId(name))
        if int(counted) > len(invoice.reminders):
            raise UnknownReminder(reminder=number)
        where = self._settings_of(())
        del where["sold_on"]
        sent = invoice.reminders[int(counted) - 1]
        return printing.reminder_pdf(sent, invoice.issued, **where)

    def accounts(
        self, client: ClientId, lines: Sequence[AccountLine], *, on: date | None
    ) -> Iterator[tuple[str, bytes]]:
        """Print a client's account as of a day, once for each currency."""
        where = self._settings_of(())
        del where["sold_on"]
        for code in dict.fromkeys(line.currency for line in lines):
            yield (
                code,
                printing.account_pdf(
                    client,
                    [line for line in lines if line.currency == code],
                    on=on or lines[-1].day,
                    currency=Currency(code),
                    **where,
                ),
            )

    def _credit_note(
        self,
        note: CreditNoteIssued,
        where: dict[str, Any],
        xml: bytes | None,
    ) -> bytes:
        """Print a credit note, and what it left open of its invoice that day."""
        history = self._records.invoice_history(note.invoice)
        events = (step.entry.event for step in history)
        first = next(
            place
            for place, event in enumerate(events)
            if isinstance(event, InvoiceCredited)
            and event.credit_note == note.credit_note
        )
        return printing.credit_note_pdf(
            note,
            by=self._records.credit_note_entry(note.credit_note).by,
            **where,
            sessions=sessions_sold(self._records, note.sale, note.lines),
            left=history[first].after.balance,
            since=self._since(history[first:]),
            xml=xml,
        )

    def _since(self, history: Sequence[Followed[Invoice]]) -> SinceIssued | None:
        """Follow what became of an invoice, where that is to be printed."""
        if not self._balance:
            return None
        balances = [(each.entry.event, each.after.balance) for each in history]
        return since_issued(balances)

    def _settings_of(self, sold_on: tuple[date, ...]) -> dict[str, Any]:
        """Return what every document is told beside its event."""
        return {
            "settings": self._settings,
            "names": self._names,
            "timing": self._records.ledger().timing,
            "sold_on": sold_on,
            "locale": self._locale,
        }

    def _e_invoice(
        self, event: InvoiceIssued | CreditNoteIssued, where: dict[str, Any], form: str
    ) -> tuple[bytes | None, bool]:
        """Return the XML, and whether it goes out alone, without a PDF."""
        if form == "pdf":
            return None, False
        kind = EInvoiceForm(form)
        xml, is_of_today = self._handed_out(event, where, kind)
        return xml, kind is EInvoiceForm.XRECHNUNG or not is_of_today

    def _handed_out(
        self,
        event: InvoiceIssued | CreditNoteIssued | StatementIssued,
        where: dict[str, Any],
        form: EInvoiceForm,
    ) -> AsIssued:
        assert self._e_invoices is not None, "only PDFs are printed without"
        facts = {key: value for key, value in where.items() if key != "locale"}
        return self._e_invoices.handed_out(event, form, facts)


def _why_no_invoice(statement: StatementIssued, form: str) -> str | None:
    if not any(line.is_self_billed for line in statement.lines):
        return "is not self-billed, and so no invoice"
    if form == "xrechnung":
        return "is an invoice to the house, and XRechnung is for public buyers"
    return None


def settings_of_the_sales(records: Records) -> HouseSettings:
    """Return the settings of a house of which only the name is known."""
    sales = records.sale_names()
    name = records.sale(sales[0]).terms.house if sales else ""
    return HouseSettings(letterhead=Letterhead(name=name))


def client_named(records: Records, number: str) -> ClientId:
    """Return whose document a number is; refuses one that nobody knows."""
    if STATEMENT_ID.fullmatch(number):
        return records.statement(StatementId(number)).consignor
    if CREDIT_NOTE_ID.fullmatch(number):
        return records.credit_note(CreditNoteId(number)).client
    if PAYMENT_ID.fullmatch(number):
        number = invoice_of(PaymentId(number))
    elif REMINDER_ID.fullmatch(number):
        number = number.partition("/N")[0]
    return records.invoice(InvoiceId(number)).issued.client
