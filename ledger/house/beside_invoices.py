"""What a bank's statement may be about beside invoices, as the house stands."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.entry import client_stream
from ledger.house.aggregates import Aggregates
from ledger.identity import ClientId
from ledger.settlement.bank.beside import (
    BesideInvoices,
    ConsignorDue,
    PaidOut,
    charges_of,
    entered_on,
    payouts_of,
    refunds_of,
    remittances_of,
    repaid_by,
)
from ledger.settlement.consignment import Consignment, balance


def beside_invoices(aggregates: Aggregates) -> BesideInvoices:
    """Load all that moved the bank, or is to move it, beside payments of invoices."""
    consignments: list[Consignment] = aggregates.states("consignment:")
    accounts = aggregates.bank_accounts()
    funds = aggregates.all_funds()
    paid_out: list[PaidOut] = []
    for consignment in consignments:
        paid_out += payouts_of(consignment)
    for item in funds:
        paid_out += refunds_of(item)
    for account in accounts:
        paid_out += (*remittances_of(account), *charges_of(account))
    entered = [each for account in accounts for each in entered_on(account)]
    entered += [each for account in consignments for each in repaid_by(account)]
    begun = len(client_stream(ClientId("")))
    return BesideInvoices(
        funds=tuple(funds),
        paid_out=tuple(paid_out),
        entered=tuple(entered),
        dues=tuple(_dues(aggregates, consignments)),
        clients=frozenset(name[begun:] for name in aggregates.streams("client:")),
        accounts=tuple(accounts),
    )


def _dues(
    aggregates: Aggregates, consignments: list[Consignment]
) -> Iterator[ConsignorDue]:
    """Yield what each consignor is due in a sale, whether or not buyers have paid."""
    for account in consignments:
        left = balance(account, ())
        if due := left.net - left.paid:
            currency = aggregates.sale(account.sale).terms.rules.currency
            yield ConsignorDue(
                sale=account.sale,
                consignor=account.consignor,
                currency=currency,
                amount=due,
            )
