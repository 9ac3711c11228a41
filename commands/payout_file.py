"""Write a file of payments for the bank, and note what is in it."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.client_names import client_names
from commands.params import DAY, SALE, TEXT
from commands.print_options import house_settings
from commands.session import LedgerSession
from commands.written_file import must_be_writable, write_file
from ledger.identity import SaleId

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.house.payout_files import FileToSend
    from ledger.terms.house import HouseSettings, Names


@click.command("payout-file")
@click.argument("sales", type=SALE, metavar="SALE...", nargs=-1, required=True)
@click.option(
    "--settings",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_HOUSE",
    metavar="HOUSE",
    required=True,
    help="The house's settings, with the account that pays.",
)
@click.option(
    "--iban",
    type=TEXT,
    metavar="IBAN",
    help="The account of the letterhead that pays.  [default: the first with an IBAN]",
)
@click.option(
    "--names",
    type=click.Path(path_type=Path),
    envvar="LOTLEDGER_NAMES",
    metavar="CSV",
    help="The clients' names, iban and bic, in place of those in the vault.",
)
@click.option(
    "--method",
    type=TEXT,
    default="wire",
    show_default=True,
    help="The payouts by this method.",
)
@click.option(
    "--on",
    "pays_on",
    type=DAY,
    metavar="DAY",
    required=True,
    help="The day the bank is asked to pay.",
)
@click.option(
    "--authorised-by",
    type=TEXT,
    metavar="NAME",
    required=True,
    help="The second person.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write it.  [default: its name, as .xml]",
)
@click.option("--dry-run", is_flag=True, help="List the payments; write nothing.")
@attributed
@click.pass_obj
def payout_file(
    ledger: LedgerSession,
    sales: tuple[SaleId, ...],
    *,
    settings: Path,
    iban: str | None,
    names: Path | None,
    method: str,
    pays_on: date,
    authorised_by: str,
    out: Path | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Write the payouts of each SALE that were not sent yet as a file for the bank.

    Each goes into one file, pain.001.001.09. Accounts are read from the vault or from
    names, and never recorded; the file's digest is, to be compared with what your
    bank's portal shows.

    Example: lotledger payout-file HERITAGE-2025-12 --settings house.toml --names
    names.csv --on 2026-01-30 --authorised-by Ann
    """
    from ledger.house.payout_files import to_send

    house = ledger.house()
    waiting = to_send(house, *dict.fromkeys(sales), method=method)
    # A dry run shows nobody's account.
    payees = _payees(ledger, waiting, names, by=None if dry_run else by)
    account = house_settings(settings, house), iban
    content = _content(waiting, account, payees, pays_on, at)
    _print_payments(waiting)
    sending = _sending(waiting, content, authorised_by, pays_on=pays_on, at=at)
    place = out or Path(f"{waiting.file}.xml")
    if dry_run:
        _rehearse(house, sending, by, place)
    else:
        _send(house, sending, by, place, content)


def _payees(
    ledger: LedgerSession,
    waiting: FileToSend,
    names: Path | None,
    *,
    by: Attribution | None,
) -> Names:
    clients = [payout.consignor for payout in waiting.payouts]
    return client_names(names, ledger, clients, purpose="payment file", by=by)


def _content(
    waiting: FileToSend,
    account: tuple[HouseSettings, str | None],
    names: Names,
    pays_on: date,
    at: datetime,
) -> bytes:
    """Write the file, if it is known whose account pays, and to which."""
    from presenters.payment_file import FileNotWritten, payer_of, written_payments

    try:
        payer = payer_of(*account)
        return written_payments(waiting, payer, names, pays_on=pays_on, at=at)
    except FileNotWritten as no:
        raise click.UsageError(str(no)) from no


def _sending(
    waiting: FileToSend,
    content: bytes,
    authorised_by: str,
    *,
    pays_on: date,
    at: datetime,
) -> Command:
    from ledger.house.payout_files import send_file

    return send_file(
        waiting,
        sha256=sha256(content).hexdigest(),
        authorised_by=authorised_by,
        pays_on=pays_on,
        at=at,
    )


def _rehearse(house: House, sending: Command, by: Attribution, place: Path) -> None:
    from presenters.recorded import NOTHING_RECORDED

    house.dry_run(sending, by=by)
    must_be_writable(place)
    click.echo(NOTHING_RECORDED)


def _send(
    house: House, sending: Command, by: Attribution, place: Path, content: bytes
) -> None:
    """Record what is sent and write it: neither is there without the other."""
    from presenters.recorded import position_sentence

    house.rehearse(sending, by=by)
    write_file(place, content)
    try:
        recorded = house.do(sending, by=by)
    except BaseException:
        place.unlink()
        raise
    digest = sha256(content).hexdigest()
    click.echo(f"Wrote {place}. {position_sentence(recorded)}\nSHA-256: {digest}")


def _print_payments(waiting: FileToSend) -> None:
    from commands.output import print_table
    from presenters.words import counted

    columns = [("to", "right"), ("payout", "right"), ("amount", "right")]
    columns.append(("called", "left"))
    payouts = waiting.payouts
    currency = payouts[0].currency
    rows = [
        (each.consignor, each.payout, currency.write(each.amount), each.end_to_end)
        for each in payouts
    ]
    print_table(columns, rows)
    total = currency.write(sum(each.amount for each in payouts))
    click.echo(f"{counted(len(payouts), 'payment')}, {total}.")
    if waiting.left_out:
        clients = ", ".join(waiting.left_out)
        click.echo(f"Left out, as the house does not deal with them: {clients}.")
