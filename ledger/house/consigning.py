"""Commands about a consignor: rates, costs, advances, statements, payouts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from ledger.entry import client_stream, consignment_stream
from ledger.events import ConsignmentEvent
from ledger.house.command import Decide, command
from ledger.house.consignors import account_of, balance_of, lots_by_consignor
from ledger.house.payments import day_of
from ledger.house.stating import Stating, closed_sale
from ledger.house.transaction import HouseTransaction
from ledger.identity import ClientId, LotId, SaleId
from ledger.lot import Lot
from ledger.money import Minor, Money
from ledger.refusals import NotTheirLot, UnknownConsignor
from ledger.sale import Sale
from ledger.settlement import (
    consignment as accounts,
    own_invoices,
    payouts,
    repayments,
)
from ledger.settlement.consignment import Consignment
from ledger.terms.settlement_rules import ConsignorRules

Decision = Callable[[HouseTransaction, Sale, Consignment], tuple[ConsignmentEvent, ...]]


@command("agree with a consignor")
def agree(sale: SaleId, consignor: ClientId, rules: ConsignorRules) -> Decide:
    """Agree with a consignor on rates of their own; the same twice change nothing."""
    return _decide_on_account(
        sale,
        consignor,
        lambda _, __, account: accounts.agree(account, rules),
    )


@command("charge a consignor")
def expense(
    sale: SaleId,
    consignor: ClientId,
    amount: Minor,
    *,
    description: str,
    at: datetime,
    on: date | None = None,
    lot: LotId | None = None,
) -> Decide:
    """Charge a consignor for something that the house paid for them."""

    def decide(
        transaction: HouseTransaction, sale: Sale, account: Consignment
    ) -> tuple[ConsignmentEvent, ...]:
        if lot is not None and transaction.lot(lot).listing.consignor != consignor:
            raise NotTheirLot(lot=lot, consignor=consignor)
        money = Money(amount, sale.terms.rules.currency)
        return accounts.charge(
            account,
            money,
            lot=lot,
            description=description,
            on=on or day_of(sale, at),
            at=at,
        )

    return _decide_on_account(sale, consignor, decide)


@command("pay an advance")
def advance(
    sale: SaleId,
    consignor: ClientId,
    amount: Minor,
    *,
    method: str,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
) -> Decide:
    """Pay a consignor ahead of the sale, against what their lots will bring."""

    def decide(
        transaction: HouseTransaction, sale: Sale, account: Consignment
    ) -> tuple[ConsignmentEvent, ...]:
        transaction.must_deal_with(consignor)
        money = Money(amount, sale.terms.rules.currency)
        return accounts.advance(
            account,
            money,
            method=method,
            on=on or day_of(sale, at),
            reference=reference,
            at=at,
        )

    return _decide_on_account(sale, consignor, decide)


@command("file a consignor's invoice")
def file_invoice(
    sale: SaleId,
    consignor: ClientId,
    number: str,
    *,
    tax: Minor,
    at: datetime,
    on: date | None = None,
    lots: Sequence[LotId] | None = None,
) -> Decide:
    """File a consignor's own invoice for the tax on hammer prices."""
    return _decide_on_account(
        sale,
        consignor,
        lambda _, current_sale, account: own_invoices.file_invoice(
            account,
            number,
            lots=lots,
            tax=tax,
            currency=current_sale.terms.rules.currency,
            dated=on or day_of(current_sale, at),
            at=at,
        ),
    )


@command("issue a statement")
def state(
    sale: SaleId,
    consignor: ClientId,
    *,
    at: datetime,
    on: date | None = None,
    lots: Sequence[LotId] | None = None,
) -> Decide:
    """Issue a statement to one consignor; where nothing changed since: nothing.

    ``lots`` names theirs where they are known; else they are looked for.
    """

    def decide(transaction: HouseTransaction) -> None:
        current_sale = closed_sale(transaction, sale)
        account = account_of(transaction, sale, consignor)
        if lots is None:
            theirs = _consignor_lots(transaction, sale, consignor)
        else:
            theirs = [transaction.lot(lot) for lot in lots]
        if not theirs and account == Consignment(sale, consignor):
            raise UnknownConsignor(sale=sale, consignor=consignor)
        Stating(transaction, current_sale, on or day_of(current_sale, at), at).to(
            account, theirs
        )

    return decide


@command("issue statements")
def state_all(sale: SaleId, *, at: datetime, on: date | None = None) -> Decide:
    """Issue a statement to every consignor of a sale for whom something changed."""

    def decide(transaction: HouseTransaction) -> None:
        current_sale = closed_sale(transaction, sale)
        stating = Stating(transaction, current_sale, on or day_of(current_sale, at), at)
        for consignor, lots in lots_by_consignor(transaction, sale).items():
            stating.to(account_of(transaction, sale, consignor), lots)

    return decide


@command("pay a consignor")
def payout(
    sale: SaleId,
    consignor: ClientId,
    amount: Minor | None = None,
    *,
    method: str,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
) -> Decide:
    """Pay a consignor; without an amount, all that is payable."""

    def decide(
        transaction: HouseTransaction, sale: Sale, account: Consignment
    ) -> tuple[ConsignmentEvent, ...]:
        transaction.must_deal_with(consignor)
        return payouts.pay_out(
            account,
            amount,
            balance_of(transaction, sale, account),
            currency=sale.terms.rules.currency,
            method=method,
            on=on or day_of(sale, at),
            reference=reference,
            at=at,
        )

    return _decide_on_account(sale, consignor, decide)


@command("reverse a payout", corrects=True)
def reverse_payout(
    sale: SaleId,
    consignor: ClientId,
    payout: int,
    *,
    at: datetime,
    on: date | None = None,
) -> Decide:
    """Take note that a payout came back; a reason is needed."""
    return _decide_on_account(
        sale,
        consignor,
        lambda _, current_sale, account: payouts.reverse(
            account, payout, on=on or day_of(current_sale, at), at=at
        ),
    )


@command("receive a repayment")
def repay(
    sale: SaleId,
    consignor: ClientId,
    amount: Minor | None = None,
    *,
    method: str,
    at: datetime,
    on: date | None = None,
    reference: str | None = None,
) -> Decide:
    """Take what a consignor owes; without an amount, all of it."""

    def decide(
        transaction: HouseTransaction, sale: Sale, account: Consignment
    ) -> tuple[ConsignmentEvent, ...]:
        return repayments.receive(
            account,
            amount,
            balance_of(transaction, sale, account),
            currency=sale.terms.rules.currency,
            method=method,
            on=on or day_of(sale, at),
            reference=reference,
            at=at,
        )

    return _decide_on_account(sale, consignor, decide)


@command("reverse a repayment", corrects=True)
def reverse_repayment(
    sale: SaleId,
    consignor: ClientId,
    repayment: int,
    *,
    at: datetime,
    on: date | None = None,
) -> Decide:
    """Take note that a repayment bounced; a reason is needed."""
    return _decide_on_account(
        sale,
        consignor,
        lambda _, current_sale, account: repayments.reverse(
            account, repayment, on=on or day_of(current_sale, at), at=at
        ),
    )


def _decide_on_account(sale: SaleId, consignor: ClientId, decision: Decision) -> Decide:
    def decide(transaction: HouseTransaction) -> None:
        current_sale = transaction.sale(sale)
        account = account_of(transaction, sale, consignor)
        _must_know_consignor(transaction, sale, consignor)
        stream = consignment_stream(sale, consignor)
        transaction.record(stream, decision(transaction, current_sale, account))

    return decide


def _must_know_consignor(
    transaction: HouseTransaction, sale: SaleId, consignor: ClientId
) -> None:
    """Refuse a name that is no client's, and stands at no lot: a slip of the finger."""
    if transaction.state(client_stream(consignor)) is not None:
        return
    if not _consignor_lots(transaction, sale, consignor):
        raise UnknownConsignor(sale=sale, consignor=consignor)


def _consignor_lots(
    transaction: HouseTransaction, sale: SaleId, consignor: ClientId
) -> list[Lot]:
    """Load a consignor's lots, in sale order."""
    return [lot for lot in transaction.lots(sale) if lot.listing.consignor == consignor]
