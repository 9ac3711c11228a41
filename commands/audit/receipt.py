"""Write the receipt of what is on record, and redeem one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import FILE, read_foreign, read_keys
from commands.audit.prove import entry_beside, position_named
from commands.backup import NewFile
from commands.errors import Refused
from commands.output import print_json, prints_json
from commands.params import TEXT
from commands.receipts import write_receipt
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.proof.checkpoint import Checkpoint
    from ledger.proof.note import SignedNote
    from ledger.proof.note_keys import VerifierKey
    from ledger.proof.receipt import Receipt
    from presenters.receipt import Redemption


@click.command()
@click.argument("name", type=TEXT, metavar="POSITION|BID")
@click.option(
    "--out", type=NewFile(), required=True, metavar="FILE", help="The receipt to write."
)
@click.pass_obj
def receipt(ledger: LedgerSession, name: str, *, out: Path) -> None:
    """Write the receipt of what is on record: of a bid, refused ones too, or any entry.

    Every command says at which positions it is recorded. Of a bid it is the one that
    --receipt writes when it is taken, for bids that came by an import, by the console,
    or before anybody asked.

    Example: lotledger audit receipt HERITAGE-2025-12/50061#7 --out bid.receipt
    """
    from ledger.house.answers import receipt_of

    write_receipt(receipt_of(ledger.house(), position_named(ledger, name)), out)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--checkpoint",
    type=FILE,
    metavar="FILE",
    help="Hold it against a checkpoint, without the ledger.",
)
@click.option(
    "--proof",
    type=FILE,
    metavar="FILE",
    help="Hold it against a .tlog-proof of its position, without the ledger.",
)
@click.option(
    "--key",
    "keys",
    type=TEXT,
    multiple=True,
    metavar="VKEY|FILE",
    help="A verifier key of the log, without the ledger.",
)
@prints_json("presenters.receipt:RedeemedShape")
@click.pass_obj
def redeem(
    ledger: LedgerSession,
    *,
    file: Path,
    checkpoint: Path | None,
    proof: Path | None,
    keys: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say what became of a receipt: whether the record has what it promises.

    It is held against the ledger; or offline, with --checkpoint or --proof, against
    what somebody was given. It ends with 3 where the house broke its word: where the
    entry was left out, or another stands in its place; with 1 where it is not covered
    yet, or cannot be told.

    Example: lotledger audit redeem bid.receipt --proof bid.tlog-proof --key VKEY
    """
    from ledger.proof.receipt import parse_receipt
    from presenters.receipt import redeemed_shape

    if checkpoint is not None and proof is not None:
        slip = "A proof has its checkpoint in it. Name one of the two."
        raise click.BadParameter(slip, param_hint="'--checkpoint, --proof'")
    shown = read_foreign(file, "a receipt", parse_receipt)
    _must_be_opened(file, shown)
    if checkpoint is None and proof is None:
        redemption = _by_ledger(ledger, file, shown)
    else:
        known = read_keys(keys, "--key", witness=False)
        redemption = _offline(file, shown, checkpoint, proof, known)
    shape = redeemed_shape(str(file), redemption)
    if as_json:
        print_json(shape)
    else:
        click.echo(shape.sentence)
    if shape.kept is not True:
        raise click.exceptions.Exit(1 if shape.kept is None else 3)


def _must_be_opened(file: Path, shown: Receipt) -> None:
    """Refuse a receipt that says another amount than was sealed."""
    from ledger.house.redeeming import is_opened

    if not is_opened(shown):
        why = "what it says was sealed is not what its entry was committed to."
        raise Refused("Refused (not-verified)", f"{file}: {why} It was changed since.")


def _by_ledger(ledger: LedgerSession, file: Path, shown: Receipt) -> Redemption:
    """Hold a receipt against the ledger, also where its history is another by now."""
    from ledger.house.checkpoints import verifier_keys
    from ledger.house.redeeming import redeem_here
    from presenters.receipt import Redemption

    ledger.opens_even_contradicted()
    house = ledger.house()
    here = redeem_here(house, shown)
    return Redemption(
        receipt=shown,
        redeemed=here.redeemed,
        key=_signer(file, shown, [*verifier_keys(house)]),
        covered_to=here.covered_to,
        signed=False,
        elsewhere=here.elsewhere,
    )


def _offline(
    file: Path,
    shown: Receipt,
    checkpoint: Path | None,
    proof: Path | None,
    keys: list[VerifierKey],
) -> Redemption:
    """Hold a receipt against a checkpoint, or against a proof and its checkpoint."""
    from ledger.proof.note import parse_note
    from ledger.proof.proof_file import parse_proof
    from ledger.proof.redeeming import by_proof
    from ledger.proof.tree import ProofInvalid
    from presenters.receipt import Redemption

    if proof is None:
        assert checkpoint is not None, "one of the two was named"
        proved, entry, place = None, None, checkpoint
        note = read_foreign(place, "a checkpoint", parse_note)
    else:
        proved, place = read_foreign(proof, "a proof", parse_proof), proof
        beside = entry_beside(proof)
        entry = read_foreign(beside, "an entry", bytes) if beside.exists() else None
        note = read_foreign(proof, "a proof", _note_in)
    reached, is_signed = _checkpoint(place, shown, note, keys)
    try:
        redeemed = by_proof(shown, reached, proved, entry)
    except ProofInvalid as no:
        remedy = f"Ask for another, of position {shown.position}."
        why = f"{place} does not verify: {no}. {remedy}"
        raise Refused("Refused (not-verified)", why) from no
    return Redemption(
        receipt=shown,
        redeemed=redeemed,
        key=_signer(file, shown, keys),
        covered_to=reached.size,
        signed=is_signed,
    )


def _note_in(proof: bytes) -> SignedNote:
    from ledger.proof.note import parse_note
    from ledger.proof.proof_file import parse_proof

    return parse_note(parse_proof(proof).note)


def _checkpoint(
    place: Path, shown: Receipt, note: SignedNote, keys: list[VerifierKey]
) -> tuple[Checkpoint, bool]:
    """Return a checkpoint of the receipt's log, and whether a key given signed it."""
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.note import verified

    try:
        reached = parse_checkpoint(note.text)
        if keys:
            verified(note, keys)
    except NoteInvalid as no:
        raise Refused("Refused (not-verified)", f"{place}: {no}") from no
    if reached.origin != shown.origin:
        slip = f"{place} is of the log {reached.origin}, and the receipt of another."
        raise click.BadParameter(slip, param_hint="'--checkpoint, --proof'")
    return reached, bool(keys)


def _signer(file: Path, shown: Receipt, keys: list[VerifierKey]) -> VerifierKey | None:
    """Return which of the keys promised it; a receipt that was changed is refused."""
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.redeeming import signer_of

    try:
        return signer_of(shown, keys)
    except NoteInvalid as no:
        remedy = "It binds nobody: it was changed since."
        raise Refused("Refused (not-verified)", f"{file}: {no} {remedy}") from no
