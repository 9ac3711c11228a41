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
from commands.written_file import write_file
from ledger.identity import SaleId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.house.payout_files import FileToSend, PayoutToSend
    from ledger.money import Currency
    from ledger.terms.house import HouseSettings, Names
    from projections.exports.pain001 import Payer, Transfer


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
    from ledger.house import payout_files
    from presenters.recorded import NOTHING_RECORDED

    house = ledger.house()
    payer = _payer(house_settings(settings, house), iban)
    waiting = payout_files.to_send(house, *dict.fromkeys(sales), method=method)
    # A dry run shows nobody's account.
    payees = _payees(ledger, waiting, names, by=None if dry_run else by)
    content = _content(waiting, payer, payees, pays_on, at)
    _print_payments(waiting.payouts)
    sending = _sending(waiting, content, authorised_by, pays_on=pays_on, at=at)
    if dry_run:
        house.dry_run(sending, by=by)
        click.echo(NOTHING_RECORDED)
        return
    _send(house, sending, by, out or Path(f"{waiting.file}.xml"), content)


def _payees(
    ledger: LedgerSession,
    waiting: FileToSend,
    names: Path | None,
    *,
    by: Attribution | None,
) -> Names:
    clients = [payout.consignor for payout in waiting.payouts]
    return client_names(names, ledger, clients, purpose="payment file", by=by)


def _sending(
    waiting: FileToSend,
    content: bytes,
    authorised_by: str,
    *,
    pays_on: date,
    at: datetime,
) -> Command:
    """Note the payouts of every sale that are in the file."""
    from ledger.house import payout_files
    from ledger.house.command import together

    commands = [
        payout_files.send(
            sale,
            payouts,
            file=waiting.file,
            sha256=sha256(content).hexdigest(),
            authorised_by=authorised_by,
            pays_on=pays_on,
            at=at,
        )
        for sale, payouts in waiting.by_sale.items()
    ]
    return commands[0] if len(commands) == 1 else together(commands)


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


def _content(
    waiting: FileToSend,
    payer: Payer,
    names: Names,
    pays_on: date,
    at: datetime,
) -> bytes:
    """Write the file, if it is known whose account pays, and to which."""
    from projections.exports.pain001 import payment_file

    transfers = [_transfer(payout, names) for payout in waiting.payouts]
    missing = [
        payout.consignor
        for payout, transfer in zip(waiting.payouts, transfers, strict=True)
        if transfer is None
    ]
    if missing:
        raise click.UsageError(
            f"No IBAN of {', '.join(missing)} is known. File it in the vault with: "
            "lotledger client file CLIENT --iban IBAN; or write it into the column "
            "iban of a file for --names."
        )
    return payment_file(
        [transfer for transfer in transfers if transfer is not None],
        message=waiting.file,
        payer=payer,
        currency=_only_currency(waiting),
        pays_on=pays_on,
        at=at,
    )


def _only_currency(waiting: FileToSend) -> Currency:
    currencies = {each.currency for each in waiting.payouts}
    if len(currencies) > 1:
        codes = " and ".join(sorted(currency.code for currency in currencies))
        slip = f"The payouts are in {codes}, and a file is in one currency."
        raise click.BadParameter(f"{slip} Name their sales apart.", param_hint="'SALE'")
    return currencies.pop()


def _payer(settings: HouseSettings, chosen: str | None) -> Payer:
    """Return the account that pays: the one that is chosen, else the first."""
    from projections.exports.pain001 import Payer

    wanted = None if chosen is None else chosen.replace(" ", "").upper()
    for bank in settings.letterhead.banks:
        if bank.iban is not None and wanted in {None, bank.iban}:
            holder = bank.holder or settings.letterhead.name
            return Payer(name=holder, iban=bank.iban, bic=bank.bic)
    slip = "No bank of the letterhead has an IBAN."
    if wanted is not None:
        slip = f"No bank of the letterhead has the IBAN {wanted}."
    raise click.BadParameter(slip, param_hint="'--settings'")


def _transfer(payout: PayoutToSend, names: Names) -> Transfer | None:
    """Return a payment to a consignor; None where their account is not known."""
    from projections.exports.pain001 import Transfer

    payee = names.get(payout.consignor)
    if payee is None or payee.iban is None:
        return None
    return Transfer(
        end_to_end=payout.end_to_end,
        amount=payout.amount,
        name=payee.name,
        iban=payee.iban,
        bic=payee.bic,
        postcode=payee.postcode,
        city=payee.city,
        country=payee.country,
        text=payout.end_to_end,
    )


def _print_payments(payouts: Sequence[PayoutToSend]) -> None:
    from commands.output import print_table
    from presenters.words import counted

    columns = [("to", "right"), ("payout", "right"), ("amount", "right")]
    columns.append(("called", "left"))
    currency = payouts[0].currency
    rows = [
        (each.consignor, each.payout, currency.write(each.amount), each.end_to_end)
        for each in payouts
    ]
    print_table(columns, rows)
    total = currency.write(sum(each.amount for each in payouts))
    click.echo(f"{counted(len(payouts), 'payment')}, {total}.")
