"""Prints documents: finds what was issued, sets it in type, writes the files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.extras import how_to_install
from commands.written_file import write_file
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

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from commands.e_invoices import EInvoices
    from commands.session import LedgerSession
    from ledger.events import CreditNoteIssued, InvoiceIssued, StatementIssued
    from ledger.house.records import Followed, Records
    from ledger.settlement.invoice import Invoice
    from ledger.terms.house import HouseSettings, Names
    from projections.documents.since import SinceIssued


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document in the formats that were asked for."""

    pdf: bytes | None
    xml: bytes | None = None


class DocumentPrinter:
    """Prints documents with the settings of one house."""

    def __init__(
        self,
        settings: HouseSettings,
        names: Names,
        locale: str | None = None,
        e_invoices: EInvoices | None = None,
        *,
        balance: bool = False,
    ) -> None:
        from ledger.terms.house import DocumentLocale

        self._settings, self._names, self._balance = settings, names, balance
        self._e_invoices = e_invoices
        self._locale = None if locale is None else DocumentLocale(locale)

    def print(
        self, records: Records, number: str, folder: Path, *, form: str = "pdf"
    ) -> Path:
        """Print one document into a folder, and return the file."""
        from projections.documents.mistakes import NotAnEInvoice, NotPrinted

        try:
            rendered = self._rendered(records, number, form)
        except (NotAnEInvoice, NotPrinted) as no:
            raise click.BadParameter(str(no), param_hint="'--settings'") from no
        except ModuleNotFoundError as fault:
            install = how_to_install("einvoice", fault, "drafthorse")
            what = "An e-invoice is written by drafthorse, which is not installed here."
            slip = f"{what} {install}"
            raise click.BadParameter(slip, param_hint="'--format'") from fault
        place = folder / number.replace("/", "-")
        made = {"pdf": rendered.pdf, "xml": rendered.xml}
        written = [
            write_file(place.with_name(f"{place.name}.{kind}"), content)
            for kind, content in made.items()
            if content is not None
        ]
        return written[0]

    def _rendered(self, records: Records, number: str, form: str) -> Rendered:
        from ledger.house.days_sold import days_sold, sessions_sold
        from projections.documents import printing

        if PAYMENT_ID.fullmatch(number):
            return Rendered(self._receipt(records, PaymentId(number)))
        if REMINDER_ID.fullmatch(number):
            return Rendered(self._reminder(records, number))
        if STATEMENT_ID.fullmatch(number):
            return self._statement(
                records, records.statement(StatementId(number)), form
            )
        if CREDIT_NOTE_ID.fullmatch(number):
            note = records.credit_note(CreditNoteId(number))
            sold_on = days_sold(records, note.sale, note.lines)
            where = self._settings_of(records, sold_on)
            xml, alone = self._e_invoice(note, where, form)
            if alone:
                return Rendered(None, xml)
            return Rendered(self._credit_note(records, note, where, xml), xml)
        history = records.invoice_history(InvoiceId(number))
        invoice = history[0].after.issued
        sold_on = days_sold(records, invoice.sale, invoice.lines)
        where = self._settings_of(records, sold_on)
        xml, alone = self._e_invoice(invoice, where, form)
        if alone:
            return Rendered(None, xml)
        since = self._since(history)
        sessions = sessions_sold(records, invoice.sale, invoice.lines)
        pdf = printing.invoice_pdf(
            invoice, **where, sessions=sessions, since=since, xml=xml
        )
        return Rendered(pdf, xml)

    def _statement(
        self, records: Records, statement: StatementIssued, form: str
    ) -> Rendered:
        """Print a statement; where it is self-billed, it may be an e-invoice too."""
        from ledger.house.days_sold import days_sold
        from ledger.settlement.consignment import account_stated
        from projections.documents import printing

        sold_on = days_sold(records, statement.sale, statement.lines)
        where = self._settings_of(records, sold_on)
        xml, is_of_today = self._self_billed_xml(statement, where, form)
        if not is_of_today:
            return Rendered(None, xml)
        account = account_stated(records.account_at(statement), statement)
        made = printing.statement_pdf(statement, account=account, **where, xml=xml)
        return Rendered(made, xml)

    def _self_billed_xml(
        self, statement: StatementIssued, where: dict[str, Any], form: str
    ) -> tuple[bytes | None, bool]:
        """Return the consignor's invoice to the house, or say why there is none.

        And whether names and settings give the same today, so that a PDF agrees.
        """
        if form == "pdf":
            return None, True
        if not any(line.is_self_billed for line in statement.lines):
            why = "is not self-billed, and so no invoice"
        elif form == "xrechnung":
            why = "is an invoice to the house, and XRechnung is for public buyers"
        else:
            from ledger.events import EInvoiceForm
            from projections.documents.self_billed import self_billed_xml

            facts = {key: value for key, value in where.items() if key != "locale"}
            assert self._e_invoices is not None, "only PDFs are printed without"
            write = partial(self_billed_xml, statement, **facts)
            return self._e_invoices.handed_out(statement, EInvoiceForm(form), write)
        click.echo(f"{statement.statement} {why}: printed as PDF alone.", err=True)
        return None, True

    def _receipt(self, records: Records, payment: PaymentId) -> bytes:
        """Print a receipt: whether the money is good, and what it left open."""
        from ledger.events import PaymentReceived
        from ledger.refusals import UnknownPayment
        from projections.documents import printing

        history = records.invoice_history(invoice_of(payment))
        last = history[-1].after.payment(payment)
        for step in history:
            event = step.entry.event
            if isinstance(event, PaymentReceived) and event.payment == payment:
                assert last is not None, "what was received is known"
                where = self._settings_of(records, ())
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

    def _reminder(self, records: Records, number: str) -> bytes:
        from ledger.refusals import UnknownReminder
        from projections.documents import printing

        name, _, counted = number.partition("/N")
        invoice = records.invoice(InvoiceId(name))
        if int(counted) > len(invoice.reminders):
            raise UnknownReminder(reminder=number)
        where = self._settings_of(records, ())
        del where["sold_on"]
        sent = invoice.reminders[int(counted) - 1]
        return printing.reminder_pdf(sent, invoice.issued, **where)

    def print_account(
        self, ledger: LedgerSession, client: ClientId, folder: Path, *, on: date | None
    ) -> list[Path]:
        """Print a client's account as of a day, a file for each currency."""
        from ledger.money import Currency
        from projections.client_accounts import account_lines
        from projections.documents import printing

        records = ledger.records()
        where = self._settings_of(records, ())
        del where["sold_on"]
        with ledger.views().asked() as db:
            lines = list(account_lines(db, client=client, on=on))
        currencies = dict.fromkeys(line.currency for line in lines)
        return [
            write_file(
                folder / f"{client}-{code}.pdf",
                printing.account_pdf(
                    client,
                    [line for line in lines if line.currency == code],
                    on=on or lines[-1].day,
                    currency=Currency(code),
                    **where,
                ),
            )
            for code in currencies
        ]

    def _credit_note(
        self,
        records: Records,
        note: CreditNoteIssued,
        where: dict[str, Any],
        xml: bytes | None,
    ) -> bytes:
        """Print a credit note, and what it left open of its invoice that day."""
        from ledger.events import InvoiceCredited
        from ledger.house.days_sold import sessions_sold
        from projections.documents import printing

        history = records.invoice_history(note.invoice)
        events = (step.entry.event for step in history)
        first = next(
            place
            for place, event in enumerate(events)
            if isinstance(event, InvoiceCredited)
            and event.credit_note == note.credit_note
        )
        return printing.credit_note_pdf(
            note,
            by=records.credit_note_entry(note.credit_note).by,
            **where,
            sessions=sessions_sold(records, note.sale, note.lines),
            left=history[first].after.balance,
            since=self._since(history[first:]),
            xml=xml,
        )

    def _since(self, history: Sequence[Followed[Invoice]]) -> SinceIssued | None:
        """Follow what became of an invoice, where that is to be printed."""
        from projections.documents.since import since_issued

        if not self._balance:
            return None
        balances = [(each.entry.event, each.after.balance) for each in history]
        return since_issued(balances)

    def _settings_of(self, records: Records, sold_on: Any) -> dict[str, Any]:
        """Return what every document is told beside its event."""
        return {
            "settings": self._settings,
            "names": self._names,
            "timing": records.ledger().timing,
            "sold_on": sold_on,
            "locale": self._locale,
        }

    def _e_invoice(
        self, event: InvoiceIssued | CreditNoteIssued, where: dict[str, Any], form: str
    ) -> tuple[bytes | None, bool]:
        """Return the XML, and whether it goes out alone, without a PDF."""
        if form == "pdf":
            return None, False
        # It needs an extra, which only who asks for e-invoices installs.
        from ledger.events import EInvoiceForm, InvoiceIssued
        from projections.documents import einvoice

        facts = {key: value for key, value in where.items() if key != "locale"}
        assert self._e_invoices is not None, "only PDFs are printed without"
        kind = EInvoiceForm(form)
        written = (
            partial(einvoice.invoice_xml, event, **facts, form=kind)
            if isinstance(event, InvoiceIssued)
            else partial(einvoice.credit_note_xml, event, **facts, form=kind)
        )
        xml, is_of_today = self._e_invoices.handed_out(event, kind, written)
        return xml, kind is EInvoiceForm.XRECHNUNG or not is_of_today
