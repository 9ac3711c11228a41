"""A lot before the bidding: its entry, reserve, trackers and registrations."""

from __future__ import annotations

from datetime import datetime

from ledger.contest import Outcome
from ledger.events.lot import (
    BidderRegistered,
    LotAmended,
    LotCatalogued,
    LotEvent,
    LotTracked,
    LotUntracked,
    LotWithdrawn,
    QuantityMode,
    RegistrationCancelled,
    ReserveSet,
)
from ledger.events.vocabulary import Standing
from ledger.identity import HOUSE, Channel, ClientId, Paddle, lot_id, number_of
from ledger.lot import Lot, Stage
from ledger.lot.evolve import evolve
from ledger.lot.standing import contest_on, standing_after
from ledger.money import Minor, share
from ledger.refusals import (
    AlreadyRegistered,
    BidsExist,
    ChannelClosed,
    EndHasPassed,
    EstimateBelowReserve,
    LineTaken,
    LotNotOpen,
    LotOutsideSessions,
    MustBeSold,
    NotRegistered,
    ReserveAboveEstimate,
    ReserveBelowHouseBid,
    ReserveMetAlready,
    WithoutReserve,
)
from ledger.terms import Rules, Terms
from ledger.terms.sessions import Session, SessionKind
from ledger.value import replace, value


@value(kw_only=True)
class Description:
    """A catalogue entry as the cataloguer writes it, without a place in a sale."""

    number: str
    title: str
    description: str = ""
    category: str | None = None
    low_estimate: Minor | None = None
    high_estimate: Minor | None = None
    opening: Minor
    reserve: Minor | None = None
    quantity: int = 1
    quantity_mode: QuantityMode = QuantityMode.ALL_ONE_MONEY
    consignor: ClientId | None = None


def description_of(lot: Lot) -> Description:
    """Return a lot's catalogue entry as it stands, to be corrected."""
    listing = lot.listing
    return Description(
        number=number_of(lot.id),
        title=listing.title,
        description=listing.description,
        category=listing.category,
        low_estimate=listing.low_estimate,
        high_estimate=listing.high_estimate,
        opening=listing.opening,
        reserve=lot.reserve,
        quantity=listing.quantity,
        quantity_mode=listing.quantity_mode,
        consignor=listing.consignor,
    )


def default_opening(low_estimate: Minor, rules: Rules) -> Minor:
    """Open a lot without starting bid at the terms' lowest share of its low estimate.

    That is 25 % in the seed's sale (rulebook 1), brought down to the ladder.
    """
    exact = share(low_estimate, rules.room.opening_from)
    table = rules.bidding.increments
    return max(table.at_or_below(exact), table.next_rung(0))


def catalogue(
    entry: Description, *, terms: Terms, order: int, place: int, sealed: bool = False
) -> tuple[LotEvent, ...]:
    """Enter a lot in the catalogue, and set its reserve if it has one.

    ``order`` is its place in the sale from 1, ``place`` its place in the session from
    0: timed lots close one ``stagger`` after another.
    """
    lot = lot_id(terms.sale, entry.number)
    session = terms.session_of(entry.number)
    if session is None:
        ranges = ", ".join(f"{s.first_lot}-{s.last_lot}" for s in terms.sessions)
        raise LotOutsideSessions(lot=lot, ranges=ranges)
    catalogued = LotCatalogued(
        lot=lot,
        session=session.number,
        order=order,
        kind=session.kind,
        ends_at=_end_of_bidding(session, place),
        currency=terms.rules.currency,
        title=entry.title,
        description=entry.description,
        category=entry.category,
        low_estimate=entry.low_estimate,
        high_estimate=entry.high_estimate,
        opening=entry.opening,
        quantity=entry.quantity,
        quantity_mode=entry.quantity_mode,
        consignor=entry.consignor,
        sealed=sealed,
    )
    if entry.reserve is None:
        return (catalogued,)
    entered = evolve(None, catalogued)
    return (
        catalogued,
        *set_reserve(entered, entry.reserve, rules=terms.rules, terms=1),
    )


def must_end_after(catalogued: LotEvent, *, at: datetime) -> None:
    """Refuse a timed lot that would close before it is entered; raises EndHasPassed."""
    assert isinstance(catalogued, LotCatalogued), "a lot begins with its entry"
    if catalogued.kind is SessionKind.TIMED and catalogued.ends_at <= at:
        raise EndHasPassed(lot=catalogued.lot, ends_at=catalogued.ends_at, at=at)


def _end_of_bidding(session: Session, place: int) -> datetime:
    if session.kind is SessionKind.FLOOR:
        return session.first_end
    return session.first_end + place * session.stagger


def amend(lot: Lot, entry: Description) -> tuple[LotEvent, ...]:
    """Correct the entry of a lot that nobody has bid on; its reserve stays as set."""
    must_be_open(lot)
    if lot.claims:
        raise BidsExist(lot=lot.id)
    low = entry.low_estimate
    if lot.reserve is not None and low is not None and lot.reserve > low:
        raise EstimateBelowReserve(lot=lot.id, low_estimate=lot.money(low))
    amended = LotAmended(
        lot=lot.id,
        title=entry.title,
        description=entry.description,
        category=entry.category,
        low_estimate=entry.low_estimate,
        high_estimate=entry.high_estimate,
        opening=entry.opening,
        quantity=entry.quantity,
        quantity_mode=entry.quantity_mode,
        consignor=entry.consignor,
    )
    return () if evolve(lot, amended) == lot else (amended,)


def withdraw(lot: Lot) -> tuple[LotEvent, ...]:
    """Take a lot out of the sale, before it is sold or passed.

    Raises MustBeSold: one without reserve stays once it is bid on.
    """
    must_be_open(lot)
    if lot.without_reserve and lot.standing is not None:
        raise MustBeSold(lot=lot.id)
    return (LotWithdrawn(lot=lot.id),)


def set_reserve(
    lot: Lot, reserve: Minor | None, *, rules: Rules, terms: int
) -> tuple[LotEvent, ...]:
    """Set, change or lift the reserve; that may move the price (rulebook 3.2)."""
    must_be_open(lot)
    if reserve == lot.reserve:
        return ()
    if reserve is not None:
        if lot.without_reserve:
            raise WithoutReserve(lot=lot.id)
        _reserve_must_fit_estimate(lot, reserve, lot.listing.low_estimate)
    before, met = lot.reserve, lot.standing is not None and lot.standing.reserve_met
    if met and before is not None and reserve is not None and reserve > before:
        raise ReserveMetAlready(lot=lot.id)
    standing = _standing_with_reserve(lot, reserve, rules=rules, terms=terms)
    return (ReserveSet(lot=lot.id, reserve=reserve, standing=standing),)


def _reserve_must_fit_estimate(
    lot: Lot, reserve: Minor, low_estimate: Minor | None
) -> None:
    """Refuse a reserve above the low estimate (rulebook 3.2)."""
    if low_estimate is not None and reserve > low_estimate:
        raise ReserveAboveEstimate(
            lot=lot.id,
            reserve=lot.money(reserve),
            low_estimate=lot.money(low_estimate),
        )


def _standing_with_reserve(
    lot: Lot, reserve: Minor | None, *, rules: Rules, terms: int
) -> Standing | None:
    """Say where another reserve leaves the bidding."""
    standing = lot.standing
    if standing is None or standing.price is None:
        return None
    house_leads = lot.lead is not None and lot.lead.paddle == HOUSE
    if house_leads and (reserve is None or reserve <= standing.price):
        raise ReserveBelowHouseBid(lot=lot.id, bid=lot.money(standing.price))
    contest = replace(contest_on(lot, rules), reserve=reserve)
    outcome = Outcome(
        lot.lead, standing.price, standing.rule, standing.step, standing.against
    )
    return standing_after(
        lot, contest.reserved(outcome), contest=contest, rules=rules, terms=terms
    )


def track(lot: Lot, client: ClientId) -> tuple[LotEvent, ...]:
    """Let a client follow a lot; following it twice changes nothing."""
    if client in lot.trackers:
        return ()
    return (LotTracked(lot=lot.id, client=client),)


def untrack(lot: Lot, client: ClientId) -> tuple[LotEvent, ...]:
    """Let a client stop following a lot."""
    if client not in lot.trackers:
        return ()
    return (LotUntracked(lot=lot.id, client=client),)


def register(
    lot: Lot,
    *,
    paddle: Paddle,
    channel: Channel,
    phone_line: int | None,
    session: Session,
) -> tuple[LotEvent, ...]:
    """Arrange for a paddle to bid on the lot when it comes up, as by telephone."""
    must_be_open(lot)
    if channel not in session.channels:
        taken = ", ".join(session.channels)
        raise ChannelClosed(lot=lot.id, channel=channel, channels=taken)
    for other in lot.registrations:
        if (other.paddle, other.channel) == (paddle, channel):
            raise AlreadyRegistered(lot=lot.id, paddle=paddle, channel=channel)
        if phone_line is not None and other.phone_line == phone_line:
            raise LineTaken(lot=lot.id, line=phone_line, paddle=other.paddle)
    registered = BidderRegistered(
        lot=lot.id, paddle=paddle, channel=channel, phone_line=phone_line
    )
    return (registered,)


def cancel_registration(
    lot: Lot, *, paddle: Paddle, channel: Channel
) -> tuple[LotEvent, ...]:
    """Take back a registration."""
    if not any(
        (other.paddle, other.channel) == (paddle, channel)
        for other in lot.registrations
    ):
        raise NotRegistered(lot=lot.id, paddle=paddle, channel=channel)
    return (RegistrationCancelled(lot=lot.id, paddle=paddle, channel=channel),)


def must_be_open(lot: Lot) -> None:
    """Refuse what comes too late for a lot."""
    if lot.stage is not Stage.OPEN:
        raise LotNotOpen(lot=lot.id, stage=lot.stage)
