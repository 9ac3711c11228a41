"""Enrol clients; keep limits, certificates and tax numbers."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.attribution import attributed, begins_ledger
from commands.client_erase import erase
from commands.client_export import export
from commands.client_invite import invite
from commands.client_person import file, kept_fields, person
from commands.client_tax import jurisdiction, self_billing, tax_status
from commands.output import (
    print_facts,
    print_json,
    print_table,
    prints_json,
    progress,
)
from commands.params import CLIENT, DAY, JURISDICTION, SALE, TEXT, amount_or_none
from commands.recording import (
    ReadList,
    dry_run_option,
    held_against,
    record,
    record_import,
    sheet_options,
)
from commands.session import LedgerSession, as_of
from ledger.identity import ClientId, SaleId

if TYPE_CHECKING:
    from ledger.client import Certificate
    from ledger.entry import Attribution


@click.group()
def client() -> None:
    """Enrol clients; keep limits, certificates and tax numbers.

    The log holds no names: they are filed in the vault, with lotledger client file.

    Example: lotledger client add C-1042 --kind firm --class dealer
    """


@client.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.option(
    "--kind",
    type=click.Choice(["person", "firm"]),
    default="person",
    show_default=True,
    help="A person or a firm.",
)
@click.option(
    "--class",
    "client_class",
    type=TEXT,
    metavar="NAME",
    help="A class that the terms name, such as dealer.",
)
@begins_ledger
@attributed
@click.pass_obj
def add(
    ledger: LedgerSession,
    name: ClientId,
    *,
    kind: str,
    client_class: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Enrol CLIENT, under the house's own number for them.

    Example: lotledger client add C-1042 --kind firm
    """
    from ledger.events import ClientKind
    from ledger.house import clients

    command = clients.enrol(name, kind=ClientKind(kind), client_class=client_class)
    record(ledger.house(), command, by, f"Client {name} is enrolled.")


@client.command("import")
@click.argument("sale", type=SALE)
@click.argument("file", type=click.Path(path_type=Path))
@sheet_options
@dry_run_option
@attributed
@click.pass_obj
def import_(
    ledger: LedgerSession,
    /,
    sale: SaleId,
    file: Path,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
    **sheet: Any,
) -> None:
    """Enrol the clients of FILE (CSV), and issue the paddles it gives them in SALE.

    Columns: client, kind, client_class, paddle, credit_limit; tax_status, country,
    vat_id, tax_number, tax_since. It records the whole file or nothing.

    Example: lotledger client import HERITAGE-2025-12 clients.csv --dry-run
    """
    from ledger.files.clients_file import read_clients
    from ledger.house import clients
    from presenters.words import counted

    house = ledger.house()
    currency = house.sale(sale).terms.rules.currency
    against = held_against(house, by, partial(clients.enrol_many, sale))
    read = read_clients(file, currency=currency, against=against, **sheet)
    for note in read.notes:
        click.echo(f"{file}: {note}", err=True)
    record_import(
        house,
        clients.enrol_many(sale, read.rows),
        by=by,
        read=ReadList.of(f"clients {sale}", read, lambda: read.rows),
        summary=f"{file}: {counted(len(read.rows), 'client')}, "
        f"{counted(sum(row.paddle is not None for row in read.rows), 'paddle')}",
        dry_run=dry_run,
    )


@client.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.argument("value", metavar="AMOUNT|none")
@click.option("--currency", default="USD", show_default=True, help="ISO 4217 code.")
@attributed
@click.pass_obj
def limit(
    ledger: LedgerSession,
    name: ClientId,
    value: str,
    *,
    currency: str,
    by: Attribution,
    at: datetime,
) -> None:
    """Set the credit limit that CLIENT's new paddles will have; ``none`` lifts it.

    Example: lotledger client limit C-1042 25,000
    """
    from ledger.house import clients
    from ledger.money import Currency, NotAnAmount

    try:
        money = Currency(currency.upper())
    except NotAnAmount as no:
        raise click.BadParameter(str(no), param_hint="'--currency'") from no
    most = amount_or_none(value, money)
    limit_ = "no limit" if most is None else f"a limit of {money.write(most)}"
    record(
        ledger.house(),
        clients.set_limit(name, money, most),
        by,
        f"Client {name} has {limit_}.",
    )


@client.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@click.argument("jurisdiction", type=JURISDICTION, metavar="JURISDICTION")
@click.argument("number", type=TEXT)
@click.option(
    "--from", "first", type=DAY, metavar="DAY", help="Valid from: 2025-12-11."
)
@click.option("--until", "last", type=DAY, metavar="DAY", help="Valid until.")
@click.option(
    "--category",
    "categories",
    type=TEXT,
    multiple=True,
    metavar="NAME",
    help="A category of lots that it is for alone; may be given again.",
)
@click.option("--use", type=TEXT, help="What the lots are bought for, if not resale.")
@click.option("--revoke", is_flag=True, help="Revoke the certificate; needs --reason.")
@attributed
@click.pass_obj
def certificate(
    ledger: LedgerSession,
    name: ClientId,
    jurisdiction: str,
    number: str,
    *,
    first: date | None,
    last: date | None,
    categories: tuple[str, ...],
    use: str | None,
    revoke: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """File CLIENT's resale certificate NUMBER of JURISDICTION, or revoke it.

    The certificate holds in JURISDICTION and in every place within it: US-TX covers
    US-TX-DALLAS.

    Example: lotledger client certificate C-7 US-TX 1-23-4567890-1 --from 2025-01-01
    """
    from ledger.client import Certificate
    from ledger.house import clients

    if revoke:
        command = clients.revoke_certificate(
            name, jurisdiction=jurisdiction, number=number
        )
    else:
        since = _first_day(first, last)
        shown = Certificate(jurisdiction, number, since, last, categories, use)
        command = clients.file_certificate(name, shown)
    done = "revoked" if revoke else "on file"
    sentence = f"Certificate {number} of {jurisdiction}: {done}."
    record(ledger.house(), command, by, sentence)
    if not revoke:
        _warn_if_not_taxed_there(ledger, shown)


def _first_day(first: date | None, last: date | None) -> date:
    """Return since when a certificate counts; it ends no earlier."""
    if first is None:
        slip = "A certificate says from when it counts. Give the day."
        raise click.BadParameter(slip, param_hint="'--from'")
    if last is not None and last < first:
        slip = f"{last} is before {first}. Check both days."
        raise click.BadParameter(slip, param_hint="'--until'")
    return first


def _warn_if_not_taxed_there(ledger: LedgerSession, shown: Certificate) -> None:
    """Warn of a certificate of a place that no tax is on file of: ``TX`` for US-TX."""
    from ledger.client import covers

    places = ledger.records().jurisdictions()
    if places and not any(covers(shown, place) for place in places):
        reason = (
            f"No tax of {shown.jurisdiction} is on file, so it exempts from nothing."
        )
        click.echo(f"Warning: {reason} There are: {', '.join(places)}.", err=True)


@client.command()
@click.argument("name", type=CLIENT, metavar="CLIENT")
@prints_json("presenters.client:ClientShape")
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: ClientId, *, as_json: bool) -> None:
    """Show CLIENT: limits, certificates, taxes, and every place where they appear.

    Example: lotledger client show C-1042 --json
    """
    from presenters.changes import CHANGE_COLUMNS, change_rows
    from presenters.client import client_facts, client_shape, file_changes
    from presenters.client_places import PLACE_COLUMNS, client_places, place_rows
    from presenters.funds import FUNDS_COLUMNS, funds_row
    from projections.mentions import Subject, SubjectKind, positions_of

    records = ledger.records()
    followed = records.client_followed(name)
    known, file = followed[-1].after, [entry for entry, _ in followed]
    with progress("reading") as advance, ledger.views().asked(advance) as db:
        positions = positions_of(db, Subject(SubjectKind.CLIENT, name))
    places = client_places(records, records.entries_at(positions), name)
    kept = kept_fields(ledger.house(), name)
    funds = records.funds(name)
    if as_json:
        print_json(client_shape(known, places, funds, file, kept_fields=kept))
        return
    print_facts(client_facts(known, kept))
    if rows := [funds_row(item) for item in funds.items if item.left]:
        print_table(FUNDS_COLUMNS, rows, title="Money without an invoice")
    if places:
        print_table(PLACE_COLUMNS, place_rows(places), title="Appears")
    rows = change_rows(file_changes(file), "UTC")
    print_table(CHANGE_COLUMNS, rows, title="The file, times in UTC")


for command in (
    *(jurisdiction, tax_status, self_billing),
    *(file, export, person, erase, invite),
):
    client.add_command(command)
