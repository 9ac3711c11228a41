"""Commands about a buyer's invoice: write it, or credit it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from ledger.charges import PremiumDue, premium_due
from ledger.client import Client, tax_status_on
from ledger.entry import (
    account_stream,
    credit_note_stream,
    invoice_stream,
    lot_stream,
)
from ledger.events import (
    BuyerCharged,
    HammerAmended,
    InvoiceIssued,
    InvoiceLine,
    LotResold,
    LotSold,
)
from ledger.house.command import Decide, command
from ledger.house.days import credits_of, must_follow, must_not_precede
from ledger.house.payments import day_of, settle_lots
from ledger.house.taxing import buyer_taxes, charge_taxed, lot_taxed
from ledger.house.transaction import HouseTransaction
from ledger.identity import CreditNoteId, InvoiceId, LotId, Paddle, SaleId, number_of
from ledger.lot import Lot, Stage, books
from ledger.sale import Sale
from ledger.settlement import account as accounts, credit_note
from ledger.settlement.account import Account
from ledger.settlement.lines import SoldLot, charge_line, lot_lines, numbered
from ledger.settlement.rounding import rounded
from ledger.settlement.taxing import BuyerTaxes
from ledger.terms.settlement_rules import ResaleRight, SettlementRules
from ledger.terms.tax import TaxCode


@command("invoice a buyer")
def invoice_buyer(
    sale: SaleId,
    paddle: Paddle,
    *,
    lots: Sequence[LotId],
    at: datetime,
    on: date | None = None,
    session: int | None = None,
) -> Decide:
    """Invoice a buyer for lots, and for every charge that waits; again: nothing.

    The number, the invoice and what the lots say of it are one transaction.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        waiting = [transaction.lot(lot) for lot in lots]
        bought = [
            lot for lot in waiting if buyer_to_invoice(current_sale, lot) == paddle
        ]
        account = transaction.account(sale, paddle)
        if bought or account.open:
            day = on or day_of(current_sale, at)
            _issue_invoice(
                transaction,
                current_sale,
                paddle,
                bought,
                account,
                session=session,
                on=day,
                at=at,
            )

    return decide


def buyer_to_invoice(sale: Sale, lot: Lot) -> Paddle | None:
    """Return the buyer to invoice for a lot; None where nobody is, or somebody was.

    A consignor who bought a lot back owes no hammer to themselves.
    """
    if lot.sold is None or lot.books.invoiced is not None:
        return None
    return None if is_buy_back(sale, lot) else lot.sold.buyer


def is_buy_back(sale: Sale, lot: Lot) -> bool:
    """Say whether a lot went back to its consignor."""
    if lot.sold is None or lot.listing.consignor is None:
        return False
    return sale.holder(lot.sold.buyer).client == lot.listing.consignor


def _issue_invoice(
    transaction: HouseTransaction,
    sale: Sale,
    paddle: Paddle,
    bought: Sequence[Lot],
    account: Account,
    *,
    session: int | None,
    on: date,
    at: datetime,
) -> None:
    holder, rules, terms = sale.holder(paddle), sale.settled_by, sale.terms.rules
    must_follow(sale, _days_told(sale, bought, account), on=on)
    must_not_precede(credits_of(transaction, bought), on=on)
    client = transaction.client(holder.client)
    taxes = buyer_taxes(transaction, sale, client)
    lines = _lines_of_lots(transaction, sale, bought, taxes)
    lines += _lines_of_charges(transaction, sale, paddle, account, taxes)
    number = InvoiceId(transaction.draw_number(rules.rules.invoices(on.year)))
    issued = InvoiceIssued(
        invoice=number,
        sale=sale.id,
        session=session,
        paddle=paddle,
        client=holder.client,
        client_class=holder.client_class,
        currency=terms.currency,
        jurisdiction=taxes.jurisdiction,
        lines=numbered(rounded(lines, rules.rules.tax.rounding)),
        issued_on=on,
        due_on=on + timedelta(days=terms.settlement.payment_due_days),
        terms=sale.version,
        rules=rules.version,
        at=at,
        buyer_vat_id=_vat_id(client, on),
        place=taxes.place,
    )
    transaction.record(invoice_stream(number), (issued,))
    _note_invoiced(transaction, issued, bought, account)


def _vat_id(client: Client, on: date) -> str | None:
    status = tax_status_on(client, on)
    return None if status is None else status.vat_id


def _note_invoiced(
    transaction: HouseTransaction,
    issued: InvoiceIssued,
    bought: Sequence[Lot],
    account: Account,
) -> None:
    """Note on the lots and on the buyer's account what was invoiced of them."""
    exported = {line.lot for line in issued.lines if _is_export(line)}
    for lot in bought:
        noted = books.invoice(lot, issued.invoice, export=lot.id in exported)
        transaction.record(lot_stream(lot.id), noted)
    sale, paddle = issued.sale, issued.paddle
    invoiced = accounts.invoice(
        account, sale=sale, paddle=paddle, number=issued.invoice
    )
    transaction.record(account_stream(sale, paddle), invoiced)


def _is_export(line: InvoiceLine) -> bool:
    return line.treatment is not None and line.treatment.code is TaxCode.EXPORT


def _lines_of_lots(
    transaction: HouseTransaction, sale: Sale, bought: Sequence[Lot], taxes: BuyerTaxes
) -> list[InvoiceLine]:
    sold = (_sold_lot(transaction, sale, lot) for lot in bought)
    return [line for lot in sold for line in lot_lines(lot, taxes)]


def _lines_of_charges(
    transaction: HouseTransaction,
    sale: Sale,
    paddle: Paddle,
    account: Account,
    taxes: BuyerTaxes,
) -> list[InvoiceLine]:
    """Make the lines of the charges that wait, each with its place in the log."""
    if not account.open:
        return []
    places = transaction.positions(account_stream(sale.id, paddle), BuyerCharged)
    return [
        charge_line(
            due, taxes, charge_taxed(transaction, due), source=places[due.charge - 1]
        )
        for due in account.open
    ]


def _sold_lot(transaction: HouseTransaction, sale: Sale, lot: Lot) -> SoldLot:
    """Return a lot as it is to be invoiced, with the place of its hammer in the log."""
    listing, sold, rules = lot.listing, lot.sold, sale.settled_by.rules
    assert sold is not None, "what is invoiced was sold"
    places = transaction.positions(
        lot_stream(lot.id), LotSold, LotResold, HammerAmended
    )
    return SoldLot(
        lot=lot.id,
        title=listing.title,
        consignor=listing.consignor,
        sold=sold,
        pieces=lot.pieces,
        sold_on=_day_sold(sale, lot),
        premium=_premium_due(sale, lot),
        taxed=lot_taxed(lot, rules),
        resale_right=resale_right_of(lot, rules),
        source=places[-1],
    )


def _days_told(sale: Sale, bought: Sequence[Lot], account: Account) -> list[date]:
    """Return the days that an invoice tells of: of its hammers and its charges."""
    charged = [charge.charged_on for charge in account.open]
    return [_day_sold(sale, lot) for lot in bought] + charged


def _day_sold(sale: Sale, lot: Lot) -> date:
    """Return the day on which the hammer fell, in the saleroom."""
    assert lot.sold is not None, "what is invoiced was sold"
    return day_of(sale, lot.sold.at)


def lots_still_open(lots: Iterable[Lot]) -> str | None:
    """Return in words the lots still open; None where the hammer fell on all."""
    names = [lot.id for lot in lots if lot.stage is Stage.OPEN]
    if len(names) == 1:
        return f"lot {number_of(names[0])} is"
    return f"{len(names)} lots are" if names else None


def _premium_due(sale: Sale, lot: Lot) -> PremiumDue:
    """Return the premium on a lot, under the terms that it was sold on."""
    sold = lot.sold
    assert sold is not None, "what is invoiced was sold"
    return premium_due(
        sold.hammer,
        sale.terms_of(sold.terms).rules.premium,
        channel=sold.channel,
        category=lot.listing.category,
        client_class=sold.client_class,
    )


def resale_right_of(lot: Lot, rules: SettlementRules) -> ResaleRight | None:
    """Return the resale right that a lot bears, if it does."""
    right = rules.resale_right
    if right is None:
        return None
    bears = lot.books.resale_right
    if bears is None:
        bears = lot.listing.category in right.categories
    return right if bears else None


@command("credit an invoice", corrects=True)
def credit(
    invoice: InvoiceId,
    *,
    at: datetime,
    on: date | None = None,
    lots: Collection[LotId] = (),
    lines: Collection[int] = (),
) -> Decide:
    """Take lots or lines of an invoice back, or all of it; a reason is needed.

    A lot that is still sold can be invoiced again then, as it stands. What is left of
    the invoice may be paid by then.
    """

    def decide(transaction: HouseTransaction) -> None:
        before = transaction.invoice(invoice)
        sale = transaction.sale(before.issued.sale)
        day = on or day_of(sale, at)
        must_follow(sale, [before.issued.issued_on], on=day)
        named = credit_note.lines_of(before, lots=lots, numbers=lines)
        series = sale.settled_by.rules.credit_notes(day.year)
        number = CreditNoteId(transaction.draw_number(series))
        note, credited = credit_note.issue(before, number, lines=named, on=day, at=at)
        transaction.record(credit_note_stream(number), (note,))
        after = transaction.record(invoice_stream(invoice), (credited,))
        for lot in sorted(set(before.lots) - set(after.lots)):
            taken = books.credit(transaction.lot(lot), number)
            transaction.record(lot_stream(lot), taken)
        settle_lots(transaction, after, at=at)

    return decide
