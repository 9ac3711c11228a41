"""What of a sale is sealed, as a report: lot by lot, who looked, and who could have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.identity import number_of
from presenters.key_readers import readable_by
from presenters.words import counted
from projections.reports.model import Column, Heading, Kind, Report, ReportTable, Row

if TYPE_CHECKING:
    from ledger.house.key_readers import KeyReaders
    from ledger.verification.seals import LotSeals, SaleSeals, SealLook

LOTS = (
    Column("lot", "Lot", key=True),
    Column("sealed", "Sealed", Kind.YES_NO),
    Column("sealed_since", "Since", Kind.POSITION),
    Column("sealed_bids", "Sealed bids", Kind.COUNT, total=True),
    Column("plain_bids", "Plain bids", Kind.COUNT, total=True),
    Column("sealed_refused", "Sealed refused", Kind.COUNT, total=True),
    Column("plain_refused", "Plain refused", Kind.COUNT, total=True),
    Column("sealed_reserves", "Sealed reserves", Kind.COUNT, total=True),
    Column("plain_reserves", "Plain reserves", Kind.COUNT, total=True),
    Column("sealed_replays", "Sealed replays", Kind.COUNT, total=True),
    Column("plain_replays", "Plain replays", Kind.COUNT, total=True),
    Column("opened", "Opened", Kind.COUNT, total=True),
    Column("opened_by_hand", "Opened by hand", Kind.COUNT, total=True),
    Column("closed", "Closed at", Kind.POSITION),
    Column("opened_early", "Opened before"),
)
LOOKS = (
    Column("position", "Position", Kind.POSITION, key=True),
    Column("at", "Recorded", Kind.MOMENT),
    Column("lot", "Lot", key=True),
    Column("looked_at", "What"),
    Column("actor", "By"),
    Column("login", "Login"),
    Column("purpose", "Purpose"),
    Column("before_hammer", "Before the hammer", Kind.YES_NO),
)
READERS = (Column("login", "Login", key=True), Column("file", "Can open"))


def seals_report(seals: SaleSeals, readers: KeyReaders, heading: Heading) -> Report:
    """Return what is sealed, who was shown any of it, and who can read it."""
    logins = tuple((login, readers.file) for login in readers.logins)
    tables = (
        ReportTable(
            name="lots",
            title="What is sealed",
            columns=LOTS,
            rows=tuple(map(_lot_row, seals.lots)),
            note=f"{sealed_words(seals)} {readable_by(readers)}",
        ),
        ReportTable(
            name="looks",
            title="Looks at maximums and reserves",
            columns=LOOKS,
            rows=tuple(map(_look_row, seals.looks)),
            note=look_words(seals),
        ),
        ReportTable(
            name="readers",
            title="Who could have read it",
            columns=READERS,
            rows=logins,
        ),
    )
    return Report(heading=heading, tables=tables)


def sealed_words(seals: SaleSeals) -> str:
    """Say how much is sealed, and what stayed plain."""
    plain = [lot for lot in seals.lots if lot.sealed_since is None]
    total = len(seals.lots)
    words = f"{total - len(plain)} of {counted(total, 'lot')} sealed."
    bids = sum(lot.plain_bids + lot.plain_refused for lot in seals.lots)
    reserves = sum(lot.plain_reserves for lot in seals.lots)
    if plain:
        words += (
            f" {counted(len(plain), 'lot')} entered before the ledger sealed stay "
            f"plain for ever, with {counted(bids, 'bid')} and "
            f"{counted(reserves, 'reserve')}: whoever reads the ledger reads them."
        )
    return words


def look_words(seals: SaleSeals) -> str:
    """Say whether anything was opened or shown before its hammer fell."""
    if not seals.early:
        return (
            "Nothing was opened or shown through the system before its hammer. The "
            "engine reads maximums to decide by them, and shows none."
        )
    return (
        f"{counted(seals.early, 'time')} something was opened or shown before its "
        "hammer."
    )


def _look_row(look: SealLook) -> Row:
    return (
        look.position,
        look.at,
        number_of(look.lot),
        look.looked_at,
        look.actor,
        look.login,
        look.purpose,
        look.before_hammer,
    )


def _lot_row(lot: LotSeals) -> Row:
    return (
        number_of(lot.lot),
        lot.sealed_since is not None,
        lot.sealed_since,
        lot.sealed_bids,
        lot.plain_bids,
        lot.sealed_refused,
        lot.plain_refused,
        lot.sealed_reserves,
        lot.plain_reserves,
        lot.sealed_replays,
        lot.plain_replays,
        lot.opened,
        lot.opened_by_hand,
        lot.closed,
        ", ".join(map(str, lot.opened_early)) or None,
    )
