"""Say whether a ledger is as it was recorded, and what is wrong where it is not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.audit.foreign_file import FILE, read_foreign, read_keys
from commands.keeping import named_passphrase
from commands.output import print_json, prints_json, progress
from commands.params import TEXT
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.proof.timestamp import Trust
    from ledger.store.dialect import Dialect
    from ledger.verification.brought import Brought
    from presenters.verification import VerificationShape

ALTERED = 3


@click.command()
@click.option(
    "--key",
    "keys",
    type=TEXT,
    multiple=True,
    metavar="VKEY|FILE",
    help="A verifier key of the log, from somewhere else than the ledger.",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A checkpoint that you kept: the ledger must go on from it.",
)
@click.option(
    "--policy",
    type=FILE,
    metavar="FILE",
    help="Whom you trust: logs, witnesses and a quorum (c2sp.org/tlog-policy).",
)
@click.option(
    "--trusted",
    envvar="LOTLEDGER_TIMESTAMP_TRUSTED",
    type=FILE,
    metavar="FILE",
    help="Certificates in PEM of the authorities that you trust for time.",
)
@click.option(
    "--previous",
    type=TEXT,
    metavar="PATH|URL",
    help="The ledger that this one goes on from, to be compared with it.",
)
@prints_json("presenters.verification:VerificationShape")
@click.pass_context
def verify(
    ctx: click.Context,
    *,
    keys: tuple[str, ...],
    checkpoints: tuple[Path, ...],
    policy: Path | None,
    trusted: Path | None,
    previous: str | None,
    as_json: bool,
) -> None:
    """Verify the ledger: work everything out again, and name what is not as recorded.

    It reads the file, every entry, every history and every decision, the views, the
    books, and what was signed; it changes none of them. Heads that are kept beside the
    keys are compared where they are here. It ends with 0 for a ledger that is valid,
    and with 3 for one that is altered, or that contradicts what was kept of it. What
    is sealed is decided by where its keys are here, and not told; what was opened is
    held against what was sealed, without any key. What was brought forward from
    another ledger is compared with it where --previous names that.

    Example: lotledger audit verify --key house.vkey --checkpoint december.checkpoint
    """
    from ledger.store.dialect import dialect_at
    from ledger.verification.findings import LedgerVerdict
    from presenters.verification import verification_lines

    session: LedgerSession = ctx.obj
    dialect = dialect_at(session.place)
    dialect.must_be_there(new=False)
    brought = _brought(keys, checkpoints, policy, trusted)
    shape = _verified(dialect, brought, session.place, previous)
    if as_json:
        print_json(shape)
    else:
        for line in verification_lines(dialect.name, shape):
            click.echo(line)
    ctx.exit(0 if shape.verdict is LedgerVerdict.VALID else ALTERED)


def _verified(
    dialect: Dialect, brought: Brought, place: str, previous: str | None
) -> VerificationShape:
    from commands.replay.sale import PROCESSES_MAX, cores
    from presenters.verified.whole import verified

    return verified(
        dialect,
        brought,
        place=place,
        processes=min(PROCESSES_MAX, cores()),
        before=previous,
        step=progress,
    )


def _brought(
    keys: tuple[str, ...],
    checkpoints: tuple[Path, ...],
    policy: Path | None,
    trusted: Path | None,
) -> Brought:
    """Read what the reader brings, and find what is kept here beside the keys."""
    from commands.keeping import files_folder, key_folder
    from ledger.proof.note import parse_note
    from ledger.proof.policy import parse_policy
    from ledger.verification.brought import Brought

    trust = None if policy is None else read_foreign(policy, "a policy", parse_policy)
    return Brought(
        keys=read_keys(keys, "--key", witness=False),
        policy=trust,
        checkpoints=[
            (str(file), read_foreign(file, "a checkpoint", parse_note))
            for file in checkpoints
        ],
        authorities=None if trusted is None else _authorities(trusted),
        folder=key_folder(),
        files=files_folder(),
        passphrase=named_passphrase(),
    )


def _authorities(file: Path) -> Trust:
    from commands.audit.handed_out import does_not_verify
    from ledger.proof.timestamp import TimestampInvalid, read_trust

    try:
        return read_trust(read_foreign(file, "certificates in PEM", bytes))
    except TimestampInvalid as no:
        raise does_not_verify(file, no) from no
