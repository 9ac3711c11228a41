"""The log for whoever checks it: its entries, its checkpoint, proofs and replays."""

from __future__ import annotations

from ledger.house import House
from ledger.house.proofs import newest_checkpoint, prove_entry
from ledger.house.replays import SaleReplay
from ledger.identity import LotId, sale_of
from ledger.roles import Sight
from presenters.log_entry import LogEntryShape
from presenters.recount import RecountShape, difference_shape
from presenters.shape import Shape
from web.operation import PageQuery, reads
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


def list_entries(reading: LedgerReading, query: PageQuery) -> list[LogEntryShape]:
    """List the entries of the log, as their bytes are hashed."""
    last = min(reading.records.head(), query.after + query.limit)
    tree = reading.house.tree()
    return [
        LogEntryShape(position=position, entry_text=tree.entry(position).decode())
        for position in range(query.after + 1, last + 1)
    ]


def show_checkpoint(house: House) -> SignedNoteShape:
    """Show the newest checkpoint of the log, signed."""
    return SignedNoteShape(note=newest_checkpoint(house).data.decode())


def show_proof(house: House, position: int) -> InclusionShape:
    """Prove that an entry is in the log, so that others verify it offline."""
    proved = prove_entry(house, position)
    return InclusionShape(
        position=position,
        proof=proved.proof.data.decode(),
        entry_text=proved.entry.decode(),
    )


def replay_lot(reading: LedgerReading, lot: LotId) -> RecountShape:
    """Take every decision on a lot again, under the terms of the day."""
    recount = SaleReplay(reading.records, sale_of(lot)).recompute(lot)
    return RecountShape(
        events=recount.events,
        differences=tuple(map(difference_shape, recount.differences)),
    )


OPERATIONS = (
    reads("/log/entries", Sight.LOG, list_entries),
    reads("/log/checkpoint", None, show_checkpoint),
    reads("/log/entries/{position}/proof", Sight.LOG, show_proof),
    reads("/sales/{sale}/lots/{number}/replay", Sight.BIDS, replay_lot),
)
