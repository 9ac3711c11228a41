"""Commands that set a consignor's money off: against an invoice, or another sale.

Both sides are recorded at once, and no bank moves. Undoing it undoes both.
"""

from __future__ import annotations

from datetime import date, datetime

from ledger.entry import consignment_stream, invoice_stream
from ledger.events import PaymentReceived, PayoutMade
from ledger.house.command import Decide, command
from ledger.house.consignors import account_of, balance_of
from ledger.house.payments import day_of, settle_lots
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, InvoiceId, PaymentId, SaleId, invoice_of
from ledger.money import Currency, Minor
from ledger.refusals import SetOffOthers, UnknownPayout
from ledger.sale import Sale
from ledger.settlement import payouts, put_back, repayments
from ledger.settlement.invoice import Invoice
from ledger.settlement.open_amounts import amount_open
from ledger.settlement.payments import next_payment, whose

METHOD = "set-off"
"""The way to pay of what is set off."""


@command("set off against an invoice")
def against_invoice(
    sale: SaleId,
    consignor: ClientId,
    invoice: InvoiceId,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Let what a consignor is to be paid pay an invoice of theirs.

    Without an amount: as much as is payable there and open here.
    """

    def decide(transaction: HouseTransaction) -> None:
        payer, bill = transaction.sale(sale), transaction.invoice(invoice)
        _must_be_theirs(bill.issued.client, consignor, invoice)
        _must_share_currency(payer, bill.issued.currency, f"invoice {invoice}")
        payment, wanted = next_payment(bill), amount_open(bill, amount)
        made = _set_off(
            transaction,
            payer,
            consignor,
            wanted,
            exact=amount is not None,
            became=payment,
            on=on or day_of(payer, at),
            at=at,
        )
        received = _receipt(bill, payment, made)
        after = transaction.record(invoice_stream(invoice), (received,))
        settle_lots(transaction, after, at=at)

    return decide


def _receipt(bill: Invoice, payment: PaymentId, made: PayoutMade) -> PaymentReceived:
    """Return the payment of an invoice that is taken from a payout."""
    return PaymentReceived(
        **whose(bill),
        payment=payment,
        method=METHOD,
        paid=made.amount,
        fee=0,
        received_on=made.paid_on,
        reference=None,
        moved_from=None,
        source=payout_name(made),
        at=made.at,
    )


@command("set off against another sale")
def against_sale(
    sale: SaleId,
    consignor: ClientId,
    owed_in: SaleId,
    *,
    at: datetime,
    amount: Minor | None = None,
    on: date | None = None,
) -> Decide:
    """Let what a consignor is to be paid for a sale pay what they owe in another."""

    def decide(transaction: HouseTransaction) -> None:
        payer, debtor = transaction.sale(sale), transaction.sale(owed_in)
        _must_share_currency(payer, debtor.terms.rules.currency, f"sale {owed_in}")
        debt = account_of(transaction, owed_in, consignor)
        owed = balance_of(transaction, debtor, debt)
        made = _set_off(
            transaction,
            payer,
            consignor,
            repayments.amount_owed(debt, owed, amount, payer.terms.rules.currency),
            exact=amount is not None,
            became=repayment_name(owed_in, consignor, len(debt.repayments) + 1),
            on=on or day_of(payer, at),
            at=at,
        )
        received = repayments.receive(
            debt,
            made.amount,
            owed,
            currency=made.currency,
            method=METHOD,
            on=made.paid_on,
            reference=None,
            at=at,
            set_off=payout_name(made),
        )
        transaction.record(consignment_stream(owed_in, consignor), received)

    return decide


def _set_off(
    transaction: HouseTransaction,
    sale: Sale,
    consignor: ClientId,
    wanted: Minor,
    *,
    exact: bool,
    became: str,
    on: date,
    at: datetime,
) -> PayoutMade:
    """Take what is wanted off what is payable, or as much as there is."""
    account = account_of(transaction, sale.id, consignor)
    balance = balance_of(transaction, sale, account)
    made = payouts.pay_out(
        account,
        wanted if exact else min(wanted, balance.payable) or None,
        balance,
        currency=sale.terms.rules.currency,
        method=METHOD,
        on=on,
        reference=None,
        at=at,
        set_off=became,
    )
    transaction.record(consignment_stream(sale.id, consignor), made)
    return made[0]


@command("undo a set-off", corrects=True)
def reverse(
    sale: SaleId,
    consignor: ClientId,
    payout: int,
    *,
    at: datetime,
    on: date | None = None,
) -> Decide:
    """Undo a set-off on both of its sides; a reason is needed."""

    def decide(transaction: HouseTransaction) -> None:
        account = account_of(transaction, sale, consignor)
        day = on or day_of(transaction.sale(sale), at)
        back = payouts.reverse(account, payout, on=day, at=at, set_off=True)
        if (became := back[0].set_off) is None:
            raise UnknownPayout(sale=sale, consignor=consignor, payout=payout)
        transaction.record(consignment_stream(sale, consignor), back)
        if "/repayment/" in became:
            _undo_repayment(transaction, became, day, at)
        else:
            _undo_payment(transaction, PaymentId(became), day, at)

    return decide


def payout_name(made: PayoutMade) -> str:
    """Name a payout: ``SPACE/C-7/payout/1``."""
    return f"{made.sale}/{made.consignor}/payout/{made.payout}"


def repayment_name(sale: SaleId, consignor: ClientId, number: int) -> str:
    """Name a repayment: ``SPACE/C-7/repayment/1``."""
    return f"{sale}/{consignor}/repayment/{number}"


def _undo_payment(
    transaction: HouseTransaction, payment: PaymentId, on: date, at: datetime
) -> None:
    invoice = transaction.invoice(invoice_of(payment))
    taken = put_back.taken_from(invoice, payment)
    source = str(taken.received.source)
    leaves = put_back.leave(invoice, taken, source, taken.received.paid, on=on, at=at)
    after = transaction.record(invoice_stream(invoice.id), leaves)
    settle_lots(transaction, after, at=at)


def _undo_repayment(
    transaction: HouseTransaction, name: str, on: date, at: datetime
) -> None:
    sale, consignor, _, number = name.split("/")
    account = account_of(transaction, SaleId(sale), ClientId(consignor))
    back = repayments.reverse(account, int(number), on=on, at=at, set_off=True)
    transaction.record(consignment_stream(account.sale, account.consignor), back)


def _must_be_theirs(client: ClientId, consignor: ClientId, invoice: InvoiceId) -> None:
    if client != consignor:
        why = f"it is client {client}'s"
        raise SetOffOthers(consignor=consignor, name=f"invoice {invoice}", why=why)


def _must_share_currency(payer: Sale, theirs: Currency, name: str) -> None:
    if theirs != (currency := payer.terms.rules.currency):
        why = f"it is in {theirs.code}, and the sale in {currency.code}"
        raise SetOffOthers(consignor=f"sale {payer.id}", name=name, why=why)
