"""A buyer's charges in a sale beside lots: shipping, insurance and the like."""

from __future__ import annotations

from datetime import date, datetime
from typing import assert_never

from ledger.events.buyer import (
    AccountEvent,
    BuyerCharged,
    ChargesInvoiced,
    ChargeWithdrawn,
)
from ledger.events.documents import Charge
from ledger.identity import InvoiceId, LotId, Paddle, SaleId
from ledger.money import Minor
from ledger.refusals import UnknownCharge
from ledger.value import replace, value


@value
class Account:
    """A buyer's charges as the house knows them at one moment."""

    charged: int = 0
    """The number of charges there ever were."""
    open: tuple[BuyerCharged, ...] = ()
    """Those that wait to be invoiced."""
    charges: tuple[BuyerCharged, ...] = ()
    """All that were not withdrawn, invoiced or not."""
    invoices: tuple[ChargesInvoiced, ...] = ()

    def invoiced_on(self, invoice: InvoiceId) -> list[BuyerCharged]:
        """Return the charges that went on an invoice, in the order of its lines."""
        numbers = [
            n for each in self.invoices if each.invoice == invoice for n in each.charges
        ]
        by_number = {charge.charge: charge for charge in self.charges}
        return [by_number[number] for number in numbers]


def evolve(account: Account | None, event: AccountEvent) -> Account:
    """Return the account as it stands after one more event."""
    before = account or Account()
    match event:
        case BuyerCharged(charge=number):
            return replace(
                before,
                charged=number,
                open=(*before.open, event),
                charges=(*before.charges, event),
            )
        case ChargeWithdrawn(charge=number):
            kept = tuple(each for each in before.charges if each.charge != number)
            return replace(_without_charges(before, (number,)), charges=kept)
        case ChargesInvoiced(charges=numbers):
            invoices = (*before.invoices, event)
            return replace(_without_charges(before, numbers), invoices=invoices)
        case _:
            assert_never(event)


def _without_charges(account: Account, numbers: tuple[int, ...]) -> Account:
    left = tuple(waiting for waiting in account.open if waiting.charge not in numbers)
    return replace(account, open=left)


def charge(
    account: Account | None,
    *,
    sale: SaleId,
    paddle: Paddle,
    kind: Charge,
    lot: LotId | None,
    description: str,
    amount: Minor,
    on: date,
    at: datetime,
) -> tuple[AccountEvent, ...]:
    """Charge a buyer for something, to be invoiced with the next invoice."""
    charged = BuyerCharged(
        sale=sale,
        paddle=paddle,
        charge=(account or Account()).charged + 1,
        kind=kind,
        lot=lot,
        said=description,
        amount=amount,
        charged_on=on,
        at=at,
    )
    return (charged,)


def withdraw(
    account: Account | None, *, sale: SaleId, paddle: Paddle, number: int, at: datetime
) -> tuple[AccountEvent, ...]:
    """Take a charge back that was not invoiced yet."""
    if not any(waiting.charge == number for waiting in (account or Account()).open):
        raise UnknownCharge(sale=sale, paddle=paddle, charge=number)
    return (ChargeWithdrawn(sale=sale, paddle=paddle, charge=number, at=at),)


def invoice(
    account: Account | None, *, sale: SaleId, paddle: Paddle, number: InvoiceId
) -> tuple[AccountEvent, ...]:
    """Note that all open charges were invoiced."""
    if account is None or not account.open:
        return ()
    invoiced = tuple(waiting.charge for waiting in account.open)
    return (
        ChargesInvoiced(sale=sale, paddle=paddle, charges=invoiced, invoice=number),
    )
