"""Announce a sale, amend its terms, run its clock, close it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.output import json_option, print_facts, print_json, print_table
from commands.params import SALE, TEXT
from commands.sale.run import run
from commands.session import LedgerSession, as_of, attributed
from presenters.times import local_time

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import Paddle, SaleId
    from ledger.sale import Sale
    from ledger.terms.sessions import Session

PADDLE_COLUMNS = [
    ("paddle", "right"),
    ("client", "left"),
    ("class", "left"),
    ("limit", "right"),
    ("may bid", "left"),
]


@click.group()
def sale() -> None:
    """Announce a sale, amend its terms, run its clock, close it.

    Example: lotledger sale announce terms.toml
    """


@sale.command()
@click.argument("terms", type=click.Path(), metavar="TERMS")
@attributed
@click.pass_obj
def announce(
    ledger: LedgerSession, terms: str, *, by: Attribution, at: datetime
) -> None:
    """Announce the sale of the terms file TERMS; starts the ledger if there is none.

    Example: lotledger sale announce examples/heritage-2025-12/terms.toml
    """
    from ledger.files.terms_file import read_terms
    from ledger.house import sales
    from presenters.recorded import where

    read = read_terms(terms)
    recorded = ledger.house(start=True).do(sales.announce(read), by=by)
    lots = ", ".join(f"{s.first_lot}-{s.last_lot}" for s in read.sessions)
    click.echo(f"Sale {read.sale}, {read.title}: lots {lots}. {where(recorded)}")


@sale.command()
@click.argument("terms", type=click.Path(), metavar="TERMS")
@click.option("--notice", type=TEXT, metavar="TEXT", help="What the saleroom is told.")
@attributed
@click.pass_obj
def amend(
    ledger: LedgerSession,
    terms: str,
    *,
    notice: str | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Change the terms of a sale to those of TERMS.

    Once bids exist it takes a saleroom notice and a reason; what lots were catalogued
    under (currency, zone, sessions) stays.

    Example: lotledger sale amend terms.toml --notice "Premium 24 %" --reason "misprint"
    """
    from ledger.files.terms_file import read_terms
    from ledger.house import sales
    from presenters.recorded import where

    read = read_terms(terms)
    recorded = ledger.house().do(sales.amend_terms(read, notice=notice), by=by)
    click.echo(f"Sale {read.sale}: terms amended. {where(recorded)}")


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@attributed
@click.pass_obj
def close(
    ledger: LedgerSession, name: SaleId, *, by: Attribution, at: datetime
) -> None:
    """Close every open lot of SALE, then the sale itself.

    Bidding must have ended: close at a later moment with --at. Timed lots close in the
    order, and at the moments, in which they fell due. Closing again changes nothing.

    Example: lotledger sale close HERITAGE-2025-12 --at 2025-12-12T18:00-06:00
    """
    from ledger.house import sales
    from presenters.recorded import outcome_line, where

    house = ledger.house()
    currency = house.sale(name).terms.rules.currency
    recorded = house.do(sales.close_sale(name, at=at), by=by)
    for event in recorded.events:
        if (line := outcome_line(event, currency)) is not None:
            click.echo(line)
    click.echo(f"Sale {name} is closed. {where(recorded)}")


sale.add_command(run)


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@click.argument("file", type=click.Path(), metavar="SETTLEMENT")
@attributed
@click.pass_obj
def settlement(
    ledger: LedgerSession, name: SaleId, file: str, *, by: Attribution, at: datetime
) -> None:
    """Say how SALE is settled: numbers, taxes, resale right, what consignors pay.

    A later version is for the documents issued after it.

    Example: lotledger sale settlement HERITAGE-2025-12 settlement.toml
    """
    from ledger.files.settlement_file import read_settlement
    from ledger.house import settling
    from presenters.recorded import where

    house = ledger.house()
    rules = read_settlement(file, currency=house.sale(name).terms.rules.currency)
    recorded = house.do(settling.set_settlement(name, rules), by=by)
    told = f"numbers {rules.prefix}-YEAR-…, taxes of {rules.tax.jurisdiction}"
    click.echo(f"Sale {name} is settled so: {told}. {where(recorded)}")


@sale.command()
@click.argument("name", type=SALE, metavar="SALE")
@json_option
@click.pass_obj
@as_of
def show(ledger: LedgerSession, name: SaleId, *, as_json: bool) -> None:
    """Show the terms of SALE in short, and its paddles.

    Example: lotledger sale show HERITAGE-2025-12
    """
    held = ledger.records().sale(name)
    if as_json:
        print_json(_facts(held))
        return
    terms = held.terms
    clock = f"{terms.zone}; times here are on its clocks"
    closed = "no" if held.closed_at is None else local_time(held.closed_at, terms.zone)
    print_facts(
        [
            ("sale", name),
            ("title", terms.title),
            ("house", terms.house),
            ("currency", terms.rules.currency.code),
            ("zone", clock),
            ("terms", f"version {held.version}, {held.terms_hash[:16]}…"),
            ("closed", closed),
            *(
                (f"session {one.number}", _session_words(one, terms.zone))
                for one in terms.sessions
            ),
            ("paddles", len(held.paddles)),
        ]
    )
    if held.paddles:
        print_table(PADDLE_COLUMNS, [_paddle_row(held, one) for one in held.paddles])


def _session_words(session: Session, zone: str) -> str:
    """Say which lots a session holds, and its times."""
    times = (
        ("starts", session.starts_at),
        ("proxies end", session.proxies_end_at),
        ("closes", session.closes_at),
    )
    said = [f"{name} {local_time(at, zone)}" for name, at in times if at is not None]
    lots = f"lots {session.first_lot}-{session.last_lot}"
    return ", ".join([session.name, lots, *said])


def _paddle_row(held: Sale, paddle: Paddle) -> tuple[object, ...]:
    holder, money = held.paddles[paddle], held.terms.rules.currency
    limit = "none" if holder.limit is None else money.write(holder.limit)
    may_bid = "no, suspended" if holder.suspended else "yes"
    return paddle, holder.client, holder.client_class, limit, may_bid


def _facts(held: Sale) -> dict[str, object]:
    """Gather what scripts rely on."""
    terms, currency = held.terms, held.terms.rules.currency
    return {
        "sale": held.id,
        "title": terms.title,
        "house": terms.house,
        "currency": currency.code,
        "zone": terms.zone,
        "terms": held.version,
        "terms_hash": held.terms_hash,
        "closed_at": held.closed_at,
        "sessions": [
            {
                "number": one.number,
                "name": one.name,
                "kind": one.kind,
                "lots": f"{one.first_lot}-{one.last_lot}",
                "starts_at": one.starts_at,
                "proxies_end_at": one.proxies_end_at,
                "closes_at": one.closes_at,
            }
            for one in terms.sessions
        ],
        "paddles": [
            {
                "paddle": paddle,
                "client": holder.client,
                "class": holder.client_class,
                "limit": None if holder.limit is None else currency.plain(holder.limit),
                "suspended": holder.suspended,
            }
            for paddle, holder in held.paddles.items()
        ],
    }
