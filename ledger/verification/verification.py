"""Verify one ledger: its file, its log, its histories, and what was decided in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from ledger.damage import KEEP, EntryDamaged, LedgerDamaged
from ledger.house.key_readers import KeyReaders, readers_by
from ledger.house.records import Records
from ledger.keys.folder import LedgerFolder
from ledger.proof.tree import EMPTY_ROOT
from ledger.store.beginnings import read_ledger_id
from ledger.store.database import Database
from ledger.store.dialect import Dialect
from ledger.store.inspection import LedgerRow, ledger_row, schema_by_tables
from ledger.store.ledger_file import (
    cannot_be_opened,
    must_be_a_ledger,
    must_be_known,
)
from ledger.store.library_faults import STORE_FAULTS
from ledger.store.raw_end import RawEnd
from ledger.store.raw_log import RawLog
from ledger.store.raw_tree import RawTree
from ledger.store.schema import MOMENTS_SINCE, SCHEMA, TREE_SINCE
from ledger.verification.brought import Brought
from ledger.verification.causes import Causes
from ledger.verification.checkpoints import Vouched
from ledger.verification.e_invoices import IssuedEInvoices
from ledger.verification.file import (
    check_followers,
    check_guards,
    check_pages,
    check_tables,
)
from ledger.verification.finding import Finding, FindingKind, of_damage
from ledger.verification.findings import Findings
from ledger.verification.heads import KeptHeads
from ledger.verification.keys import Keys
from ledger.verification.moments import Index
from ledger.verification.opened_seals import OpenedSeals
from ledger.verification.paddles import Paddles
from ledger.verification.pages import LogCheck, Progress, check_log
from ledger.verification.permissions import Permissions
from ledger.verification.pictures import Pictures
from ledger.verification.published import PublishedLog
from ledger.verification.reach import Reach, reaches
from ledger.verification.rules import Replays, RestingOnSeals, check_rules
from ledger.verification.streams import check_streams
from ledger.verification.times import RecordedTimes
from ledger.verification.tree import Tree
from ledger.visible import visible

NO_TREE = (
    "The ledger is of an older version and has no tree: values that could have been "
    "others are told by nothing but its views."
)

REHEARSAL = "It is a rehearsal: anybody can derive the key that signs it."

_NOTHING = LedgerRow(None, None, None)


class Verification:
    """All that is wrong with a ledger, found step by step, and nothing changed."""

    def __init__(self, dialect: Dialect, brought: Brought | None = None) -> None:
        self.findings = Findings()
        self._brought = brought or Brought()
        self.vouched = Vouched()
        """On whose word the log stands, beside its own."""
        self._e_invoices = IssuedEInvoices()
        self._opened_seals = OpenedSeals()
        self._pictures = Pictures()
        self._rested = RestingOnSeals()
        self._is_rehearsal = False
        self.heads_compared = 0
        self.checkpoints_compared = 0
        self.remarks: list[str] = []
        """What was not there to be verified."""
        self._dialect = dialect
        self._database = Database(dialect, hashed=False)
        self.keys = self._brought.keys_to(self._database)
        """The keys to what is sealed, as far as they are here."""
        self._row = _NOTHING
        self._schema = SCHEMA
        self.head: object = 0
        """The last position that was given out, by what the file says."""
        self.root = EMPTY_ROOT
        """The root of the tree over all of it."""
        self.last = 0
        """The last position that there is: as far as everything is read."""

    def close(self) -> None:
        """Close the ledger."""
        self.keys.close()
        self._database.close()

    @property
    def records(self) -> Records:
        """The records as far as they are verified, for whoever derives from them."""
        return Records(self._database, upto=self.last)

    @property
    def ledger_id(self) -> str:
        """The id of the ledger whose entries these are; empty where none says so."""
        try:
            return self._database.ledger_id().text
        except LedgerDamaged:
            return ""
        except STORE_FAULTS:
            return ""

    def check_file(self) -> None:
        """Look at the file itself, and at what it says of its log."""
        self._must_be_a_ledger()
        database = self._database
        # Heads are kept of what is recorded: none is ahead of an end read later.
        self._heads = KeptHeads(self._folder)
        self._end = RawEnd(database)
        self._take("A page", check_pages(database))
        self._take("What the file says of itself", self._read_ends())
        self._take("A table", check_tables(database, self._schema))
        self._take("What guards the entries", check_guards(database, self._schema))
        self._take("What followers have read", check_followers(self._end, self.last))

    def _must_be_a_ledger(self) -> None:
        """Refuse what is none, or one of a newer version; raises LedgerDamaged."""
        try:
            must_be_a_ledger(self._database)
            if (row := ledger_row(self._database)) is not None:
                self._row = row
        except STORE_FAULTS as fault:
            raise cannot_be_opened(self._dialect, fault) from fault
        must_be_known(self._database, self._row.schema)
        self._schema = schema_by_tables(self._database)

    def _read_ends(self) -> Iterable[Finding]:
        self.head, self.last = self._end.ends()
        if self._row.schema != self._schema:
            number = visible(repr(self._row.schema))
            what = (
                f"The file says that its schema is {number}, and it is {self._schema}"
            )
            yield Finding(kind=FindingKind.LEDGER_ROW, what=what)
        yield from self._held_against_end()
        named = RawLog(self._database).ledger_named()
        if named is not None and named != self._row.id:
            yield Finding(
                kind=FindingKind.LEDGER_ROW,
                what=f"The file says that it is the ledger "
                f"{visible(repr(self._row.id))}, and its entries were recorded in "
                f"{visible(named)}",
                position=1,
            )
            self._database.close()
            self._database = Database(
                self._dialect, ledger_id=read_ledger_id(named), hashed=False
            )
            self.keys = self._brought.keys_to(self._database)
            self._heads = KeptHeads(self._folder)

    def _held_against_end(self) -> Iterable[Finding]:
        head, last = self.head, self.last
        if not isinstance(head, int):
            what = f"The file says that its log ends at {visible(repr(head))}"
            yield Finding(kind=FindingKind.LEDGER_ROW, what=what)
        elif head > last:
            yield Finding(
                kind=FindingKind.MISSING,
                what=f"The log gave out position {head}, and its last entry is {last}",
                position=last + 1,
                last=head,
            )
        elif head < last:
            yield Finding(
                kind=FindingKind.ADDED,
                what=f"The log gave out position {head}, and its last entry is {last}: "
                "entries were added by hand",
                position=head + 1,
                last=last,
            )

    def check_log(self, progress: Progress) -> None:
        """Read the log once, and let every check of entries hear it."""
        log = RawLog(self._database)
        checks: Sequence[LogCheck] = (
            Causes(),
            Keys(log, self.last),
            RecordedTimes(),
            Paddles(),
            Permissions(),
            self._e_invoices,
            self._opened_seals,
            self._pictures,
        )
        if self._schema >= MOMENTS_SINCE:
            checks = (*checks, Index(log, self._row, self.last))
        published = self._published()
        tree = self._tree(published.sizes)
        checks = (*checks, tree)
        findings = check_log(
            log, self._database.codec, checks, upto=self.last, progress=progress
        )
        self._take("The log", findings)
        files = self._dialect.folder or self._brought.files
        self.remarks += self._pictures.remarks(files, self.ledger_id)
        self.root = tree.root
        self._take("What was signed", published.check(tree.roots, self.records))
        self._is_rehearsal = published.is_rehearsal
        if published.is_rehearsal:
            self.remarks.append(REHEARSAL)
        self.vouched = published.vouched
        self.heads_compared = len(published.heads)
        self.checkpoints_compared = len(published.checkpoints)

    def _tree(self, sizes: Collection[int]) -> Tree:
        kept = RawTree(self._database) if self._schema >= TREE_SINCE else None
        if kept is None:
            self.remarks.append(NO_TREE)
        return Tree(kept, self._end, self.last, sizes=sizes)

    def _published(self) -> PublishedLog:
        """Gather what was published of the log, here and elsewhere."""
        published = PublishedLog(
            self._brought,
            self._folder,
            self._heads,
            ledger_folder=self._dialect.folder,
            last=self.last,
        )
        if self._schema >= TREE_SINCE:
            published.is_copy = self._row.replica is not None or self._end.is_standby
            self._take("A checkpoint", published.read_stored(self._end))
        if self._row.replica is not None:
            of = visible(str(self._row.replica))
            self.remarks.append(f"This is a copy of {of}, and takes no entries.")
        return published

    @property
    def _folder(self) -> LedgerFolder | None:
        """Where the keys, the heads and the vault of this ledger are kept."""
        folder = self._brought.folder
        return None if folder is None else folder.of_ledger(self.ledger_id)

    def check_e_invoices(self) -> None:
        """Compare what the vault keeps as issued, where it opens."""
        findings, remarks = self._e_invoices.check(
            self._folder,
            self.ledger_id,
            ledger_folder=self._dialect.folder,
            passphrase=self._brought.passphrase,
            root=self._brought.root,
        )
        self._take("What is kept of e-invoices", findings)
        self.remarks += remarks

    def check_streams(self, progress: Progress) -> None:
        """Follow every stream through its history."""
        findings = check_streams(self._database, upto=self.last, progress=progress)
        self._take("A history", findings)

    def check_rules(self, replays: Replays, progress: Progress) -> None:
        """Decide every sale again."""
        findings = check_rules(self.records, replays, self._rested, progress=progress)
        self._take("What is decided again", findings)
        self.remarks += self._rested.remarks

    def check_openings(self, progress: Progress) -> None:
        """Hold what was opened of sealed amounts against what was sealed."""
        findings = self._opened_seals.check(self.records, progress)
        self._take("What was opened", findings)
        self.remarks += self._opened_seals.remarks

    @property
    def sealed_for(self) -> KeyReaders | None:
        """Who can read what stayed sealed to the verification; None: nothing did."""
        if not self._rested.sealed and not self._opened_seals.shut:
            return None
        return readers_by(self._folder, is_rehearsal=self._is_rehearsal)

    def reaches(self) -> dict[int, Reach]:
        """Return what the first finding of each kind touches, by its position."""
        firsts = (kind.first.position for kind in self.findings.kinds)
        positions = [position for position in firsts if position is not None]
        return reaches(RawLog(self._database), positions) if positions else {}

    def _take(self, what: str, findings: Iterable[Finding]) -> None:
        """Take what a check finds, also where it finds that it cannot go on."""
        try:
            self.findings.add(findings)
        except EntryDamaged as damage:
            self.findings.add([of_damage(damage)])
        except LedgerDamaged as damage:
            why = str(damage).removesuffix(f". {KEEP}").removesuffix(".")
            self.findings.add([Finding(kind=FindingKind.FILE, what=why)])
        except Exception:  # noqa: BLE001 (a whole file is read without any)
            words = f"{what} cannot be read to the end: the file holds what none can"
            self.findings.add([Finding(kind=FindingKind.FILE, what=words)])
