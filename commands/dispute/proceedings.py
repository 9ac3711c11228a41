"""Open a dispute, put replays on file, rule on it, and sign it off."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.looking import must_show
from commands.params import BID, DISPUTE, LOT, PADDLE, TEXT
from commands.replay.what_if_options import must_fit_lot, what_if_options
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.events import ReplayFiled
    from ledger.identity import BidId, DisputeId, LotId, Paddle
    from ledger.replay.wish import Wish

RULING = click.Choice(["upheld", "dismissed", "settled"])


@click.command("open")
@click.argument("lot", type=LOT, metavar="SALE/LOT")
@click.option("--question", type=TEXT, required=True, help="The question to answer.")
@click.option(
    "--bid",
    "bids",
    type=BID,
    multiple=True,
    metavar="BID",
    help="A bid in question, such as 50061#7; may be given again.",
)
@click.option(
    "--raised-by", type=PADDLE, metavar="PADDLE", help="The bidder who raised it."
)
@attributed
@click.pass_obj
def open_(
    ledger: LedgerSession,
    lot: LotId,
    *,
    question: str,
    bids: tuple[BidId, ...],
    raised_by: Paddle | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Open a dispute about SALE/LOT; it gets a number within the sale.

    Example: lotledger dispute open HERITAGE-2025-12/50061 --bid 50061#7
    --question "Was the bid in time?" --raised-by 1004
    """
    from ledger.events import DisputeOpened
    from ledger.house import disputes
    from presenters.recorded import position_sentence

    command = disputes.open_dispute(
        lot, question=question, bids=bids, raised_by=raised_by, at=at
    )
    recorded = ledger.house().do(command, by=by)
    opened = recorded.events[0]
    assert isinstance(opened, DisputeOpened), "that is what was asked"
    sentence = f"Dispute {opened.dispute} about lot {lot} is open."
    click.echo(f"{sentence} {position_sentence(recorded)}")


@click.command("file-replay")
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@what_if_options
@attributed
@click.pass_obj
def file_replay(
    ledger: LedgerSession,
    name: DisputeId,
    *,
    wish: Wish | None,
    by: Attribution,
    at: datetime,
) -> None:
    """Replay the lot of DISPUTE, and put the replay on file.

    The file keeps the whole question, other terms included, and the last position that
    was read, so that anybody can run it again and compare its digest. Without a what-if
    the replay takes every decision again under the terms of the day. Of a sealed lot it
    is filed under seal, and it is on record first who looks.

    Example: lotledger dispute file-replay HERITAGE-2025-12/D1 --without 50061#7
    """
    from ledger.events import ReplayFiled
    from ledger.house import disputes
    from ledger.house.filing import replay_for_the_file
    from ledger.house.replays import SaleReplay
    from ledger.identity import sale_of
    from presenters.recorded import position_sentence

    house = ledger.house()
    lot = house.dispute(name).opened.lot
    replay = SaleReplay(house, sale_of(lot))
    if wish is not None:
        must_fit_lot(wish, replay, lot)
    must_show(ledger, [lot], "file a replay")
    filed_replay = replay_for_the_file(replay, lot, wish)
    recorded = house.do(disputes.file_replay(name, filed_replay, at=at), by=by)
    filed = recorded.events[0]
    assert isinstance(filed, ReplayFiled), "that is what was asked"
    sentence = f"Replay {filed.number} of dispute {name} is on file."
    click.echo(f"{sentence} {position_sentence(recorded)}")
    _print_finding(filed)


def _print_finding(filed: ReplayFiled) -> None:
    """Say what was asked, what came of it, and what the screen says beside it."""
    from ledger.replay.filed import read_filing
    from presenters.filed_replay import note_sentences, outcome_words, question_words

    assert filed.inputs is not None, "a sealed one comes with what is in it"
    assert filed.result is not None, "a sealed one comes with what is in it"
    filing = read_filing(filed.inputs, filed.result)
    click.echo(f"Asked: {question_words(filing)}.")
    click.echo(f"Found: {outcome_words(filing.outcome)}.")
    for note in note_sentences(filing.outcome):
        click.echo(f"  {note}")
    click.echo(f"SHA-256 {filed.digest}")


@click.command()
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@click.option("--ruling", type=RULING, required=True, help="The ruling.")
@click.option(
    "--finding", type=TEXT, required=True, help="The finding, and the reasons for it."
)
@attributed
@click.pass_obj
def find(
    ledger: LedgerSession,
    name: DisputeId,
    *,
    ruling: str,
    finding: str,
    by: Attribution,
    at: datetime,
) -> None:
    """Record a finding on DISPUTE; until it is signed off, another may follow.

    The last finding counts; earlier ones stay on record.

    Example: lotledger dispute find HERITAGE-2025-12/D1 --ruling dismissed
    --finding "The bid was received a minute late."
    """
    from ledger.events import Ruling
    from ledger.house import disputes
    from presenters.recorded import position_sentence

    command = disputes.find(
        name, ruling=Ruling(ruling), finding=finding, found_by=by.actor, at=at
    )
    recorded = ledger.house().do(command, by=by)
    ruled = f"{ruling}, found by {by.actor}; another person signs it off"
    click.echo(f"Dispute {name}: {ruled}. {position_sentence(recorded)}")


@click.command("sign-off")
@click.argument("name", type=DISPUTE, metavar="DISPUTE")
@attributed
@click.pass_obj
def sign_off(
    ledger: LedgerSession, name: DisputeId, *, by: Attribution, at: datetime
) -> None:
    """Sign off the last finding on DISPUTE as a second person; this closes it.

    Example: lotledger dispute sign-off HERITAGE-2025-12/D1 --actor Ann
    """
    from ledger.house import disputes
    from presenters.recorded import position_sentence

    command = disputes.sign_off(name, signed_by=by.actor, at=at)
    recorded = ledger.house().do(command, by=by)
    click.echo(
        f"Dispute {name} is signed off by {by.actor}. {position_sentence(recorded)}"
    )
