"""The receipt of an answer: an option of every command that answers one bid."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from commands.backup import NewFile
from commands.errors import Refused
from commands.session import LedgerSession
from commands.written_file import write_file

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.house.answers import SignedReceipt

F = TypeVar("F", bound=Callable[..., None])

_OPTION = click.option(
    "--receipt",
    type=NewFile(),
    metavar="FILE",
    help="Write what is recorded of it, a refusal too, as the house's word.",
)
_OPTION_OF_MANY = click.option(
    "--receipts",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write what is recorded of each bid, refusals too, to files in FOLDER.",
)


def gives_receipt(command: F) -> F:
    """Give a command that answers one bid the option ``--receipt``.

    What is not recorded has none, and its refusal says so.
    """

    @wraps(command)
    def with_receipt(
        ledger: LedgerSession, *args: Any, receipt: Path | None, **options: Any
    ) -> None:
        from ledger.house.answers import place_of_receipt
        from ledger.refusals import RecordedRefusal, Refusal

        if receipt is None:
            command(ledger, *args, **options)
            return
        _must_record("--receipt", dry_run=options.get("dry_run", False))
        try:
            command(ledger, *args, **options)
        except RecordedRefusal as no:
            _write_answer(ledger, no.position, receipt)
            raise
        except Refusal as no:
            none = "Nothing was recorded, so there is no receipt."
            raise Refused(f"Refused ({no.given})", f"{no}\n{none}") from no
        recorded = ledger.house().answered
        assert recorded is not None, "a command that answers has recorded its answer"
        _write_answer(ledger, place_of_receipt(recorded), receipt)

    return cast("F", _OPTION(with_receipt))


def _must_record(option: str, *, dry_run: bool) -> None:
    if dry_run:
        slip = "A dry run records nothing, and has no receipt. Leave one out."
        raise click.BadParameter(slip, param_hint=f"'{option}'")


def gives_receipts(command: F) -> F:
    """Give a command that takes a list of bids the option ``--receipts``."""

    @wraps(command)
    def with_receipts(
        ledger: LedgerSession, *args: Any, receipts: Path | None, **options: Any
    ) -> None:
        if receipts is None:
            command(ledger, *args, **options)
            return
        _must_record("--receipts", dry_run=options["dry_run"])
        try:
            receipts.mkdir(exist_ok=True)
        except OSError as fault:
            slip = f"{receipts} cannot be made: {fault.strerror}."
            raise click.BadParameter(slip, param_hint="'--receipts'") from fault
        command(ledger, *args, **options)
        _write_answers(ledger.house(), receipts)

    return cast("F", _OPTION_OF_MANY(with_receipts))


def _write_answers(house: House, folder: Path) -> None:
    """Write the receipt of every answer of the last command, by its bid's name."""
    from ledger.house.answers import Receipts, places_of_answers

    assert house.answered is not None, "a list was imported"
    answers, receipts = places_of_answers(house.answered), Receipts(house)
    for position, bid in answers:
        receipt = receipts.at(house.answered, position).receipt
        write_file(folder / f"{bid}.receipt", receipt.data)
    click.echo(f"{len(answers)} receipts: {folder}", err=True)


def _write_answer(ledger: LedgerSession, position: int, file: Path) -> None:
    """Write the receipt of an answer, which is on record whatever becomes of it."""
    from ledger.house.answers import receipt_of_answer

    try:
        write_receipt(receipt_of_answer(ledger.house(), position), file)
    except Refused as no:
        again = f"lotledger audit receipt {position} --out FILE"
        words = f"The answer is on record at position {position}, without a receipt."
        raise Refused(no.word, f"{words} {no.message} Write it with: {again}") from no


def write_receipt(signed: SignedReceipt, file: Path) -> None:
    """Write a receipt, and say who signed it."""
    from presenters.receipt import receipt_words

    write_file(file, signed.receipt.data)
    click.echo(receipt_words(signed, str(file)), err=True)
