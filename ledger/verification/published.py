"""What was published of a log, and is kept: checkpoints, timestamps, heads and keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ledger.events import LedgerTakenOver
from ledger.events.ledger import Times
from ledger.house.checkpoints import verifier_keys
from ledger.house.records import Records
from ledger.keys.folder import LedgerFolder
from ledger.keys.key_files import kept_key
from ledger.proof.note_keys import VerifierKey
from ledger.refusals import KeyNotHere, KeysNotKept
from ledger.store.raw_end import RawEnd
from ledger.verification.brought import Brought
from ledger.verification.checkpoints import Checkpoints, Vouched
from ledger.verification.finding import Finding, FindingKind
from ledger.verification.heads import KeptHeads
from ledger.verification.sizes import KnownSizes


class PublishedLog:
    """All that is known of a log beside its entries."""

    def __init__(
        self,
        brought: Brought,
        folder: LedgerFolder | None,
        heads: KeptHeads,
        *,
        ledger_folder: Path | None,
        last: int,
    ) -> None:
        self._brought = brought
        self._folder = folder
        self._ledger_folder = ledger_folder
        self._last = last
        self.is_copy = False
        """The ledger says that it is a copy: it need not have what came later."""
        self.is_rehearsal = False
        self.heads = heads
        self.checkpoints = Checkpoints((), brought)
        self._timestamps: list[tuple[object, object, object]] = []

    @property
    def vouched(self) -> Vouched:
        """On whose word the log stands."""
        return self.checkpoints.vouched

    @property
    def sizes(self) -> set[int]:
        """The sizes at which the root of the log has to be known."""
        return self.checkpoints.sizes | {head.size for head in self.heads.heads}

    def read_stored(self, end: RawEnd) -> Iterator[Finding]:
        """Read what is stored with the log; yields nothing."""
        self.checkpoints = Checkpoints(end.checkpoints(), self._brought)
        self._timestamps = end.timestamps()
        yield from ()

    def check(self, roots: Mapping[int, bytes], records: Records) -> Iterator[Finding]:
        """Yield what does not agree with the log."""
        sizes = KnownSizes(roots, self._last)
        # Each that agrees says where a change cannot be: all are heard before any.
        for _, known in self.heads.known():
            sizes.agrees(known)
        keys = verifier_keys(records)
        yield from self.checkpoints.check(sizes, keys)
        yield from self.checkpoints.check_timestamps(self._timestamps)
        self.is_rehearsal = records.ledger().times is Times.REHEARSAL
        if self.is_rehearsal:
            return
        left = [
            entry.event
            for entry in records.ledger_history()
            if isinstance(entry.event, LedgerTakenOver)
        ]
        upto = self._last if self.is_copy else None
        yield from self.heads.check(sizes, left, upto=upto)
        yield from self._kept_keys(keys)

    def _kept_keys(self, keys: tuple[VerifierKey, ...]) -> Iterator[Finding]:
        """Yield the keys that are here, and not as keys are kept."""
        if self._folder is None:
            return
        for key in keys:
            try:
                kept_key(self._folder, key, apart_from=self._ledger_folder)
            except KeyNotHere:
                continue
            except KeysNotKept as no:
                what = str(no).partition(". ")[0]
                yield Finding(kind=FindingKind.KEYS, what=what)
