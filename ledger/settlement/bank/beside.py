"""What moved the house's bank beside invoices, so that its statement is known again.

Payouts, refunds, remittances and entries of the bank's own are booked with commands of
their own, some before the bank lists them and some after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from shlex import quote

from ledger.events import BankEntryBooked, BankEntryKind
from ledger.identity import BankAccountId, ClientId, SaleId
from ledger.money import Currency, Minor
from ledger.settlement.bank_account import HouseAccount
from ledger.settlement.consignment import Consignment
from ledger.settlement.funds import FundsItem
from ledger.value import value


@value(kw_only=True)
class PaidOut:
    """Money that the house paid by its bank, and the command that takes it back."""

    what: str
    """Words for it: ``payout 1 to C-301 of SPRING-2026``."""
    currency: Currency
    amount: Minor
    """Above zero: it left the bank."""
    day: date
    names: tuple[str, ...]
    """What it is called on statements: a reference, or an end-to-end name."""
    undo: str
    """The command without its day and reason."""
    client: ClientId | None = None
    file: str | None = None
    """The file of payments that it was in: a bank may list the file as one entry."""
    back_on: date | None = None


@value(kw_only=True)
class ConsignorDue:
    """What a consignor is due for a sale, waiting or not; below zero they owe it."""

    sale: SaleId
    consignor: ClientId
    currency: Currency
    amount: Minor


@value(kw_only=True)
class Entered:
    """Money that was booked with a bank's reference, and pays no invoice."""

    name: str
    day: date
    currency: Currency
    amount: Minor
    """Below zero it was kept of what came in, or left."""
    reference: str


@value(kw_only=True)
class BesideInvoices:
    """All that a bank's statement may be about beside invoices, at one moment."""

    funds: tuple[FundsItem, ...] = ()
    paid_out: tuple[PaidOut, ...] = ()
    entered: tuple[Entered, ...] = ()
    dues: tuple[ConsignorDue, ...] = ()
    clients: frozenset[str] = frozenset()
    accounts: tuple[HouseAccount, ...] = ()

    def account_of(self, currency: Currency, mark: str | None) -> BankAccountId | None:
        """Return the account that a file is of; None where that is not certain."""
        alike = [each for each in self.accounts if each.currency == currency]
        marked = [each for each in alike if mark is not None and each.mark == mark]
        unmarked = [each for each in alike if each.mark is None or mark is None]
        likely = marked or unmarked
        return likely[0].begun.account if len(likely) == 1 else None


def payouts_of(account: Consignment) -> Iterator[PaidOut]:
    """List what a consignor was paid by the bank in a sale."""
    of = f"{account.sale} {account.consignor}"
    for made, reversed_on, sent in account.payouts:
        if made.set_off is not None:
            continue
        names = [made.reference, None if sent is None else sent.end_to_end]
        yield PaidOut(
            what=f"payout {made.payout} to {made.consignor} of {made.sale}",
            currency=made.currency,
            amount=made.amount,
            day=made.paid_on if sent is None else sent.pays_on,
            names=tuple(name for name in names if name),
            undo=f"lotledger payout {of} --reverse {made.payout}",
            client=made.consignor,
            file=None if sent is None else sent.file,
            back_on=reversed_on,
        )


def refunds_of(item: FundsItem) -> Iterator[PaidOut]:
    """List what was given back of money that was for no invoice."""
    for made in item.refunds:
        yield PaidOut(
            what=f"refund {made.refund} of {made.funds}",
            currency=made.currency,
            amount=made.amount,
            day=made.refunded_on,
            names=(made.reference,) if made.reference else (),
            undo=f"lotledger funds reverse {made.funds} --refund {made.refund}",
            client=made.client,
            back_on=made.refunded_on if made.refund in item.refunds_back else None,
        )


def remittances_of(account: HouseAccount) -> Iterator[PaidOut]:
    """List what was paid on from an account, to tax offices and societies."""
    for made in account.remittances:
        back = made.remittance in account.remittances_back
        number = made.remittance
        yield PaidOut(
            what=f"remittance {number} from {made.account} to {made.to}",
            currency=made.currency,
            amount=made.amount,
            day=made.made_on,
            names=(made.reference,) if made.reference else (),
            undo=f"lotledger bank reverse {made.account} --remittance {number}",
            back_on=made.made_on if back else None,
        )


def charges_of(account: HouseAccount) -> Iterator[PaidOut]:
    """List what left an account for the bank itself, or was booked elsewhere."""
    for booked in _standing(account):
        if booked.amount < 0:
            yield PaidOut(
                what=f"entry {booked.entry} of {booked.account}",
                currency=booked.currency,
                amount=-booked.amount,
                day=booked.booked_on,
                names=(booked.reference,) if booked.reference else (),
                undo=f"lotledger bank reverse {booked.account} --entry {booked.entry}",
            )


def entered_on(account: HouseAccount) -> Iterator[Entered]:
    """List what came in by an account's own entries, and what a processor kept."""
    for booked in _standing(account):
        kept = booked.kind is BankEntryKind.CARD_FEE
        if booked.reference is not None and (booked.amount > 0 or kept):
            yield Entered(
                name=f"{booked.account}/entry/{booked.entry}",
                day=booked.booked_on,
                currency=booked.currency,
                amount=booked.amount,
                reference=booked.reference,
            )


def repaid_by(account: Consignment) -> Iterator[Entered]:
    """List what a consignor paid back by the bank."""
    for repayment in account.repayments:
        got = repayment.received
        if got.reference is not None and got.set_off is None:
            yield Entered(
                name=f"{got.sale}/{got.consignor}/repayment/{got.repayment}",
                day=got.received_on,
                currency=got.currency,
                amount=got.amount,
                reference=got.reference,
            )


def _standing(account: HouseAccount) -> Iterable[BankEntryBooked]:
    return (each for each in account.entries if each.entry not in account.entries_back)


def with_reason(command: str, day: date, reason: str) -> str:
    """Complete a command that takes something back."""
    return f"{command} --on {day} --reason {quote(reason)}"
