"""Go on with a copy of the ledger, and record why."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.attribution import attributed
from commands.key import keep_new_key, must_keep_keys
from commands.recording import dry_run_option
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.entry import Attribution
    from ledger.house import House
    from ledger.house.command import Command
    from ledger.house.published import TakeOver
    from ledger.proof.note import SigningKey


@click.command("take-over")
@dry_run_option
@attributed
@click.pass_obj
def take_over(
    ledger: LedgerSession, *, dry_run: bool, by: Attribution, at: datetime
) -> None:
    """Go on with this ledger, a copy or one that contradicts what was published.

    Why is recorded in it. From then on it publishes under another name and signs with
    another key, so that no log ever signs two histories; the ledger that was published
    before is refused from then on where this one's heads are kept.

    Example: lotledger take-over --reason "The disk broke on 3 May"
    """
    from ledger.events import LedgerTakenOver, SigningKeyAdopted
    from presenters.house_sentences import ledger_sentence
    from presenters.recorded import NOTHING_RECORDED, position_sentence

    ledger.opens_even_contradicted()
    house = ledger.house()
    before = house.published.taken_over_under(by.key)
    key, command = _taking_over(house, before or house.published.to_take_over())
    if before is None:
        rehearse = house.dry_run if dry_run else house.rehearse
        events, stands = rehearse(command, by=by), NOTHING_RECORDED
        if key is not None and dry_run:
            must_keep_keys(house)
        elif key is not None:
            keep_new_key(house, key)
    if before is not None or not dry_run:
        recorded = house.do(command, by=by)
        events, stands = recorded.events, position_sentence(recorded)
        _keep_head(house)
        ledger.publish(house)
    for event in events:
        if isinstance(event, LedgerTakenOver | SigningKeyAdopted):
            click.echo(ledger_sentence(event, "UTC"))
    click.echo(stands)


def _taking_over(house: House, taken: TakeOver) -> tuple[SigningKey | None, Command]:
    """Return the command, and the key that signs from then on if one signed before."""
    from ledger import ledger as ledger_itself
    from ledger.house import ledgers
    from ledger.proof.note import SigningKey

    begun, key = house.ledger(), None
    if begun.signing_key is not None:
        name = ledger_itself.name_of_all_epochs(begun, house.ledger_id())
        key = SigningKey(ledger_itself.in_epoch(name, taken.epoch), os.urandom(32))
    command = ledgers.take_over(
        epoch=taken.epoch,
        replica=taken.replica,
        left=taken.left,
        key=None if key is None else key.verifier.text,
    )
    return key, command


def _keep_head(house: House) -> None:
    """Keep that the ledger goes on from here; say why where that cannot be kept."""
    from ledger.refusals import KeysNotKept

    try:
        house.keep_head_of_take_over()
    except (KeysNotKept, OSError) as fault:
        unkept = "It is recorded, but not kept beside the keys that it goes on here."
        click.echo(f"{unkept} {fault}", err=True)
