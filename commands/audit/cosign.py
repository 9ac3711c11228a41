"""Cosign another log's checkpoint, as its witness."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import FILE, read_foreign, read_keys
from commands.errors import Refused
from commands.output import print_json, prints_json
from commands.params import TEXT
from commands.print_options import out_option
from commands.written_file import write_file
from ledger.clock import machine_clock

if TYPE_CHECKING:
    from ledger.keys.witness_folder import WitnessFolder
    from ledger.keys.witnessing import Declined
    from ledger.proof.consistency_file import ConsistencyFile
    from ledger.proof.note import SignedNote
    from ledger.proof.note_keys import SigningKey, VerifierKey
    from presenters.proofs import CosignedShape

_OLD = b"old "


@click.command()
@click.argument("checkpoint", type=FILE)
@click.option(
    "--key",
    "keys",
    type=TEXT,
    multiple=True,
    metavar="VKEY|FILE",
    help="A verifier key of the log, or a file of them; known from then on.",
)
@click.option(
    "--name",
    type=TEXT,
    metavar="NAME",
    help="Under which this witness cosigns, such as yourhouse.example/witness; it is "
    "given once.",
)
@out_option
@prints_json("presenters.proofs:CosignedShape")
def cosign(
    checkpoint: Path,
    *,
    keys: tuple[str, ...],
    name: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Sign another log's checkpoint, if it continues what was signed of it before.

    CHECKPOINT is what the other house writes with: audit consistency SIZE, where SIZE
    is what this witness signed last; the first time, a checkpoint will do. The key of
    the log is given the first time, and should come from its owner by another way.
    What is signed says when, and that no larger tree of that log was seen that is
    consistent with it. Where the log signed two histories, nothing is signed, and both
    checkpoints are kept in a file that proves it to anybody.

    What was seen last is kept with the keys (LOTLEDGER_KEYS). No ledger is needed.

    Example: lotledger audit cosign grown.txt --out cosigned.txt
    """
    from presenters.proofs import cosigned_words

    file = read_foreign(checkpoint, "a checkpoint, or a proof of consistency", bytes)
    given = read_keys(keys, "--key", witness=False)
    shape = _cosigned(checkpoint, file, given, name)
    if out is not None:
        write_file(out, shape.note.encode())
    if as_json:
        print_json(shape)
    elif out is None:
        click.echo(shape.note, nl=False)
        click.echo(cosigned_words(shape), err=True)
    else:
        click.echo(f"{cosigned_words(shape)} It is in {out}.")


def _cosigned(
    checkpoint: Path, file: bytes, keys: list[VerifierKey], name: str | None
) -> CosignedShape:
    """Cosign what is in a file, while nobody else does."""
    from commands.keeping import witness_folder
    from ledger.keys import witnessing
    from presenters.proofs import cosigned_shape

    folder, at = witness_folder(), int(machine_clock().timestamp())
    with folder.turn():
        signing = _signing_key(folder, name)
        request = read_foreign(checkpoint, "", lambda _: _request(folder, file))
        try:
            cosigned = witnessing.cosign(folder, signing, request, keys, at=at)
        except witnessing.Declined as no:
            raise _refusal(no) from no
    return cosigned_shape(cosigned.note, cosigned.old, signing.verifier, at)


def _request(folder: WitnessFolder, file: bytes) -> ConsistencyFile:
    """Read a request; a checkpoint by itself is one where there is nothing to prove."""
    from ledger.proof.checkpoint import parse_checkpoint
    from ledger.proof.consistency_file import ConsistencyFile, parse_consistency
    from ledger.proof.note import parse_note

    if file.startswith(_OLD):
        request = parse_consistency(file)
        parse_checkpoint(_note(request).text)
        return request
    checkpoint = parse_checkpoint(parse_note(file).text)
    seen = folder.seen(checkpoint.origin)
    is_known = seen is not None and seen.size == checkpoint.size
    old = checkpoint.size if is_known else 0
    return ConsistencyFile(old=old, hashes=(), note=file)


def _note(request: ConsistencyFile) -> SignedNote:
    from ledger.proof.note import parse_note

    return parse_note(request.note)


def _signing_key(folder: WitnessFolder, name: str | None) -> SigningKey:
    """Return what this witness signs with; made the first time, under a name."""
    from ledger.proof.base64_text import NoteInvalid
    from ledger.proof.note_keys import COSIGNATURE, SigningKey

    key = folder.key()
    if key is None and name is None:
        needed = "This witness has no name yet. Give it one, like: yourhouse.example/w1"
        raise click.BadParameter(needed, param_hint="'--name'")
    if key is None:
        try:
            key = SigningKey(str(name), os.urandom(32), COSIGNATURE)
        except NoteInvalid as slip:
            raise click.BadParameter(str(slip), param_hint="'--name'") from slip
        folder.keep_key(key)
        click.echo(f"This witness cosigns with: {key.verifier.text}", err=True)
    elif name not in (None, key.name):
        needless = f"This witness is called {key.name}. Leave it out."
        raise click.BadParameter(needless, param_hint="'--name'")
    return key


def _refusal(no: Declined) -> Refused:
    """Say why nothing is signed, and where what somebody may be shown is kept."""
    from ledger.proof.witness import LogEquivocates

    remedy = no.why.remedy
    if isinstance(no.why, LogEquivocates):
        remedy = f"Both are in {no.evidence}, which proves it to anybody; keep it."
    elif no.evidence is not None:
        remedy = f"{remedy} Both are kept in {no.evidence}."
    return Refused(f"Refused ({no.why.code})", f"{no.why} {remedy}")
