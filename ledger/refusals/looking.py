"""Why something is not shown: nobody would know that it was."""

from __future__ import annotations

from ledger.identity import LotId
from ledger.refusals.refusal import Refusal, Words


class LookNotRecorded(Refusal):
    """What is sealed, and whose person it is, is shown after that was recorded."""

    why: Words

    code = "look-not-recorded"
    what = "It stays masked, since no look can be recorded here: {why}"
    remedy = "Look in the ledger that goes on."


class NothingLookedAt(Refusal):
    """A look names what is looked at, and what for."""

    code = "nothing-looked-at"
    what = "A look names at least one lot or client, and its purpose."
    remedy = "Name both."


class DependsOnSealed(Refusal):
    """A dry run opens nothing that is sealed: nobody is on record to look."""

    lot: LotId

    code = "depends-on-sealed"
    what = (
        "What comes of this is decided by what is sealed on lot {lot}, and a dry run "
        "opens nothing."
    )
    remedy = "It is in order as far as that: leave --dry-run out to do it."
