"""The example sale, step by step: announced, catalogued, followed, bid on, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.entry import Attribution
from ledger.identity import Role
from ledger.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ledger.house.command import Command

SALE = "heritage-2025-12"

ANNOUNCED_AT = datetime(2025, 11, 19, 15, 0, tzinfo=UTC)
REGISTERED_AT = datetime(2025, 12, 1, 15, 0, tzinfo=UTC)
CLOSED_AT = datetime(2025, 12, 11, 16, 0, tzinfo=UTC)


def examples() -> Path:
    """Return where the example sale is: beside the packages, or inside them."""
    beside = Path(__file__).parents[2] / "examples" / SALE
    return beside if beside.is_dir() else Path(__file__).parents[1] / "examples" / SALE


def steps(terms: Terms) -> Iterator[tuple[Command, Attribution]]:
    """Yield the commands of the sale, from announcement to close."""
    from ledger.files.catalogue_file import read_catalogue
    from ledger.files.clients_file import read_clients
    from ledger.house import clients, lots, sales

    folder, sale = examples(), terms.sale
    by = signer()
    yield sales.announce(terms), by("announce", ANNOUNCED_AT)
    rows = read_clients(folder / "clients.csv", currency=terms.rules.currency).rows
    yield clients.enrol_many(sale, rows), by("clients", ANNOUNCED_AT)
    listed = read_catalogue(folder / "catalogue.csv", terms=terms, layout=None)
    yield lots.catalogue(sale, listed.entries), by("catalogue", ANNOUNCED_AT)
    yield _interest_command(terms), by("interest", REGISTERED_AT)
    for number, (bid, at) in enumerate(_bid_commands(terms), 1):
        yield bid, by(f"bid {number}", at)
    yield sales.close_sale(sale, at=CLOSED_AT), by("close", CLOSED_AT)


def _bid_commands(terms: Terms) -> Iterator[tuple[Command, datetime]]:
    """Take the bids one by one, each at the moment it was entered."""
    from ledger.files.bids_file import read_bids
    from ledger.house import bids

    read = read_bids(examples() / "bids.csv", terms=terms, entered_at=CLOSED_AT)
    for lot_slip in read.slips:
        slip = lot_slip.slip
        bid = bids.bid(
            lot_slip.lot,
            paddle=slip.paddle,
            maximum=slip.submitted,
            at=slip.entered_at,
            channel=slip.channel,
            received_at=slip.received_at,
            static=slip.static,
            break_tie=slip.break_tie,
        )
        yield bid, slip.entered_at


def _interest_command(terms: Terms) -> Command:
    """Register the telephone bidders, and let clients follow their lots."""
    from ledger.files.clients_file import (
        read_registrations,
        read_tracking,
    )
    from ledger.house import lots
    from ledger.house.command import together

    folder = examples()
    phones = read_registrations(folder / "registrations.csv", sale=terms.sale).rows
    follows = read_tracking(folder / "tracking.csv", sale=terms.sale).rows
    commands = [
        lots.register(
            phone.lot,
            paddle=phone.paddle,
            channel=phone.channel,
            phone_line=phone.phone_line,
        )
        for phone in phones
    ]
    commands += [lots.track(follow.lot, follow.client) for follow in follows]
    return together(commands)


def signer() -> Callable[[str, datetime], Attribution]:
    """Sign for each step, under a key that is the same whenever it is played."""
    clerk = Attribution(actor="demo", role=Role.CLERK, recorded_at=ANNOUNCED_AT)
    return lambda step, at: replace(clerk, recorded_at=at, key=f"demo {step}")
