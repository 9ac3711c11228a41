"""Begin a bank account, book what is the bank's own, remit, and take back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.params import BANK_ACCOUNT, TEXT, amount as amount_of, price
from commands.pay.money import (
    on_option,
    only_currency,
    record_money,
    reference_option,
)
from commands.period_options import must_follow, period_options
from commands.recording import dry_run_option
from commands.session import LedgerSession
from ledger.identity import JURISDICTION, BankAccountId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import RemittanceKind
    from ledger.money import Currency, Minor

KINDS = ("charge", "interest", "card-fee", "other")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("account", type=BANK_ACCOUNT)
@click.argument("balance")
@click.option(
    "--currency",
    type=TEXT,
    metavar="CODE",
    help="The currency of the account.  [default: the only one of the sales]",
)
@click.option(
    "--iban",
    type=TEXT,
    metavar="IBAN",
    help="Its number: a mark of it is kept, to tell the bank's files apart.",
)
@on_option
@attributed
@click.pass_obj
def begin(
    ledger: LedgerSession,
    account: BankAccountId,
    balance: str,
    *,
    currency: str | None,
    iban: str | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Begin to hold ACCOUNT, an alias, against the books, with BALANCE on it.

    BALANCE is what stood there before the day; below zero, an overdraft.

    Example: lotledger bank begin OPERATING 12,500.00 --on 2025-12-01
    """
    from ledger.house import bank_accounts

    house = ledger.house()
    money = only_currency(house, currency)
    figure = signed_amount(balance, money, "BALANCE")
    mark = None if iban is None else _mark_of(iban)
    command = bank_accounts.begin(account, figure, money, on=on, mark=mark, at=at)
    record_money(house, command, by)


@click.command()
@click.argument("account", type=BANK_ACCOUNT)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("amount")
@click.option("--in", "came_in", is_flag=True, help="The bank paid it to the house.")
@click.option("--out", "went_out", is_flag=True, help="The house paid it.")
@click.option("--for", "description", type=TEXT, metavar="TEXT", help="What it is for.")
@on_option
@reference_option
@dry_run_option
@attributed
@click.pass_obj
def book(
    ledger: LedgerSession,
    account: BankAccountId,
    kind: str,
    amount: str,
    *,
    came_in: bool,
    went_out: bool,
    description: str | None,
    on: date | None,
    reference: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Book AMOUNT on ACCOUNT: a charge, interest, a card fee, or something other.

    A charge and a card fee go out, interest comes in, unless --in or --out says
    otherwise; for something other one of them is needed.

    Example: lotledger bank book OPERATING charge 25 --for "incoming wire"
    """
    from ledger.events import BankEntryKind
    from ledger.house import bank_accounts

    if (came_in and went_out) or (kind == "other" and not (came_in or went_out)):
        raise click.UsageError("Say whether it came in or went out: --in or --out.")
    house = ledger.house()
    figure = price(amount, house.bank_account(account).currency, "AMOUNT")
    comes_in = came_in or (kind == "interest" and not went_out)
    command = bank_accounts.book(
        account,
        BankEntryKind(kind),
        figure if comes_in else -figure,
        on=on,
        reference=reference,
        description=description,
        at=at,
    )
    record_money(house, command, by, dry_run=dry_run)


@click.command()
@click.argument("account", type=BANK_ACCOUNT)
@click.argument("kind", type=click.Choice(["tax", "resale-right"]))
@click.argument("to", type=TEXT, metavar="TO")
@click.argument("amount")
@period_options
@on_option
@reference_option
@dry_run_option
@attributed
@click.pass_obj
def remit(
    ledger: LedgerSession,
    account: BankAccountId,
    kind: str,
    to: str,
    amount: str,
    *,
    period_from: date,
    period_to: date,
    on: date | None,
    reference: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Pay AMOUNT of tax to a jurisdiction, or of resale right to a society.

    TO is the jurisdiction as in the tax rates, or the society.

    Example: lotledger bank remit OPERATING tax US-TX-DALLAS 123.67 --from 2025-12-01
    --to 2025-12-31
    """
    from ledger.events import RemittanceKind
    from ledger.house import bank_accounts

    must_follow(period_from, period_to)
    house = ledger.house()
    remitted = RemittanceKind(kind)
    command = bank_accounts.remit(
        account,
        remitted,
        _place(to, remitted),
        price(amount, house.bank_account(account).currency, "AMOUNT"),
        period_from=period_from,
        period_to=period_to,
        on=on,
        reference=reference,
        at=at,
    )
    record_money(house, command, by, dry_run=dry_run)


@click.command()
@click.argument("account", type=BANK_ACCOUNT)
@click.option("--entry", type=int, metavar="N", help="Take entry N back.")
@click.option("--remittance", type=int, metavar="N", help="Remittance N came back.")
@on_option
@attributed
@click.pass_obj
def reverse(
    ledger: LedgerSession,
    account: BankAccountId,
    *,
    entry: int | None,
    remittance: int | None,
    on: date | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Take an entry of ACCOUNT back, or record that a remittance came back.

    Example: lotledger bank reverse OPERATING --entry 1 --reason "booked twice"
    """
    from ledger.house import bank_accounts

    if entry is not None and remittance is None:
        command = bank_accounts.reverse_entry(account, entry, on=on, at=at)
    elif remittance is not None and entry is None:
        command = bank_accounts.reverse_remittance(account, remittance, on=on, at=at)
    else:
        raise click.UsageError("Name one: --entry or --remittance.")
    record_money(ledger.house(), command, by)


def signed_amount(text: str, currency: Currency, option: str) -> Minor:
    """Read an amount that may stand below zero: an overdraft."""
    below = text.strip().startswith(("-", "\N{MINUS SIGN}"))
    figure = amount_of(text.strip()[below:], currency, option)
    return -figure if below else figure


def _mark_of(number: str) -> str:
    """Return the mark of an IBAN whose check digits are right."""
    from ledger.files.bank_names import iban_mark
    from ledger.files.problems import Misread

    try:
        return iban_mark(number)
    except Misread as no:
        raise click.BadParameter(str(no), param_hint="'--iban'") from no


def _place(to: str, kind: RemittanceKind) -> str:
    """Return whom a remittance goes to; a tax goes to a jurisdiction."""
    from ledger.events import RemittanceKind

    if kind is RemittanceKind.RESALE_RIGHT:
        return to
    if JURISDICTION.fullmatch(to.upper()) is None:
        slip = f"{to!r} is no jurisdiction. Write it like US-TX."
        raise click.BadParameter(slip, param_hint="'TO'")
    return to.upper()
