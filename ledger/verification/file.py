"""The file of a ledger: whole pages, its own tables, and guards that stand."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.store.database import Database
from ledger.store.inspection import missing_guards, page_faults, table_faults
from ledger.store.raw_end import RawEnd
from ledger.verification.finding import Finding, FindingKind
from ledger.visible import visible


def check_pages(database: Database) -> Iterator[Finding]:
    """Yield the pages and indexes that are not whole."""
    for fault in page_faults(database):
        yield Finding(kind=FindingKind.FILE, what=fault.what, position=fault.position)


def check_tables(database: Database, number: int) -> Iterator[Finding]:
    """Yield the tables that a ledger of a schema lacks, and what no ledger has."""
    for fault in table_faults(database, number):
        yield Finding(kind=FindingKind.TABLES, what=fault.what)


def check_guards(database: Database, number: int) -> Iterator[Finding]:
    """Yield the guards that were taken away, or have other words."""
    if missing := missing_guards(database, number):
        yield Finding(
            kind=FindingKind.GUARDS,
            what="What keeps entries from being changed was taken away: "
            f"{', '.join(missing)}",
        )


def check_followers(end: RawEnd, last: int) -> Iterator[Finding]:
    """Yield the followers that have read what the log does not have."""
    for name, reached in end.followers():
        if not isinstance(reached, int) or not 0 <= reached <= last:
            yield Finding(
                kind=FindingKind.FOLLOWER,
                what=f"The follower {visible(repr(name))} has read up to "
                f"{visible(repr(reached))}, and the log ends at {last}",
            )
