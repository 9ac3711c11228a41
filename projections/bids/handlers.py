"""What the auditor's history hears of each event."""

from __future__ import annotations

from ledger.entry import Entry
from ledger.events import (
    AskingSet,
    BidderRegistered,
    BidPlaced,
    BidRefused,
    BidRetracted,
    BidStruck,
    ClosingExtended,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotWithdrawn,
    RegistrationCancelled,
    ReserveSet,
    SaleRescinded,
)
from ledger.identity import HOUSE, sale_of
from projections.bids.row import BidRow, HistoryKind
from projections.rows import Rows, Value
from projections.view import View


def _insert(
    entry: Entry[LotEvent],
    rows: Rows,
    kind: HistoryKind,
    *sources: object,
    **values: Value,
) -> None:
    """Add a line with who says so, and what sources say."""
    lot = entry.event.lot
    rows.insert(
        entry, entry.by, *sources, kind=kind, lot=lot, sale=sale_of(lot), **values
    )


def _placed(entry: Entry[BidPlaced], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        entry.by,
        event,
        event.standing,
        kind=HistoryKind.BID,
        sale=sale_of(event.lot),
    )


def _refused(entry: Entry[BidRefused], rows: Rows) -> None:
    event = entry.event
    _insert(
        entry,
        rows,
        HistoryKind.REFUSED,
        bid=event.bid,
        paddle=event.paddle,
        submitted=event.submitted,
        channel=event.channel,
        received_at=event.received_at,
        entered_at=event.entered_at,
        code=event.code,
        said=event.said,
    )


def _house_bid(entry: Entry[HouseBidPlaced], rows: Rows) -> None:
    event = entry.event
    _insert(entry, rows, HistoryKind.HOUSE, event, event.standing, paddle=HOUSE)


def _registered(entry: Entry[BidderRegistered], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.REGISTERED, entry.event)


def _cancelled(entry: Entry[RegistrationCancelled], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.CANCELLED, entry.event)


def _live(entry: Entry[LiveBidTaken], rows: Rows) -> None:
    event = entry.event
    came: dict[str, Value] = {"received_at": event.at, "entered_at": event.at}
    _insert(entry, rows, HistoryKind.LIVE, event, event.standing, **came)


def _extended(entry: Entry[ClosingExtended], rows: Rows) -> None:
    code = entry.event.scope.value
    _insert(entry, rows, HistoryKind.EXTENDED, entry.event, code=code)


def _opened(entry: Entry[LotOpened], rows: Rows) -> None:
    event = entry.event
    how: dict[str, Value] = {"code": event.rule.value, "entered_at": event.at}
    _insert(entry, rows, HistoryKind.OPENED, event, **how)


def _skipped(entry: Entry[LotSkipped], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.SKIPPED, entered_at=entry.event.at)


def _asked(entry: Entry[AskingSet], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.ASKED, entry.event, entered_at=entry.event.at)


def _warned(entry: Entry[FairWarningGiven], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.WARNED, entered_at=entry.event.at)


def _reserve(entry: Entry[ReserveSet], rows: Rows) -> None:
    event = entry.event
    after = () if event.standing is None else (event.standing,)
    _insert(entry, rows, HistoryKind.RESERVE, *after, amount=event.reserve)


def _sold(entry: Entry[LotSold], rows: Rows) -> None:
    event = entry.event
    _insert(
        entry,
        rows,
        HistoryKind.SOLD,
        event,
        paddle=event.buyer,
        leader=event.buyer,
        amount=event.hammer,
        closed_at=event.at,
    )


def _passed(entry: Entry[LotPassed], rows: Rows) -> None:
    event = entry.event
    _insert(
        entry,
        rows,
        HistoryKind.PASSED,
        event,
        amount=event.highest,
        closed_at=event.at,
        code=event.reason.value,
    )


def _withdrawn(entry: Entry[LotWithdrawn], rows: Rows) -> None:
    _insert(entry, rows, HistoryKind.WITHDRAWN)


def _retracted(entry: Entry[BidRetracted], rows: Rows) -> None:
    _taken_out(entry, rows, HistoryKind.RETRACTED)


def _struck(entry: Entry[BidStruck], rows: Rows) -> None:
    _taken_out(entry, rows, HistoryKind.STRUCK, authorised_by=entry.event.authorised_by)


def _taken_out(
    entry: Entry[BidRetracted] | Entry[BidStruck],
    rows: Rows,
    kind: HistoryKind,
    **values: Value,
) -> None:
    event = entry.event
    if event.standing is None:
        values["asking"] = event.asking
    _insert(
        entry,
        rows,
        kind,
        *(() if event.standing is None else (event.standing,)),
        **values,
        paddle=event.paddle,
        policy=event.policy,
        out=" ".join(event.bids),
        entered_at=event.at,
    )


def _reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    event = entry.event
    after = () if event.standing is None else (event.standing,)
    how: dict[str, Value] = {"code": event.why.value, "entered_at": event.at}
    _insert(entry, rows, HistoryKind.REOPENED, event, *after, **how)


def _rescinded(entry: Entry[SaleRescinded], rows: Rows) -> None:
    event = entry.event
    _insert(
        entry,
        rows,
        HistoryKind.RESCINDED,
        event,
        paddle=event.buyer,
        amount=event.hammer,
        entered_at=event.at,
    )


def _resold(entry: Entry[LotResold], rows: Rows) -> None:
    _bought(entry, rows, HistoryKind.RESOLD, closed_at=entry.event.at)


def _amended(entry: Entry[HammerAmended], rows: Rows) -> None:
    event = entry.event
    was = f"was {event.was_buyer}"
    _bought(entry, rows, HistoryKind.AMENDED, entered_at=event.at, said=was)


def _bought(
    entry: Entry[LotResold] | Entry[HammerAmended],
    rows: Rows,
    kind: HistoryKind,
    **values: Value,
) -> None:
    event = entry.event
    _insert(
        entry,
        rows,
        kind,
        event,
        **values,
        paddle=event.buyer,
        leader=event.buyer,
        amount=event.hammer,
    )


BIDS = View(
    name="bids",
    row=BidRow,
    key="position",
    shape=3,
    hears={
        BidPlaced: _placed,
        BidRefused: _refused,
        HouseBidPlaced: _house_bid,
        BidderRegistered: _registered,
        RegistrationCancelled: _cancelled,
        LiveBidTaken: _live,
        ClosingExtended: _extended,
        LotOpened: _opened,
        LotSkipped: _skipped,
        AskingSet: _asked,
        FairWarningGiven: _warned,
        ReserveSet: _reserve,
        LotSold: _sold,
        LotPassed: _passed,
        LotWithdrawn: _withdrawn,
        BidRetracted: _retracted,
        BidStruck: _struck,
        LotReopened: _reopened,
        SaleRescinded: _rescinded,
        LotResold: _resold,
        HammerAmended: _amended,
    },
    indexes=("lot",),
)
