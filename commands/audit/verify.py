"""Say whether a ledger is as it was recorded, and what is wrong where it is not."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from commands.output import print_json, prints_json, progress
from commands.session import LedgerSession

if TYPE_CHECKING:
    from ledger.store.dialect import Dialect
    from ledger.verification.verification import Verification

ALTERED = 3


@click.command()
@prints_json("presenters.verification:VerificationShape")
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool) -> None:
    """Verify the ledger: work everything out again, and name what is not as recorded.

    It reads the file, every entry, every history and every decision, the views and the
    books, and changes none of them. It ends with 0 for a ledger that is valid, and with
    3 for one that is altered, or that contradicts what was kept of it. It tells
    maximums, and is for auditors.

    Example: lotledger audit verify --json
    """
    from ledger.store.dialect import dialect_at
    from ledger.verification.findings import LedgerVerdict, TrustMode
    from ledger.verification.verification import Verification
    from presenters.verification import verification_lines, verification_shape

    session: LedgerSession = ctx.obj
    dialect = dialect_at(session.place)
    dialect.must_be_there(new=False)
    with closing(Verification(dialect)) as verification:
        remarks = _check(verification, dialect, session.place)
        shape = verification_shape(
            ledger=verification.ledger_id,
            position=verification.last,
            root=verification.root,
            findings=verification.findings,
            reaches=verification.reaches(),
            trust=TrustMode.SELF_CONSISTENT,
            remarks=remarks,
        )
    if as_json:
        print_json(shape)
    else:
        for line in verification_lines(dialect.name, shape):
            click.echo(line)
    ctx.exit(0 if shape.verdict is LedgerVerdict.VALID else ALTERED)


def _check(verification: Verification, dialect: Dialect, place: str) -> list[str]:
    """Make every check in turn; returns what was not there to be checked."""
    from commands.audit.verified_views import check_views
    from commands.replay.sale import PROCESSES_MAX, cores
    from ledger.verification.rules import Replays
    from presenters.recount import difference_words

    verification.check_file()
    with progress("reading the log") as advance:
        verification.check_log(advance)
    with progress("following histories") as advance:
        verification.check_streams(advance)
    can_be_opened = not verification.findings
    replays = Replays(
        place=place,
        processes=min(PROCESSES_MAX, cores()) if can_be_opened else 1,
        words=difference_words,
    )
    with progress("deciding again") as advance:
        verification.check_rules(replays, advance)
    with progress("comparing views") as advance:
        return check_views(verification, dialect, advance)
