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
    Event,
    FairWarningGiven,
    HammerAmended,
    HouseBidPlaced,
    LiveBidTaken,
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
    Standing,
)
from ledger.identity import HOUSE, LotId, sale_of
from projections.bids.table import Kind
from projections.rows import Row, Rows


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Write down what touched the bidding."""
    match entry.event:
        case BidPlaced() as event:
            rows.insert(_line(entry, Kind.BID, event.lot) | _placed(event))
        case BidRefused(lot=lot, code=code, said=said) as event:
            no: Row = {"code": code, "said": said}
            rows.insert(_line(entry, Kind.REFUSED, lot) | _slip(event) | no)
        case HouseBidPlaced(lot=lot, amount=amount, standing=standing):
            house: Row = {"paddle": HOUSE, "amount": amount}
            rows.insert(_line(entry, Kind.HOUSE, lot) | house | _standing(standing))
        case BidderRegistered(lot=lot, phone_line=line) as event:
            who = _registration(event) | {"phone_line": line}
            rows.insert(_line(entry, Kind.REGISTERED, lot) | who)
        case RegistrationCancelled(lot=lot) as event:
            rows.insert(_line(entry, Kind.CANCELLED, lot) | _registration(event))
        case LiveBidTaken() as event:
            rows.insert(_line(entry, Kind.LIVE, event.lot) | _live(event))
        case ClosingExtended(lot=lot) as event:
            rows.insert(_line(entry, Kind.EXTENDED, lot) | _extended(event))
        case LotOpened() | LotSkipped() | AskingSet() | FairWarningGiven() as event:
            rows.insert(_line(entry, CALLS[type(event)], event.lot) | _called(event))
        case ReserveSet(lot=lot, reserve=reserve, standing=standing):
            after = {} if standing is None else _standing(standing)
            rows.insert(_line(entry, Kind.RESERVE, lot) | {"amount": reserve} | after)
        case _:
            _hear_end(entry, rows)


def _hear_end(entry: Entry[Event], rows: Rows) -> None:
    """Write down how a lot ended, and what was put right."""
    match entry.event:
        case LotSold() as event:
            rows.insert(_line(entry, Kind.SOLD, event.lot) | _sold(event))
        case LotPassed() as event:
            rows.insert(_line(entry, Kind.PASSED, event.lot) | _passed(event))
        case LotWithdrawn(lot=lot):
            rows.insert(_line(entry, Kind.WITHDRAWN, lot))
        case BidRetracted() | BidStruck() as event:
            struck = isinstance(event, BidStruck)
            kind = Kind.STRUCK if struck else Kind.RETRACTED
            rows.insert(_line(entry, kind, event.lot) | _taken_out(event))
        case LotReopened(lot=lot) as event:
            rows.insert(_line(entry, Kind.REOPENED, lot) | _reopened(event))
        case SaleRescinded(lot=lot) as event:
            rows.insert(_line(entry, Kind.RESCINDED, lot) | _rescinded(event))
        case LotResold(lot=lot) as event:
            rows.insert(_line(entry, Kind.RESOLD, lot) | _resold(event))
        case HammerAmended(lot=lot) as event:
            rows.insert(_line(entry, Kind.AMENDED, lot) | _amended(event))


def _line(entry: Entry[Event], kind: Kind, lot: LotId) -> Row:
    by = entry.by
    return {
        "position": entry.position,
        "sale": sale_of(lot),
        "lot": lot,
        "kind": kind,
        "recorded_at": by.recorded_at,
        "actor": by.actor,
        "role": by.role,
        "on_behalf_of": by.on_behalf_of,
        "reason": by.reason,
        "key": by.key,
    }


def _slip(event: BidPlaced | BidRefused) -> Row:
    return {
        "bid": event.bid,
        "paddle": event.paddle,
        "submitted": event.submitted,
        "channel": event.channel,
        "received_at": event.received_at,
        "entered_at": event.entered_at,
    }


def _placed(event: BidPlaced) -> Row:
    return {
        "client_class": event.client_class,
        "maximum": event.maximum,
        "off_increment": event.off_increment,
        "static": event.static,
        "break_tie": event.break_tie,
        **_slip(event),
        **_standing(event.standing),
    }


def _standing(standing: Standing) -> Row:
    return {
        "leader": standing.leader,
        "price": standing.price,
        "asking": standing.asking,
        "reserve_met": standing.reserve_met,
        "premium": standing.premium,
        "rule": standing.rule,
        "step": standing.step,
        "against": standing.against,
        "terms": standing.terms,
    }


def _live(event: LiveBidTaken) -> Row:
    return {
        "bid": event.bid,
        "paddle": event.paddle,
        "client_class": event.client_class,
        "submitted": event.submitted,
        "amount": event.amount,
        "off_increment": event.off_increment,
        "cut": event.cut,
        "channel": event.channel,
        "received_at": event.at,
        "entered_at": event.at,
        **_standing(event.standing),
    }


def _extended(event: ClosingExtended) -> Row:
    return {"bid": event.bid, "ends_at": event.ends_at, "code": event.scope.value}


CALLS: dict[type, Kind] = {
    LotOpened: Kind.OPENED,
    LotSkipped: Kind.SKIPPED,
    AskingSet: Kind.ASKED,
    FairWarningGiven: Kind.WARNED,
}


def _called(event: LotOpened | LotSkipped | AskingSet | FairWarningGiven) -> Row:
    told: Row = {"entered_at": event.at}
    match event:
        case LotOpened(rule=rule, asking=asking):
            return {**told, "code": rule.value, "asking": asking}
        case AskingSet(asking=asking):
            return {**told, "asking": asking}
        case _:
            return told


def _taken_out(event: BidRetracted | BidStruck) -> Row:
    second = event.authorised_by if isinstance(event, BidStruck) else None
    after: Row = {"asking": event.asking}
    if event.standing is not None:
        after = _standing(event.standing)
    return {
        "paddle": event.paddle,
        "policy": event.policy,
        "out": " ".join(event.bids),
        "entered_at": event.at,
        "authorised_by": second,
        **after,
    }


def _reopened(event: LotReopened) -> Row:
    after = {} if event.standing is None else _standing(event.standing)
    return {
        "code": event.why.value,
        "entered_at": event.at,
        "ends_at": event.ends_at,
        "authorised_by": event.authorised_by,
        **after,
    }


def _rescinded(event: SaleRescinded) -> Row:
    return {
        "paddle": event.buyer,
        "amount": event.hammer,
        "entered_at": event.at,
        "authorised_by": event.authorised_by,
    }


def _resold(event: LotResold) -> Row:
    return {
        "bid": event.bid,
        "paddle": event.buyer,
        "client_class": event.client_class,
        "amount": event.hammer,
        "channel": event.channel,
        "closed_at": event.at,
        "leader": event.buyer,
        "price": event.price,
        "premium": event.premium,
        "terms": event.terms,
        "authorised_by": event.authorised_by,
    }


def _amended(event: HammerAmended) -> Row:
    return {
        "paddle": event.buyer,
        "client_class": event.client_class,
        "amount": event.hammer,
        "channel": event.channel,
        "entered_at": event.at,
        "leader": event.buyer,
        "price": event.price,
        "premium": event.premium,
        "terms": event.terms,
        "authorised_by": event.authorised_by,
        "said": f"was {event.was_buyer}",
    }


def _registration(event: BidderRegistered | RegistrationCancelled) -> Row:
    return {"paddle": event.paddle, "channel": event.channel}


def _sold(event: LotSold) -> Row:
    return {
        "paddle": event.buyer,
        "client_class": event.client_class,
        "amount": event.hammer,
        "channel": event.channel,
        "closed_at": event.at,
        "leader": event.buyer,
        "price": event.price,
        "premium": event.premium,
        "terms": event.terms,
    }


def _passed(event: LotPassed) -> Row:
    return {
        "amount": event.highest,
        "closed_at": event.at,
        "terms": event.terms,
        "code": event.reason.value,
    }
