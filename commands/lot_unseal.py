"""Open by hand what of a closed lot is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.output import print_json, prints_json
from commands.params import BID, LOT, TEXT
from commands.recording import dry_run_option
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.identity import BidId, LotId


@click.command()
@click.argument("name", type=LOT, metavar="SALE/LOT")
@click.option(
    "--bid",
    "bids",
    type=BID,
    multiple=True,
    metavar="BID",
    help="A bid to open, such as 50061#7; may be given again.",
)
@click.option("--reserve", is_flag=True, help="Open its reserve.")
@click.option("--all", "everything", is_flag=True, help="Open all that is shut.")
@click.option(
    "--authorised-by",
    type=TEXT,
    required=True,
    metavar="NAME",
    help="The second person.",
)
@dry_run_option
@prints_json("presenters.unsealing:UnsealingShape")
@attributed
@click.pass_obj
def unseal(
    ledger: LedgerSession,
    name: LotId,
    *,
    bids: tuple[BidId, ...],
    reserve: bool,
    everything: bool,
    authorised_by: str,
    dry_run: bool,
    as_json: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Open sealed amounts of SALE/LOT to everybody, which its terms do not open.

    As where a court orders it; it cannot be taken back. It needs a reason and a second
    person, and a lot that is closed. What was erased is opened by nobody.

    Example: lotledger lot unseal HERITAGE-2025-12/50061 --bid 50061#7
    --authorised-by ann --reason "order 12 C 2026"
    """
    from ledger.house import openings
    from presenters.unsealing import unsealing_sentence, unsealing_shape

    house, recorded = ledger.house(), None
    asked = openings.open_by_hand(
        name,
        bids=bids,
        reserve=reserve,
        everything=everything,
        authorised_by=authorised_by,
    )
    if not dry_run:
        recorded = house.do(asked, by=by)
    events = house.dry_run(asked, by=by) if recorded is None else recorded.events
    shape = unsealing_shape(name, events, recorded)
    if as_json:
        print_json(shape)
        return
    click.echo(unsealing_sentence(shape))
