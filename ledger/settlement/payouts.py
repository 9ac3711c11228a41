"""Payouts to a consignor, and payouts that came back."""

from __future__ import annotations

from datetime import date, datetime

from ledger.events.consignment import PayoutMade, PayoutReversed, PayoutSent
from ledger.events.documents import net_of
from ledger.money import Currency, Minor, Money
from ledger.refusals import (
    DatedBefore,
    NothingPayable,
    NotPayableYet,
    PayoutNotCovered,
    PayoutSentAlready,
    SetOffElsewhere,
    UnknownPayout,
)
from ledger.settlement.consignment import Consignment, ConsignorBalance
from ledger.settlement.consignor_money import Payout


def pay_out(
    account: Consignment,
    amount: Minor | None,
    balance: ConsignorBalance,
    *,
    currency: Currency,
    method: str,
    on: date,
    reference: str | None,
    at: datetime,
    set_off: str | None = None,
) -> tuple[PayoutMade]:
    """Pay a consignor what is payable, or less.

    Raises NothingPayable and NotPayableYet. Due dates are shown, and not enforced: the
    house may pay early.
    """
    paid = _amount_to_pay(account, amount, balance, currency)
    _must_be_stated(account, paid, on=on)
    made = PayoutMade(
        sale=account.sale,
        consignor=account.consignor,
        currency=currency,
        payout=len(account.payouts) + 1,
        method=method,
        amount=paid,
        paid_on=on,
        reference=reference,
        at=at,
        set_off=set_off,
    )
    return (made,)


def _must_be_stated(account: Consignment, amount: Minor, *, on: date) -> None:
    """Refuse a payout of a day by which no statement had stated so much."""
    stated = -account.paid
    for issued in account.statements:
        stated += net_of(issued.lines)
        if stated >= amount:
            if on < issued.issued_on:
                raise DatedBefore(
                    before=f"Statement {issued.statement}",
                    since=issued.issued_on,
                    on=on,
                )
            return


def _amount_to_pay(
    account: Consignment,
    amount: Minor | None,
    balance: ConsignorBalance,
    currency: Currency,
) -> Minor:
    """Return what is asked for, or all that is payable; refuse more than that."""
    payable = balance.payable
    if not payable:
        raise NothingPayable(
            sale=account.sale,
            consignor=account.consignor,
            why=_reason_nothing_is_payable(account, balance, currency),
        )
    if amount is not None and amount > payable:
        raise NotPayableYet(
            sale=account.sale,
            consignor=account.consignor,
            amount=Money(amount, currency),
            payable=Money(payable, currency),
        )
    return payable if amount is None else amount


def _reason_nothing_is_payable(
    account: Consignment, balance: ConsignorBalance, currency: Currency
) -> str:
    """Return in half a sentence the reason why nothing can be paid."""
    if not account.statements:
        return "no statement was issued"
    if balance.owed:
        return f"they owe the house {currency.write(balance.owed)}"
    if balance.awaited:
        return f"{currency.write(balance.awaited)} waits for buyers to pay"
    return "everything was paid"


def reverse(
    account: Consignment, number: int, *, on: date, at: datetime, set_off: bool = False
) -> tuple[PayoutReversed]:
    """Take note that a payout came back; raises UnknownPayout.

    What was set off is undone with its other side; raises SetOffElsewhere.
    """
    for made, reversed_on, _ in account.payouts:
        if made.payout == number and reversed_on is None:
            if on < made.paid_on:
                raise DatedBefore(before=f"Payout {number}", since=made.paid_on, on=on)
            if made.set_off is not None and not set_off:
                name = f"Payout {number}"
                raise SetOffElsewhere(name=name, set_off=made.set_off)
            back = PayoutReversed(
                sale=account.sale,
                consignor=account.consignor,
                currency=made.currency,
                payout=number,
                amount=made.amount,
                reversed_on=on,
                at=at,
                set_off=made.set_off,
            )
            return (back,)
    raise UnknownPayout(sale=account.sale, consignor=account.consignor, payout=number)


def send(
    account: Consignment,
    number: int,
    balance: ConsignorBalance,
    *,
    file: str,
    sha256: str,
    end_to_end: str,
    authorised_by: str,
    pays_on: date,
    at: datetime,
) -> tuple[PayoutSent]:
    """Put a payout into a file for the bank, once, and as far as buyers have paid.

    Raises UnknownPayout, PayoutSentAlready and PayoutNotCovered.
    """
    made = _unsent(account, number).made
    if (short := balance.awaited + balance.paid - balance.net) > 0 < balance.awaited:
        raise PayoutNotCovered(
            sale=account.sale,
            consignor=account.consignor,
            payout=number,
            amount=Money(short, made.currency),
        )
    sent = PayoutSent(
        sale=account.sale,
        consignor=account.consignor,
        currency=made.currency,
        payout=number,
        amount=made.amount,
        file=file,
        sha256=sha256,
        end_to_end=end_to_end,
        authorised_by=authorised_by,
        pays_on=pays_on,
        at=at,
    )
    return (sent,)


def _unsent(account: Consignment, number: int) -> Payout:
    """Find a payout that stands and was in no file."""
    for payout in account.payouts:
        if payout.made.payout != number or payout.reversed_on is not None:
            continue
        if payout.sent is not None:
            raise PayoutSentAlready(
                sale=account.sale,
                consignor=account.consignor,
                payout=number,
                file=payout.sent.file,
            )
        return payout
    raise UnknownPayout(sale=account.sale, consignor=account.consignor, payout=number)
