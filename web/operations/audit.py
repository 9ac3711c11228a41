"""The log for whoever checks it: its entries, its checkpoint, proofs and replays."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated

from msgspec import Meta

from ledger.house import House
from ledger.house.answers import is_answer, receipt_of
from ledger.house.checkpoints import last_note_upto
from ledger.house.proofs import newest_checkpoint, prove_entry
from ledger.house.replays import SaleReplay
from ledger.identity import LotId, sale_of
from ledger.roles import Sight
from presenters.log_entry import LogEntryShape
from presenters.recount import RecountShape, masked_recount_shape
from presenters.shape import Shape
from web.operation import AsOfQuery, LogPageQuery, reads
from web.problem import HttpProblem
from web.reading import LedgerReading


class SignedNoteShape(Shape):
    """What the log is at a size, signed (c2sp.org/tlog-checkpoint)."""

    note: str
    """The signed note."""


class InclusionShape(Shape):
    """A proof that an entry is in the log (c2sp.org/tlog-proof)."""

    position: int
    """Where the entry stands, from 1."""
    proof: str
    """The proof: a ``.tlog-proof``."""
    entry_text: str
    """The bytes of the entry, which whoever verifies needs as well."""


class ReceiptShape(Shape):
    """The house's word for an entry of the log."""

    position: int
    """Where the entry stands in the log."""
    receipt: str
    """The receipt, a file to keep."""


class GrowthQuery(AsOfQuery, frozen=True, kw_only=True):
    """Which two sizes of the log are compared."""

    older: Annotated[int, Meta(ge=1, le=2**53)]
    """The size that is known from before."""
    newer: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """The size of a newer checkpoint; that which the log has, or had at as_of, where
    nothing is said."""


class GrowthShape(Shape):
    """A proof that a log only grew (RFC 6962)."""

    older: int
    """The size that is known from before."""
    newer: int
    """The newer size."""
    hashes: tuple[str, ...]
    """The proof: hashes in Base 64."""


def list_entries(reading: LedgerReading, query: LogPageQuery) -> list[LogEntryShape]:
    """List the entries of the log, as their bytes are hashed."""
    last = min(reading.records.head(), query.after + query.limit)
    if last < reading.records.head():
        reading.next_after = str(last)
    tree = reading.house.tree()
    return [
        LogEntryShape(position=position, entry_text=tree.entry(position).decode())
        for position in range(query.after + 1, last + 1)
    ]


def show_checkpoint(house: House, reading: LedgerReading) -> SignedNoteShape:
    """Show the newest checkpoint of the log, signed; the last of then, looking back."""
    upto = reading.upto
    note = newest_checkpoint(house) if upto is None else last_note_upto(house, upto)
    return SignedNoteShape(note=note.data.decode())


def show_proof(house: House, reading: LedgerReading, position: int) -> InclusionShape:
    """Prove that an entry is in the log, so that others verify it offline.

    Looking back, the proof leads to the last checkpoint of then.
    """
    proved = prove_entry(house, position, upto=reading.upto)
    return InclusionShape(
        position=position,
        proof=proved.proof.data.decode(),
        entry_text=proved.entry.decode(),
    )


def show_consistency(
    house: House, reading: LedgerReading, query: GrowthQuery
) -> GrowthShape:
    """Prove that the log of an older size is the beginning of that of a newer one."""
    size = reading.records.head()
    newer = query.newer or size
    if not query.older <= newer <= size:
        raise HttpProblem(
            404,
            "no-such-size",
            "No such size",
            f"The log has {size} entries: name an older and a newer size of it.",
        )
    hashes = house.tree().consistency(query.older, newer)
    return GrowthShape(
        older=query.older,
        newer=newer,
        hashes=tuple(b64encode(each).decode() for each in hashes),
    )


def show_receipt(house: House, reading: LedgerReading, position: int) -> ReceiptShape:
    """Show the receipt of an entry, signed where the house signs."""
    signed = receipt_of(house, position, upto=reading.upto)
    return ReceiptShape(position=position, receipt=signed.receipt.data.decode())


def show_receipt_of_bid(
    house: House, reading: LedgerReading, lot: LotId, position: int
) -> ReceiptShape:
    """Show the receipt of the answer to a bid, a refused one too, by where it stands.

    What else is on record at a position is not told to who sees bids alone.
    """
    if position <= reading.records.head():
        (entry,) = house.entries_after(position - 1, limit=1)
        if is_answer(entry.event) and entry.event.lot == lot:
            return show_receipt(house, reading, position)
    words = f"No bid on {lot} is answered at position {position}. List its bids."
    raise HttpProblem(404, "no-such-bid", "No such bid", words)


def replay_lot(reading: LedgerReading, lot: LotId) -> RecountShape:
    """Take every decision on a lot again, under the terms of the day.

    What is sealed stays so in what differs: whoever looks at it has steps for that.
    """
    replay = SaleReplay(reading.records, sale_of(lot))
    return masked_recount_shape([replay.recompute(lot)])


OPERATIONS = (
    reads("/log/entries", Sight.LOG, list_entries),
    reads("/log/checkpoint", None, show_checkpoint),
    reads("/log/entries/{position}/proof", Sight.LOG, show_proof),
    reads("/log/entries/{position}/receipt", Sight.LOG, show_receipt),
    reads(
        "/sales/{sale}/lots/{number}/bids/at/{position}/receipt",
        Sight.BIDS,
        show_receipt_of_bid,
    ),
    reads("/log/consistency", None, show_consistency),
    reads("/sales/{sale}/lots/{number}/replay", Sight.BIDS, replay_lot),
)
