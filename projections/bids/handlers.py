"""The handlers of the auditor's history: one for each event that it hears."""

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
    IncrementSet,
    LiveBidTaken,
    LotEvent,
    LotOpened,
    LotPassed,
    LotReopened,
    LotResold,
    LotSkipped,
    LotSold,
    LotWithdrawn,
    MaximumsOpened,
    RegistrationCancelled,
    ReserveOpened,
    ReserveSet,
    SaleRescinded,
)
from ledger.identity import HOUSE, sale_of
from projections.bids.openings import on_maximums_opened, on_reserve_opened
from projections.bids.row import BidRow, HistoryKind
from projections.rows import Rows, Value
from projections.view import View


def _insert_line(
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


def _on_bid_placed(entry: Entry[BidPlaced], rows: Rows) -> None:
    event = entry.event
    rows.insert(
        entry,
        entry.by,
        event,
        event.standing,
        kind=HistoryKind.BID,
        sale=sale_of(event.lot),
        authorised_by=entry.by.second,
        sealed=event.seal is not None,
    )


def _on_bid_refused(entry: Entry[BidRefused], rows: Rows) -> None:
    event = entry.event
    _insert_line(
        entry,
        rows,
        HistoryKind.REFUSED,
        bid=event.bid,
        paddle=event.paddle,
        submitted=event.submitted,
        channel=event.channel,
        received_at=event.received_at,
        entered_at=event.entered_at,
        read_at=event.read_at,
        authorised_by=entry.by.second,
        code=event.code,
        sealed=event.seal is not None,
        said=event.said,
    )


def _on_house_bid_placed(entry: Entry[HouseBidPlaced], rows: Rows) -> None:
    event = entry.event
    _insert_line(entry, rows, HistoryKind.HOUSE, event, event.standing, paddle=HOUSE)


def _on_bidder_registered(entry: Entry[BidderRegistered], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.REGISTERED, entry.event)


def _on_registration_cancelled(entry: Entry[RegistrationCancelled], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.CANCELLED, entry.event)


def _on_live_bid_taken(entry: Entry[LiveBidTaken], rows: Rows) -> None:
    event = entry.event
    came: dict[str, Value] = {"received_at": event.at, "entered_at": event.at}
    _insert_line(entry, rows, HistoryKind.LIVE, event, event.standing, **came)


def _on_closing_extended(entry: Entry[ClosingExtended], rows: Rows) -> None:
    code = entry.event.scope.value
    _insert_line(entry, rows, HistoryKind.EXTENDED, entry.event, code=code)


def _on_lot_opened(entry: Entry[LotOpened], rows: Rows) -> None:
    event = entry.event
    how: dict[str, Value] = {"code": event.rule.value, "entered_at": event.at}
    _insert_line(entry, rows, HistoryKind.OPENED, event, **how)


def _on_lot_skipped(entry: Entry[LotSkipped], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.SKIPPED, entered_at=entry.event.at)


def _on_asking_set(entry: Entry[AskingSet], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.ASKED, entry.event, entered_at=entry.event.at)


def _on_increment_set(entry: Entry[IncrementSet], rows: Rows) -> None:
    event = entry.event
    when: dict[str, Value] = {"entered_at": event.at, "asking": event.asking}
    _insert_line(entry, rows, HistoryKind.INCREMENT, amount=event.step, **when)


def _on_fair_warning_given(entry: Entry[FairWarningGiven], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.WARNED, entered_at=entry.event.at)


def _on_reserve_set(entry: Entry[ReserveSet], rows: Rows) -> None:
    event = entry.event
    after = () if event.standing is None else (event.standing,)
    _insert_line(
        entry,
        rows,
        HistoryKind.RESERVE,
        *after,
        amount=event.reserve,
        sealed=event.seal is not None,
    )


def _on_lot_sold(entry: Entry[LotSold], rows: Rows) -> None:
    event = entry.event
    _insert_line(
        entry,
        rows,
        HistoryKind.SOLD,
        event,
        paddle=event.buyer,
        leader=event.buyer,
        amount=event.hammer,
        closed_at=event.at,
    )


def _on_lot_passed(entry: Entry[LotPassed], rows: Rows) -> None:
    event = entry.event
    _insert_line(
        entry,
        rows,
        HistoryKind.PASSED,
        event,
        amount=event.highest,
        closed_at=event.at,
        code=event.reason.value,
    )


def _on_lot_withdrawn(entry: Entry[LotWithdrawn], rows: Rows) -> None:
    _insert_line(entry, rows, HistoryKind.WITHDRAWN)


def _on_bid_retracted(entry: Entry[BidRetracted], rows: Rows) -> None:
    _insert_taken_out(entry, rows, HistoryKind.RETRACTED)


def _on_bid_struck(entry: Entry[BidStruck], rows: Rows) -> None:
    _insert_taken_out(
        entry, rows, HistoryKind.STRUCK, authorised_by=entry.event.authorised_by
    )


def _insert_taken_out(
    entry: Entry[BidRetracted] | Entry[BidStruck],
    rows: Rows,
    kind: HistoryKind,
    **values: Value,
) -> None:
    event = entry.event
    if event.standing is None:
        values["asking"] = event.asking
    _insert_line(
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


def _on_lot_reopened(entry: Entry[LotReopened], rows: Rows) -> None:
    event = entry.event
    after = () if event.standing is None else (event.standing,)
    how: dict[str, Value] = {"code": event.why.value, "entered_at": event.at}
    _insert_line(entry, rows, HistoryKind.REOPENED, event, *after, **how)


def _on_sale_rescinded(entry: Entry[SaleRescinded], rows: Rows) -> None:
    event = entry.event
    _insert_line(
        entry,
        rows,
        HistoryKind.RESCINDED,
        event,
        paddle=event.buyer,
        amount=event.hammer,
        entered_at=event.at,
    )


def _on_lot_resold(entry: Entry[LotResold], rows: Rows) -> None:
    _insert_purchase(entry, rows, HistoryKind.RESOLD, closed_at=entry.event.at)


def _on_hammer_amended(entry: Entry[HammerAmended], rows: Rows) -> None:
    event = entry.event
    was = f"was {event.was_buyer}"
    _insert_purchase(entry, rows, HistoryKind.AMENDED, entered_at=event.at, said=was)


def _insert_purchase(
    entry: Entry[LotResold] | Entry[HammerAmended],
    rows: Rows,
    kind: HistoryKind,
    **values: Value,
) -> None:
    event = entry.event
    _insert_line(
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
    shape=5,
    hears={
        BidPlaced: _on_bid_placed,
        BidRefused: _on_bid_refused,
        HouseBidPlaced: _on_house_bid_placed,
        BidderRegistered: _on_bidder_registered,
        RegistrationCancelled: _on_registration_cancelled,
        LiveBidTaken: _on_live_bid_taken,
        ClosingExtended: _on_closing_extended,
        LotOpened: _on_lot_opened,
        LotSkipped: _on_lot_skipped,
        AskingSet: _on_asking_set,
        IncrementSet: _on_increment_set,
        FairWarningGiven: _on_fair_warning_given,
        ReserveSet: _on_reserve_set,
        MaximumsOpened: on_maximums_opened,
        ReserveOpened: on_reserve_opened,
        LotSold: _on_lot_sold,
        LotPassed: _on_lot_passed,
        LotWithdrawn: _on_lot_withdrawn,
        BidRetracted: _on_bid_retracted,
        BidStruck: _on_bid_struck,
        LotReopened: _on_lot_reopened,
        SaleRescinded: _on_sale_rescinded,
        LotResold: _on_lot_resold,
        HammerAmended: _on_hammer_amended,
    },
    indexes=("lot",),
)
