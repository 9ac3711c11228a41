"""What the cataloguer decided: a lot's entry, its reserve, who follows it."""

from __future__ import annotations

from ledger.events import (
    BidderRegistered,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    RegistrationCancelled,
    ReserveSet,
)
from ledger.identity import number_of
from ledger.lot import Lot, listing
from ledger.lot.listing import Description
from ledger.replay.day import Moment
from ledger.terms.sessions import Session, SessionKind


def catalogued(event: LotCatalogued, moment: Moment) -> tuple[LotEvent, ...]:
    """Enter a lot again, at the place in its session that its closing time tells."""
    session = moment.under.session
    assert session is not None, "a lot is sold in a session"
    return listing.catalogue(
        described(event),
        terms=moment.day.version(moment.position).terms,
        order=event.order,
        place=_place(event, session),
    )


def _place(event: LotCatalogued, session: Session) -> int:
    if session.kind is SessionKind.FLOOR or not session.stagger:
        return 0
    assert session.closes_at is not None, "a timed session closes"
    return (event.ends_at - session.closes_at) // session.stagger


def described(event: LotCatalogued | LotAmended) -> Description:
    """Return a catalogue entry as the cataloguer wrote it."""
    return Description(
        number=number_of(event.lot),
        title=event.title,
        description=event.description,
        category=event.category,
        low_estimate=event.low_estimate,
        high_estimate=event.high_estimate,
        opening=event.opening,
        quantity=event.quantity,
        quantity_mode=event.quantity_mode,
        consignor=event.consignor,
    )


def reserve(lot: Lot, event: ReserveSet, moment: Moment) -> tuple[LotEvent, ...]:
    """Set, change or lift the reserve again."""
    under = moment.under
    return listing.set_reserve(
        lot, event.reserve, rules=under.rules, terms=under.version
    )


def amended(lot: Lot, event: LotAmended, _: Moment) -> tuple[LotEvent, ...]:
    """Correct the catalogue entry again."""
    return listing.amend(lot, described(event))


def withdrawn(lot: Lot, _: LotWithdrawn, __: Moment) -> tuple[LotEvent, ...]:
    """Take the lot out of the sale again."""
    return listing.withdraw(lot)


def tracked(lot: Lot, event: LotTracked, _: Moment) -> tuple[LotEvent, ...]:
    """Let a client follow the lot again."""
    return listing.track(lot, event.client)


def untracked(lot: Lot, event: LotUntracked, _: Moment) -> tuple[LotEvent, ...]:
    """Let a client stop following the lot again."""
    return listing.untrack(lot, event.client)


def registered(
    lot: Lot, event: BidderRegistered, moment: Moment
) -> tuple[LotEvent, ...]:
    """Register a bidder for the lot again."""
    moment.day.admit(moment.position, event.paddle)
    session = moment.under.session
    assert session is not None, "a lot is sold in a session"
    return listing.register(
        lot,
        paddle=event.paddle,
        channel=event.channel,
        phone_line=event.phone_line,
        session=session,
    )


def cancelled(
    lot: Lot, event: RegistrationCancelled, _: Moment
) -> tuple[LotEvent, ...]:
    """Take a registration back again."""
    return listing.cancel_registration(lot, paddle=event.paddle, channel=event.channel)
