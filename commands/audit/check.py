"""Verify what another house handed out: no ledger is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import FILE, read_foreign
from commands.output import print_facts, print_json, prints_json

if TYPE_CHECKING:
    from ledger.proof.note import SignedNote
    from ledger.proof.timestamp import StampedTime
    from presenters.checked import CheckedShape, EquivocationShape


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--policy",
    type=FILE,
    required=True,
    metavar="FILE",
    help="Whom you trust: logs, witnesses and a quorum (c2sp.org/tlog-policy).",
)
@click.option(
    "--entry",
    type=FILE,
    metavar="FILE",
    help="The bytes that a proof is of.  [default: FILE.entry beside the proof]",
)
@click.option(
    "--old",
    type=FILE,
    metavar="FILE",
    help="A checkpoint that you kept: the log must continue it.",
)
@click.option(
    "--timestamp",
    "stamp",
    type=FILE,
    metavar="FILE",
    help="An authority's answer (RFC 3161) about the checkpoint.",
)
@click.option(
    "--trusted",
    envvar="LOTLEDGER_TIMESTAMP_TRUSTED",
    type=FILE,
    metavar="FILE",
    help="The authority's certificates in PEM, its root among them.",
)
@prints_json("presenters.checked:CheckedShape", "presenters.checked:EquivocationShape")
def check(
    file: Path,
    *,
    policy: Path,
    entry: Path | None,
    old: Path | None,
    stamp: Path | None,
    trusted: Path | None,
    as_json: bool,
) -> None:
    """Verify a proof, a checkpoint or a whole log, by your own policy.

    FILE is a .tlog-proof; a signed checkpoint; a proof that a log grew, with the
    checkpoint that you kept as --old; a folder of tiles; or an .equivocation. The
    answer says on whose word it stands: signed, timestamped, or witnessed. It ends with
    1 where anything does not verify, or a quorum is lacking, and with 3 where a log
    contradicts what you kept. A policy that came with the file says nothing: write your
    own, with keys that you have from somewhere else.

    Example: lotledger audit check bid.tlog-proof --policy house.policy
    """
    from commands.audit.handed_out import evidence_in, is_evidence, verified_file
    from ledger.proof.policy import parse_policy
    from presenters.checked import checked_shape

    trust = read_foreign(policy, "a policy", parse_policy)
    if is_evidence(file):
        _print_evidence(evidence_in(file, trust), as_json=as_json)
        return
    shown = verified_file(file, trust, entry=entry, old=old)
    when = _stamped_time(shown.note, stamp, trusted)
    shape = checked_shape(str(file), shown.judgement, shown.index, shown.old, when)
    _print(shape, as_json=as_json)


def _print(shape: CheckedShape, *, as_json: bool) -> None:
    """Print what was verified; ends with 1 where a quorum is lacking."""
    from presenters.checked import checked_facts

    if as_json:
        print_json(shape)
    else:
        print_facts(checked_facts(shape))
    if shape.lacks is not None:
        raise click.exceptions.Exit(1)


def _print_evidence(shown: EquivocationShape, *, as_json: bool) -> None:
    from presenters.checked import equivocation_words

    if as_json:
        print_json(shown)
    else:
        click.echo(equivocation_words(shown))


def _stamped_time(
    note: SignedNote, stamp: Path | None, trusted: Path | None
) -> StampedTime | None:
    """Return what an authority says of the checkpoint; None where none was asked."""
    from commands.audit.handed_out import does_not_verify
    from ledger.proof.timestamp import (
        TimestampInvalid,
        read_trust,
        stamped_bytes,
        verified_timestamp,
    )

    if stamp is None:
        return None
    if trusted is None:
        slip = "Name the certificates of the authority: none is trusted without."
        raise click.BadParameter(slip, param_hint="'--trusted'")
    reply = read_foreign(stamp, "an authority's answer", bytes)
    pem = read_foreign(trusted, "certificates in PEM", bytes)
    try:
        return verified_timestamp(reply, stamped_bytes(note), read_trust(pem))
    except TimestampInvalid as no:
        raise does_not_verify(stamp, no) from no
