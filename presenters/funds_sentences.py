"""One sentence for each event of money without an invoice, and of a bank account."""

from __future__ import annotations

from typing import assert_never

from ledger.events import (
    BankAccountBegun,
    BankEntryBooked,
    BankEntryReversed,
    BankEvent,
    BankStatementRecorded,
    FundsApplied,
    FundsEvent,
    FundsKind,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
    RemittanceMade,
    RemittanceReversed,
)
from ledger.identity import ClientId, SaleId
from ledger.money import Currency


def holding_words(kind: FundsKind, client: ClientId | None, sale: SaleId | None) -> str:
    """Say what money is held for, and whose it is."""
    match kind:
        case FundsKind.DEPOSIT:
            return f"a deposit of {client} for {sale}"
        case FundsKind.ON_ACCOUNT:
            return f"on account of {client}"
        case FundsKind.SUSPENSE:
            return "in suspense"
        case _:
            assert_never(kind)


def funds_sentence(event: FundsEvent, money: Currency) -> str:
    """Say what became of money that is for no invoice."""
    name, amount = event.funds, money.write(event.amount)
    match event:
        case FundsReceived(source=source):
            purpose = holding_words(event.kind, event.client, event.sale)
            came = f"by {event.method}" if source is None else f"which was {source}"
            return f"{name}: {amount} {came}, held {_as(purpose)}."
        case FundsApplied(payment=payment):
            return f"Of {name}, {amount} pays an invoice, as payment {payment}."
        case FundsPutBack(payment=payment):
            return f"Payment {payment}, {amount}, was put back to {name}."
        case FundsMoved(to=to):
            return f"Of {name}, {amount} is now {to}."
        case FundsRefunded(refund=refund, method=method):
            return f"Refund {refund} of {name}: {amount} by {method}."
        case FundsRefundReversed(refund=refund):
            return f"Refund {refund} of {name}, {amount}, came back."
        case FundsReversed():
            return f"{name}, {amount}, was taken back by the payer's bank."
        case _:
            assert_never(event)


def _as(purpose: str) -> str:
    return f"as {purpose}" if purpose.startswith("a ") else purpose


def bank_sentence(event: BankEvent, money: Currency) -> str:
    """Say what moved a bank account of the house, or what the bank told of it."""
    account = event.account
    match event:
        case BankAccountBegun(balance=balance, begun_on=day):
            return f"Account {account} was begun on {day} with {money.write(balance)}."
        case BankEntryBooked(entry=entry, kind=kind, amount=amount):
            words = "" if event.description is None else f": {event.description}"
            what = f"{kind.value.replace('-', ' ')} of {money.write(amount)}{words}"
            return f"Entry {entry} on {account}, {what}"
        case BankEntryReversed(entry=entry, amount=amount):
            return f"Entry {entry} on {account}, {money.write(amount)}, was taken back."
        case RemittanceMade(remittance=number, to=to, amount=amount):
            period = f"for {event.period_from} to {event.period_to}"
            paid = f"{money.write(amount)} {period}"
            if event.input_tax:
                paid += f", and {money.write(event.input_tax)} of input tax set off"
            return f"Remittance {number} from {account} to {to}: {paid}."
        case RemittanceReversed(remittance=number, to=to, amount=amount):
            back = f"{money.write(amount)}, came back"
            return f"Remittance {number} from {account} to {to}, {back}."
        case BankStatementRecorded(statement=number, balances=balances):
            ends = [f"{money.write(each.balance)} on {each.day}" for each in balances]
            return f"Statement {number} of {account}: {', '.join(ends[-1:])}."
        case _:
            assert_never(event)
