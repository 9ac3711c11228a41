"""Ask a witness over HTTP to cosign this ledger as it stands."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import SplitResult

import click

from commands.audit.foreign_file import read_keys, witness_option
from commands.errors import Refused
from commands.output import print_json, prints_json
from commands.params import TEXT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.house import House
    from ledger.proof.note import SignedNote
    from web.sending import HttpAnswer

_ANSWER_BYTES_MAX = 2**16


@click.command("ask-witness")
@click.argument("url", type=TEXT, metavar="URL")
@witness_option
@prints_json("presenters.proofs:AskedWitnessShape")
@click.pass_obj
def ask_witness(
    ledger: LedgerSession, url: str, *, witnesses: tuple[str, ...], as_json: bool
) -> None:
    """Ask the witness at URL to cosign this ledger, and keep what it signs.

    URL is below what another house's service is reached at, such as
    https://dale.example/witness, or any witness of c2sp.org/tlog-witness: it is sent a
    proof that the log grew from what it cosigned last. A witness that saw more than the
    ledger has saw another history of it, which ends the command with 1.

    Example: lotledger audit ask-witness https://dale.example/witness
    """
    from ledger.house.proofs import add_cosignatures, known_witnesses, newest_checkpoint
    from presenters.proofs import asked_witness_shape, asked_witness_words

    address = _address(url)
    house = ledger.house()
    known = known_witnesses(house)
    given = read_keys(witnesses, "--witness", witness=True)
    note = _cosigned(house, address, newest_checkpoint(house))
    keys = add_cosignatures(house, note, [*known.read(), *given])
    for key in given:
        known.add(key)
    shape = asked_witness_shape(note, [key.name for key in keys])
    if as_json:
        print_json(shape)
    else:
        click.echo(asked_witness_words(shape))


def _cosigned(house: House, address: SplitResult, note: SignedNote) -> SignedNote:
    """Return a checkpoint with what a witness signed of it; raises Refused.

    It says itself what it cosigned last, where that is not nothing.
    """
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.note import parse_note

    answer = _asked(house, address, 0, note)
    if answer.status == HTTPStatus.CONFLICT:
        seen, size = _size_in(address, answer), parse_checkpoint(note.text).size
        if seen > size:
            raise _unasked(
                address,
                f"it saw {seen} entries of this ledger, which has {size}. The ledger "
                "is an older copy, or was changed: keep it as it is.",
            )
        answer = _asked(house, address, seen, note)
    if answer.status != HTTPStatus.OK:
        words = answer.content.decode("utf-8", "replace").strip()
        raise _unasked(address, f"it answered {answer.status}: {words}")
    try:
        return parse_note(note.data + answer.content)
    except NoteInvalid as fault:
        raise _unasked(address, str(fault)) from fault


def _asked(
    house: House, address: SplitResult, old: int, note: SignedNote
) -> HttpAnswer:
    from ledger.house.proofs import prove_growth
    from web.sending import sent

    proof = prove_growth(house, old, note).data
    headers = {"Content-Type": "text/plain"}
    try:
        return sent("POST", address, headers, proof, bytes_max=_ANSWER_BYTES_MAX)
    except OSError as fault:
        why = f"it cannot be reached, {fault.strerror or fault}"
        raise _unasked(address, why) from fault


def _size_in(address: SplitResult, answer: HttpAnswer) -> int:
    """Return what a witness cosigned last, as it says; raises Refused."""
    from ledger.proof.lines import Malformed, number_in

    text = answer.content.decode("utf-8", "replace").removesuffix("\n")
    try:
        return number_in(text, "The size that it cosigned last")
    except Malformed as fault:
        raise _unasked(address, str(fault)) from fault


def _address(url: str) -> SplitResult:
    """Return where a witness is asked; raises BadParameter."""
    from web.addresses import UnsafeAddress, safe_address

    try:
        return safe_address(f"{url.rstrip('/')}/add-checkpoint")
    except UnsafeAddress as fault:
        raise click.BadParameter(str(fault), param_hint="'URL'") from fault


def _unasked(address: SplitResult, why: str) -> Refused:
    remedy = "Nothing was kept; ask it again later, or by file: audit cosign."
    return Refused(
        "Refused (not-cosigned)", f"{address.geturl()} cosigned nothing: {why} {remedy}"
    )
