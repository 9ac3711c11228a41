"""Correct the bidding: retract a bid, strike one, put a lot up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.correct.outcome import (
    record_correction,
    with_lot,
    with_second_person,
)
from commands.params import BID, WHEN
from commands.receipts import gives_receipt
from commands.session import LedgerSession
from ledger.identity import BidId, LotId

if TYPE_CHECKING:
    from ledger.entry import Attribution

POLICY = click.Choice(["reopen", "promote-next", "strike-one", "strike-all-and-replay"])


@click.command()
@with_lot
@click.argument("bid", type=BID)
@gives_receipt
def retract(
    ledger: LedgerSession,
    name: LotId,
    bid: BidId,
    *,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Retract BID for its bidder, before the hammer.

    The terms of the sale decide how the bidding continues.

    Example: lotledger correct retract HERITAGE-2025-12/50061 50061#7 --reason "a typo"
    """
    from ledger.house import corrections

    claim = ledger.house().lot(name).claims.find(bid)
    if claim is not None and by.on_behalf_of is None:
        by = replace(by, on_behalf_of=f"paddle {claim.paddle}")
    record_correction(
        ledger, name, corrections.retract(name, bid, at=at), by, dry_run=dry_run
    )


@click.command()
@with_second_person
@click.argument("bid", type=BID)
@click.option("--policy", type=POLICY, required=True, help="How the bidding continues.")
@gives_receipt
def strike(
    ledger: LedgerSession,
    name: LotId,
    bid: BidId,
    *,
    policy: str,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Strike BID for the house.

    A second person authorises it if the leader changes, unless the lot is up in the
    room.

    Example: lotledger correct strike HERITAGE-2025-12/50061 50061#7 --policy
    strike-one --reason "bid for the consignor" --authorised-by Ann
    """
    from ledger.house import corrections
    from ledger.terms.bidding import StrikePolicy

    struck = corrections.strike(
        name, bid, policy=StrikePolicy(policy), at=at, authorised_by=authorised_by
    )
    record_correction(ledger, name, struck, by, dry_run=dry_run)


@click.command()
@with_second_person
@click.option(
    "--ends-at", type=WHEN, metavar="TIME", help="The new closing time of a timed lot."
)
def reopen(
    ledger: LedgerSession,
    name: LotId,
    *,
    ends_at: datetime | None,
    authorised_by: str | None,
    dry_run: bool,
    by: Attribution,
    at: datetime,
) -> None:
    """Reopen the bidding on SALE/LOT after it ended.

    Once its session is over, a second person authorises it.

    Example: lotledger correct reopen HERITAGE-2025-12/50061 --reason "bid overlooked"
    """
    from ledger.house import corrections

    up_again = corrections.reopen(
        name, at=at, ends_at=ends_at, authorised_by=authorised_by
    )
    record_correction(ledger, name, up_again, by, dry_run=dry_run)
