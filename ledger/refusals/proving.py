"""Why something of a ledger is not proved, or not taken from others."""

from __future__ import annotations

from ledger.refusals.refusal import Refusal, Words


class NotCheckpointed(Refusal):
    """Nothing was signed of a ledger at a size."""

    size: int

    code = "not-checkpointed"
    what = "This ledger has no checkpoint of {size} entries."
    remedy = "See those that it has with: lotledger audit heads"


class CheckpointOfAnother(Refusal):
    """A checkpoint is not this ledger's."""

    why: Words

    code = "checkpoint-of-another"
    what = "The checkpoint was not signed by a key of this ledger. {why}"
    remedy = "See its keys with: lotledger key show"


class NothingToProve(Refusal):
    """Nothing in the record is called so."""

    name: str

    code = "nothing-to-prove"
    what = "No bid and no document is called {name}, and it is no position."
    remedy = (
        "Name a position, a bid like 50061#7, or an invoice; see what there is with: "
        "lotledger audit history"
    )


class SeveralBids(Refusal):
    """Lots of several sales have a bid of this name."""

    name: str
    bids: str

    code = "several-bids"
    what = "There is a bid {name} in several sales: {bids}."
    remedy = "Name it with its sale."


class NotACosignature(Refusal):
    """No witness that is known cosigned a checkpoint."""

    why: Words

    code = "not-a-cosignature"
    what = "No witness that is known here cosigned the checkpoint. {why}"
    remedy = (
        "Name the verifier key that the witness gave you with: --witness NAME+ID+KEY"
    )


class TimestampThere(Refusal):
    """An authority put a time to a checkpoint before."""

    authority: str
    size: int

    code = "timestamp-there"
    what = "{authority} stamped the checkpoint of {size} entries before."
    remedy = "Record something first, or ask another authority."
