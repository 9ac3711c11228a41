"""Book one line of a bank on several invoices at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import BANK_ACCOUNT, CLIENT, DAY, INVOICE, TEXT, price
from commands.pay.money import method_option, record_money
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import BankAccountId, ClientId, InvoiceId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.money import Currency, Minor


@click.command()
@click.argument("amount")
@click.argument("parts", nargs=-1, required=True, metavar="INVOICE[=AMOUNT]...")
@click.option(
    "--reference",
    type=TEXT,
    required=True,
    metavar="TEXT",
    help="The bank's reference of the line, by which an import knows it again.",
)
@click.option("--on", type=DAY, required=True, metavar="DAY", help="The bank's day.")
@method_option
@click.option(
    "--on-account", type=CLIENT, metavar="CLIENT", help="Whose account keeps the rest."
)
@click.option(
    "--card-fee",
    metavar="AMOUNT",
    help="What the card processor kept of the invoices' sums; with --account.",
)
@click.option(
    "--account", type=BANK_ACCOUNT, metavar="ACCOUNT", help="The bank account."
)
@dry_run_option
@attributed
@click.pass_obj
def split(
    ledger: LedgerSession,
    amount: str,
    parts: tuple[str, ...],
    *,
    reference: str,
    on: date,
    method: str,
    on_account: ClientId | None,
    card_fee: str | None,
    account: BankAccountId | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Book one line of the bank, AMOUNT, on several invoices at once, as cleared funds.

    An invoice without an amount takes all that is open on it. The parts come to AMOUNT,
    with what --on-account keeps of it, and less what --card-fee took of it.

    Example: lotledger pay split 1,500 HA-2025-00001 HA-2025-00002=500 --method wire
    --on 2025-12-18 --reference B-19
    """
    from ledger.house.command import together

    house = ledger.house()
    shares = [_share(house, part) for part in parts]
    currency = _one_currency(house, [number for number, _ in shares])
    line = SplitLine(method, on, reference, at)
    fee = 0 if card_fee is None else price(card_fee, currency, "--card-fee")
    rest = price(amount, currency, "AMOUNT") + fee - sum(paid for _, paid in shares)
    _must_come_to(rest, currency, on_account)
    commands = [line.receipt(number, paid) for number, paid in shares]
    if on_account is not None and rest:
        commands.append(line.kept(rest, currency, on_account))
    if fee:
        commands.append(line.card_fee(account, fee))
    record_money(house, together(commands), by, dry_run=dry_run)


@dataclass(frozen=True, slots=True)
class SplitLine:
    """What the parts of one line of the bank have in common."""

    method: str
    on: date
    reference: str
    at: datetime

    def receipt(self, number: InvoiceId, paid: Minor) -> Command:
        """Return the payment of one invoice."""
        from ledger.house import payments

        return payments.receive(
            number,
            paid=paid,
            method=self.method,
            on=self.on,
            reference=self.reference,
            cleared=True,
            at=self.at,
        )

    def kept(self, rest: Minor, currency: Currency, client: ClientId) -> Command:
        """Return what is kept on a client's account."""
        from ledger.events import FundsKind
        from ledger.house import funds

        return funds.receive(
            FundsKind.ON_ACCOUNT,
            rest,
            currency,
            client=client,
            method=self.method,
            on=self.on,
            reference=self.reference,
            at=self.at,
        )

    def card_fee(self, account: BankAccountId | None, fee: Minor) -> Command:
        """Return what the card processor kept."""
        from ledger.events import BankEntryKind
        from ledger.house import bank_accounts

        if account is None:
            lacks = "Name the bank account of the card fee, with --account."
            raise click.UsageError(lacks)
        return bank_accounts.book(
            account,
            BankEntryKind.CARD_FEE,
            -fee,
            on=self.on,
            reference=self.reference,
            at=self.at,
        )


def _share(house: House, part: str) -> tuple[InvoiceId, Minor]:
    """Read an invoice and what it takes: all that is open, where nothing is said."""
    name, equals, amount = part.partition("=")
    number = InvoiceId(INVOICE.convert(name, None, None))
    invoice = house.invoice(number)
    if equals:
        return number, price(amount, invoice.issued.currency, "INVOICE=AMOUNT")
    if invoice.balance <= 0:
        slip = f"Nothing is open on {number}. Name its part like {number}=500."
        raise click.BadParameter(slip, param_hint="'INVOICE'")
    return number, invoice.balance


def _one_currency(house: House, numbers: list[InvoiceId]) -> Currency:
    currencies = {house.invoice(number).issued.currency for number in numbers}
    if len(currencies) > 1:
        slip = "The invoices are in several currencies, and a line is in one."
        raise click.BadParameter(f"{slip} Book them apart.", param_hint="'INVOICE'")
    return currencies.pop()


def _must_come_to(rest: Minor, currency: Currency, client: ClientId | None) -> None:
    """See that the parts come to the line, or that somebody keeps the rest."""
    if rest < 0:
        slip = f"The parts come to {currency.write(-rest)} more than the line."
        raise click.BadParameter(f"{slip} Lower one of them.", param_hint="'AMOUNT'")
    if rest and client is None:
        slip = f"{currency.write(rest)} of the line is on no invoice."
        remedy = "Name its invoice, or who keeps it with --on-account."
        raise click.BadParameter(f"{slip} {remedy}", param_hint="'AMOUNT'")
